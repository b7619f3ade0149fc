namespace OrleansChat.Storage.Accounts;

/// <summary>A store that keeps something of users. All that are registered are asked when an account is deleted.</summary>
public interface IForgetsAccounts
{
    /// <summary>Wipes what is kept of a user, known or not. May be asked again, for a deletion that was cut short.</summary>
    Task ForgetAsync(Guid userId, CancellationToken cancellationToken = default);
}

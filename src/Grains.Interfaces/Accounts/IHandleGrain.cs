using Orleans;

namespace OrleansChat.Grains.Interfaces.Accounts;

/// <summary>One unique name of an account. Keyed by <see cref="Handle"/>: <c>email:…</c>, <c>username:…</c> (lower case) or <c>phone:…</c>.</summary>
[Alias("handle-grain")]
public interface IHandleGrain : IGrainWithStringKey
{
    /// <summary>Claims the handle; true when it is <paramref name="accountId"/>'s now (or was already).</summary>
    [Alias("try-claim")]
    Task<bool> TryClaimAsync(Guid accountId);

    /// <summary>Frees the handle if it is <paramref name="accountId"/>'s.</summary>
    [Alias("release")]
    Task ReleaseAsync(Guid accountId);

    /// <summary>Whose handle this is; null when it is free.</summary>
    [Alias("find")]
    Task<Guid?> FindAsync();
}

/// <summary>How handles are spelled.</summary>
public static class Handle
{
    /// <summary>The handle of an e-mail address; addresses that differ in case only are the same.</summary>
    public static string Email(string address) => $"email:{address.ToLowerInvariant()}";

    /// <summary>The handle of a username; names that differ in case only are the same.</summary>
    public static string Username(string name) => $"username:{name.ToLowerInvariant()}";

    /// <summary>The handle of a phone number by E.164.</summary>
    public static string Phone(string number) => $"phone:{number}";
}

using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Operations;

/// <summary>Whether somebody is an operator whose session is alive: the account is asked, and its yes is believed for a moment.</summary>
internal sealed class OperatorPermits(IGrainFactory grains, TimeProvider time)
{
    private const int Capacity = 100;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(Guid Operator, Guid Session), DateTimeOffset> _until = [];

    /// <summary>Refuses everyone else.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Unauthenticated"/>.</exception>
    public async Task CheckAsync(Guid operatorId, Guid sessionId)
    {
        if (_until.TryGetValue((operatorId, sessionId), out var until) && time.GetUtcNow() < until)
            return;
        _until.Remove((operatorId, sessionId));
        if (!await IsOperatorAsync(grains.GetGrain<IAccountGrain>(operatorId), sessionId))
            throw new ChatException(ChatError.Unauthenticated);
        if (_until.Count >= Capacity)
            _until.Clear();
        _until[(operatorId, sessionId)] = time.GetUtcNow() + Age;
    }

    private static async Task<bool> IsOperatorAsync(IAccountGrain account, Guid sessionId)
    {
        try
        {
            return await account.HasSessionAsync(sessionId) && (await account.GetAsync()).Role == AccountRole.Admin;
        }
        catch (ChatException refused) when (refused.Error == ChatError.UserNotFound)
        {
            return false;
        }
    }
}

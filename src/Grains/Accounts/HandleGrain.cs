using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Rules;

namespace OrleansChat.Grains.Accounts;

/// <summary>A claim as it is kept.</summary>
[GenerateSerializer, Immutable, Alias("handle-state")]
internal sealed record HandleState
{
    /// <summary>Whose the handle is; null when it is free.</summary>
    [Id(0)]
    public Guid? AccountId { get; init; }

    /// <summary>When it was claimed.</summary>
    [Id(1)]
    public DateTimeOffset ClaimedAt { get; init; }
}

/// <summary>
/// One unique name. A claim whose account does not show the handle after a while is an orphan (its claimer ended
/// before the account was stored), and goes to whoever asks next.
/// </summary>
[GrainType("handle")]
internal sealed partial class HandleGrain(
    [PersistentState("handle", "chat")] IPersistentState<HandleState> stored,
    IOptions<AccountOptions> options,
    TimeProvider time,
    ILogger<HandleGrain> log) : Grain, IHandleGrain
{
    /// <inheritdoc/>
    public async Task<bool> TryClaimAsync(Guid accountId)
    {
        if (stored.State.AccountId == accountId)
            return true;
        if (stored.State.AccountId is { } holder && await IsHeldAsync(holder))
            return false;
        await SaveAsync(new HandleState { AccountId = accountId, ClaimedAt = time.Stamp() }, stored.WriteStateAsync);
        return true;
    }

    /// <inheritdoc/>
    public async Task ReleaseAsync(Guid accountId)
    {
        if (stored.State.AccountId == accountId)
            await SaveAsync(new HandleState(), stored.ClearStateAsync); // The row's very key is personal: none is left.
    }

    /// <inheritdoc/>
    public Task<Guid?> FindAsync() => Task.FromResult(stored.State.AccountId);

    private async Task<bool> IsHeldAsync(Guid holder) =>
        time.GetUtcNow() < stored.State.ClaimedAt + options.Value.ClaimGrace
        || await GrainFactory.GetGrain<IAccountGrain>(holder).HoldsAsync(this.GetPrimaryKeyString());

    private async Task SaveAsync(HandleState next, Func<Task> write)
    {
        var before = stored.State;
        stored.State = next;
        try
        {
            await write();
        }
        catch (Exception failure)
        {
            // Nobody knows what is stored: the next call begins with it.
            NotSaved(log, this.GetPrimaryKeyString(), failure);
            stored.State = before;
            DeactivateOnIdle();
            throw new ChatException(ChatError.Unavailable);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Could not save the claim of {Handle}")]
    private static partial void NotSaved(ILogger log, string handle, Exception failure);
}

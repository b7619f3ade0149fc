namespace OrleansChat.Grains.Conversations;

/// <summary>
/// Whom of a direct conversation's two this activation knows to have an account, so that not every message asks.
/// A deleted account tells its conversations (<see cref="Forget"/>). An activation that the news does not reach, because it fails half
/// way or there is another activation for a moment, asks again before long.
/// </summary>
/// <param name="ask">Asks the account.</param>
/// <param name="time">The clock.</param>
internal sealed class ExistingAccounts(Func<Guid, Task<bool>> ask, TimeProvider time)
{
    /// <summary>For so long an answer is believed.</summary>
    public static readonly TimeSpan Trust = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Guid, long> _asked = [];
    private long _deletions;

    /// <summary>Whether it is known that the user exists.</summary>
    public bool Knows(Guid userId) => _asked.TryGetValue(userId, out var asked) && time.GetElapsedTime(asked) < Trust;

    /// <summary>
    /// Asks whether a user exists. The answer is remembered only where the conversation <paramref name="isStored"/>: a deletion tells
    /// the conversations that it finds stored; and if nobody was deleted meanwhile: the news may overtake the answer.
    /// </summary>
    public async Task<bool> AskAsync(Guid userId, bool isStored)
    {
        var (deletions, began) = (_deletions, time.GetTimestamp());
        if (!await ask(userId))
            return false;
        if (isStored && deletions == _deletions)
            _asked[userId] = began;
        return true;
    }

    /// <summary>The user's account is deleted.</summary>
    public void Forget(Guid userId)
    {
        _deletions++;
        _asked.Remove(userId);
    }
}

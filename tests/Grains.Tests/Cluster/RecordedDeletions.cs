using System.Collections.Concurrent;
using OrleansChat.Storage.Accounts;

namespace OrleansChat.Grains.Tests.Cluster;

/// <summary>One more store of users, which remembers whom it had to forget.</summary>
public sealed class RecordedDeletions : IForgetsAccounts
{
    private readonly ConcurrentQueue<Guid> _forgotten = new();

    /// <summary>Whom, in order.</summary>
    public IEnumerable<Guid> Forgotten => _forgotten;

    public Task ForgetAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        _forgotten.Enqueue(userId);
        return Task.CompletedTask;
    }
}

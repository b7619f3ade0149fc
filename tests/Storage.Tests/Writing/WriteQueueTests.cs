using OrleansChat.Storage.Messages;
using OrleansChat.Storage.Writing;

namespace OrleansChat.Storage.Tests.Writing;

/// <summary>The queue of a store that hangs: nobody takes anything unless the test does.</summary>
public sealed class WriteQueueTests
{
    private readonly WriteQueue _queue = new(TimeProvider.System);
    private readonly Guid _conversation = Guid.NewGuid();
    private readonly ConversationLog _log;

    public WriteQueueTests() => _log = new ConversationLog(_queue, new LogHead(_conversation, 0, 0, [], false));

    [Fact]
    public void A_full_queue_refuses_by_count()
    {
        Fill("x");
        Assert.Equal(LogLimits.QueuedWrites, _queue.Count);
        Assert.True(_queue.HeldBytes < LogLimits.QueuedBytes);
    }

    [Fact]
    public void A_full_queue_refuses_by_bytes()
    {
        Fill(new string('x', 100_000));
        Assert.True(_queue.Count < LogLimits.QueuedWrites);
        Assert.InRange(_queue.HeldBytes, LogLimits.QueuedBytes - 210_000, LogLimits.QueuedBytes);
    }

    [Fact]
    public async Task What_is_refused_leaves_the_log_as_it_was_and_it_goes_on_when_there_is_room()
    {
        Fill("x");
        var (head, change) = (_log.Head, _log.Change);
        Refuses(() => Append("x"));
        Refuses(() => _log.EditAsync(1, "y", Make.Noon));
        Refuses(() => _log.DeleteAsync(1, Make.Noon));
        Refuses(() => _log.AddReactionAsync(1, _conversation, "👍", Make.Noon));
        Refuses(() => _log.RemoveReactionAsync(1, _conversation, "👍"));
        Refuses(() => _log.SaveHorizonAsync(_conversation, 1, 1));
        Assert.Equal((head, change, null), (_log.Head, _log.Change, _log.Failure));

        var group = new List<QueuedWrite>();
        _queue.Take(group);
        Refuses(() => Append("What is being written takes room too"));
        var first = group[0].Task;
        _queue.Finish(group);
        await first;
        var append = Append("x");
        Assert.Equal((head + 1, false), (_log.Head, append.IsCompleted));
    }

    [Fact]
    public async Task What_waits_too_long_is_refused_and_makes_room()
    {
        Fill("x");
        _queue.RefuseOlderThan(TimeSpan.Zero, new TimeoutException());
        Assert.Equal((0, 0L), (_queue.Count, _queue.HeldBytes));
        Assert.NotNull(_log.Failure);
        await Assert.ThrowsAsync<LogFailedException>(() => Append("x"));
    }

    [Fact]
    public async Task A_closed_queue_refuses_and_holds_nothing()
    {
        _queue.Close();
        await Assert.ThrowsAsync<LogFailedException>(() => Append("x"));
        Assert.Equal(0, _queue.HeldBytes);
    }

    private void Fill(string content)
    {
        for (var number = 0; number < LogLimits.QueuedWrites; number++)
        {
            try
            {
                _ = Append(content);
            }
            catch (StoreUnavailableException)
            {
                return;
            }
        }
    }

    /// <summary>By the call itself, before it is anything.</summary>
    private static void Refuses(Func<Task> write) => Assert.IsType<StoreUnavailableException>(Record.Exception(() => { _ = write(); }));

    private Task Append(string content) => _log.AppendAsync(Make.Message(_log, _conversation, content));
}

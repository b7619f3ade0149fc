using System.Threading.Channels;
using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Storage;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Tests.Conversations;

public sealed class HorizonSaverTests
{
    private static readonly Guid Ann = Guid.NewGuid();
    private static readonly Guid Bob = Guid.NewGuid();
    private readonly ConversationState _conversation = new(ConversationState.NewDirect(Guid.NewGuid(), Ann, Bob, DateTimeOffset.UnixEpoch));
    private readonly CountingLog _log = new();
    private readonly HorizonSaver _saver;

    public HorizonSaverTests() => _saver = new HorizonSaver(_conversation, _log);

    [Fact]
    public async Task A_burst_of_receipts_is_two_writes_and_each_waits_for_the_one_that_covers_it()
    {
        var first = Save(Bob, 1);
        var later = Enumerable.Range(2, 99).Select(i => Save(Bob, i)).ToList();
        Assert.Equal([(Bob, 1L)], _log.Written);
        _log.Complete();
        await first;
        await _log.WriteBegan(2);
        Assert.Equal([(Bob, 1L), (Bob, 100L)], _log.Written);
        Assert.All(later, save => Assert.False(save.IsCompleted));
        _log.Complete();
        await Task.WhenAll(later);
        Assert.Equal(2, _log.Written.Count);
    }

    [Fact]
    public void Members_do_not_wait_for_each_other()
    {
        _ = Save(Bob, 1);
        _ = Save(Ann, 2);
        Assert.Equal([(Bob, 1L), (Ann, 2L)], _log.Written);
    }

    [Fact]
    public async Task Who_has_nothing_new_waits_for_what_is_under_way()
    {
        Assert.True(_saver.SavedAsync(Bob).IsCompletedSuccessfully);
        _ = Save(Bob, 1);
        var first = _saver.SavedAsync(Bob);
        _ = Save(Bob, 2);
        var second = _saver.SavedAsync(Bob);
        Assert.True(_saver.SavedAsync(Ann).IsCompletedSuccessfully);
        _log.Complete();
        await first;
        await _log.WriteBegan(2);
        Assert.False(second.IsCompleted);
        _log.Complete();
        await second;
        Assert.Equal(2, _log.Written.Count);
    }

    [Fact]
    public async Task A_write_that_fails_fails_those_it_was_for()
    {
        var first = Save(Bob, 1);
        var second = Save(Bob, 2);
        _log.Fail();
        await Assert.ThrowsAsync<LogFailedException>(() => first);
        await _log.WriteBegan(2);
        _log.Fail();
        await Assert.ThrowsAsync<LogFailedException>(() => second);
    }

    [Fact]
    public async Task What_was_refused_is_not_taken_for_saved()
    {
        _log.IsFull = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Save(Bob, 1));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _saver.SavedAsync(Bob));
        _log.IsFull = false;
        var again = _saver.SavedAsync(Bob);
        Assert.Equal([(Bob, 1L)], _log.Written);
        _log.Complete();
        await again;
        Assert.True(_saver.SavedAsync(Bob).IsCompletedSuccessfully);
    }

    private Task Save(Guid user, long sequence)
    {
        _conversation.Advance(user, sequence, ReceiptKind.Seen);
        return _saver.SaveAsync(user);
    }

    /// <summary>A log whose writes complete when they are told to.</summary>
    private sealed class CountingLog : IConversationLog
    {
        private readonly Queue<TaskCompletionSource> _writes = [];
        private readonly Channel<bool> _began = Channel.CreateUnbounded<bool>();
        private int _awaited;

        public List<(Guid, long)> Written { get; } = [];

        public bool IsFull { get; set; }

        public long Head => 0;

        public long Change => 0;

        public IReadOnlyList<StoredOperation> RecentOperations => [];

        public bool HasOlderOperations => false;

        public Task SaveHorizonAsync(Guid userId, long delivered, long seen)
        {
            if (IsFull)
                throw new StoreUnavailableException("Full.");
            Written.Add((userId, seen));
            var write = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _writes.Enqueue(write);
            _began.Writer.TryWrite(true);
            return write.Task;
        }

        public async Task WriteBegan(int count)
        {
            for (; _awaited < count; _awaited++)
                await _began.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        }

        public void Complete() => _writes.Dequeue().SetResult();

        public void Fail() => _writes.Dequeue().SetException(new LogFailedException("gone"));

        public Task AppendAsync(StoredMessage message) => throw new NotSupportedException();

        public Task EditAsync(long sequence, string content, DateTimeOffset at, bool encrypted = false) => throw new NotSupportedException();

        public Task DeleteAsync(long sequence, DateTimeOffset at) => throw new NotSupportedException();

        public Task AddReactionAsync(long sequence, Guid userId, string emoji, DateTimeOffset at) => throw new NotSupportedException();

        public Task RemoveReactionAsync(long sequence, Guid userId, string emoji) => throw new NotSupportedException();
    }
}

using OrleansChat.Storage;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Tests.Faults;

/// <summary>A message log with faults in its writes; it keeps the log's promises: in order, and nothing succeeds after something failed.</summary>
internal sealed class FaultyLog(IMessageLog inner, StoreFaults faults) : IMessageLog
{
    public async Task<IConversationLog> OpenAsync(Guid conversationId, CancellationToken cancellationToken = default) =>
        new OpenLog(await inner.OpenAsync(conversationId, cancellationToken), faults);

    private sealed class OpenLog(IConversationLog inner, StoreFaults faults) : IConversationLog
    {
        private Task _begun = Task.CompletedTask;
        private Task _ended = Task.CompletedTask;
        private volatile LogFailedException? _failure;

        public long Head { get; private set; } = inner.Head;

        public long Change { get; private set; } = inner.Change;

        public IReadOnlyList<StoredOperation> RecentOperations => inner.RecentOperations;

        public bool HasOlderOperations => inner.HasOlderOperations;

        public Task AppendAsync(StoredMessage message)
        {
            var append = Write(() => inner.AppendAsync(message), () => faults.Committed?.Invoke(message));
            Head = message.Sequence;
            return append;
        }

        public Task EditAsync(long sequence, string content, DateTimeOffset at, bool encrypted = false) =>
            WriteChange(() => inner.EditAsync(sequence, content, at, encrypted));

        public Task DeleteAsync(long sequence, DateTimeOffset at) => WriteChange(() => inner.DeleteAsync(sequence, at));

        public Task AddReactionAsync(long sequence, Guid userId, string emoji, DateTimeOffset at) =>
            WriteChange(() => inner.AddReactionAsync(sequence, userId, emoji, at));

        public Task RemoveReactionAsync(long sequence, Guid userId, string emoji) =>
            WriteChange(() => inner.RemoveReactionAsync(sequence, userId, emoji));

        public Task SaveHorizonAsync(Guid userId, long delivered, long seen) => Write(() => inner.SaveHorizonAsync(userId, delivered, seen));

        private Task WriteChange(Func<Task> write)
        {
            var queued = Write(write);
            Change++;
            return queued;
        }

        private Task Write(Func<Task> write, Action? committed = null)
        {
            var begin = BeginAsync(_begun, write, committed);
            if (begin is { IsFaulted: true, Exception.InnerException: StoreUnavailableException full })
                throw full;
            _begun = begin;
            return _ended = EndAsync(_ended, begin, committed);
        }

        /// <summary>Hands the write over after those before it.</summary>
        private async Task<(Task Write, Fate Fate)> BeginAsync(Task before, Func<Task> write, Action? committed)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_failure is { } failed)
                throw failed;
            var fate = await faults.MeetWriteAsync(isLog: true).ConfigureAwait(false);
            if (fate is Fate.Stored or Fate.AnswerLost)
                return (write(), fate);
            if (fate == Fate.Late)
                faults.StoreLater(() => StoreLateAsync(write, committed));
            throw Fail(new LogFailedException("The test has failed the write."));
        }

        /// <summary>Answers after those before it.</summary>
        private async Task EndAsync(Task before, Task<(Task Write, Fate Fate)> begin, Action? committed)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (write, fate) = await begin.ConfigureAwait(false);
            await write.ConfigureAwait(false);
            committed?.Invoke();
            if (fate == Fate.AnswerLost)
                Fail(new LogFailedException("The test has lost the answer to the write."));
            if (_failure is { } failed)
                throw failed;
        }

        private LogFailedException Fail(LogFailedException failure) => _failure ??= failure;

        private static async Task StoreLateAsync(Func<Task> write, Action? committed)
        {
            await write();
            committed?.Invoke();
        }
    }
}

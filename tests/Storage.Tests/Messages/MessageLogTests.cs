using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Tests.Messages;

public sealed class SqliteMessageLogTests(SqliteFixture fixture) : MessageLogTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresMessageLogTests(PostgresFixture fixture) : MessageLogTests(fixture), IClassFixture<PostgresFixture>;

public abstract class MessageLogTests(StoreFixture fixture)
{
    private readonly StoreUnderTest _store = fixture.Store;
    private readonly Guid _id = Guid.CreateVersion7();

    [Fact]
    public async Task A_message_is_read_as_it_was_appended()
    {
        var log = await _store.Log.OpenAsync(_id);
        await log.AppendAsync(Make.Message(log, _id));
        var message = new StoredMessage(
            Guid.CreateVersion7(), _id, 2, Guid.NewGuid(), 3, "Grüße, 你好 🙂", """{"a":1}""", Guid.NewGuid(), Make.Noon, "key-1", long.MinValue);

        await log.AppendAsync(message);

        var stored = Assert.Single(await _store.Reader.RangeAsync(_id, 2, 2));
        Assert.Equal(message with { Reactions = stored.Reactions }, stored);
        Assert.Empty(stored.Reactions);
        Assert.Equal((_id, 2), await _store.Reader.LocateAsync(message.Id));
        Assert.Null(await _store.Reader.LocateAsync(Guid.NewGuid()));
    }

    [Fact]
    public async Task Messages_of_one_group_are_read_as_they_were_appended()
    {
        var log = await _store.Log.OpenAsync(_id);
        var (messages, appends) = (new List<StoredMessage>(), new List<Task>());
        for (var sequence = 1; sequence <= 40; sequence++)
        {
            messages.Add(sequence % 2 == 0
                ? Make.Message(log, _id)
                : new StoredMessage(Guid.CreateVersion7(), _id, sequence, Guid.NewGuid(), 3, $"Grüße {sequence}", """{"a":1}""", Guid.NewGuid(), Make.Noon, $"key-{sequence}", sequence));
            appends.Add(log.AppendAsync(messages[^1]));
        }

        await Task.WhenAll(appends);

        var stored = await _store.Reader.RangeAsync(_id, 1, 100);
        Assert.Equal(messages, stored.Select((message, index) => message with { Reactions = messages[index].Reactions }));
    }

    [Fact]
    public async Task What_is_appended_to_a_deleted_conversation_is_refused_alone_or_in_a_group_and_harms_no_other()
    {
        var (deleted, logOfDeleted) = await Make.OpenGroupAsync(_store, Guid.NewGuid());
        var (second, logOfSecond) = await Make.OpenGroupAsync(_store, Guid.NewGuid());
        await _store.Conversations.DeleteAsync(deleted.Id, 1);
        await _store.Conversations.DeleteAsync(second.Id, 1);

        await Assert.ThrowsAsync<LogFailedException>(() => logOfDeleted.AppendAsync(Make.Message(logOfDeleted, deleted.Id)));
        var log = await _store.Log.OpenAsync(_id);
        var refused = new List<Task>();
        var appends = new List<Task>();
        for (var number = 0; number < 10; number++)
        {
            appends.Add(log.AppendAsync(Make.Message(log, _id)));
            refused.Add(logOfSecond.AppendAsync(Make.Message(logOfSecond, second.Id)));
            appends.Add(log.AppendAsync(Make.Message(log, _id)));
        }

        await Task.WhenAll(appends);
        foreach (var append in refused)
            await Assert.ThrowsAsync<LogFailedException>(() => append);
        Assert.Equal(20, (await _store.Reader.RangeAsync(_id, 1, 100)).Count);
        Assert.Empty(await _store.Reader.RangeAsync(deleted.Id, 1, 100));
        Assert.Empty(await _store.Reader.RangeAsync(second.Id, 1, 100));
    }

    [Fact]
    public async Task Appends_in_flight_are_stored_in_order()
    {
        var log = await _store.Log.OpenAsync(_id);
        var appends = new List<Task>();
        for (var number = 1; number <= 500; number++)
        {
            appends.Add(log.AppendAsync(Make.Message(log, _id, $"message {number}")));
        }

        for (var number = 499; number >= 0; number--)
        {
            await appends[number];
            Assert.All(appends[..number], earlier => Assert.True(earlier.IsCompletedSuccessfully));
        }

        Assert.Equal(500, log.Head);
        var stored = await _store.Reader.RangeAsync(_id, 1, 1000);
        Assert.Equal(Enumerable.Range(1, 500).Select(number => $"message {number}"), stored.Select(message => message.Content));
        Assert.Equal(Enumerable.Range(1, 500).Select(number => (long)number), stored.Select(message => message.Sequence));
    }

    [Fact]
    public async Task Of_two_writers_at_the_same_sequence_one_is_refused_and_nothing_is_lost()
    {
        var (one, other) = (await _store.Log.OpenAsync(_id), await _store.Log.OpenAsync(_id));
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 50).SelectMany(_ => new[] { TryAsync(one, "one"), TryAsync(other, "other") }).ToList());

        var acknowledged = outcomes.Where(outcome => outcome is not null).ToList();
        var stored = await _store.Reader.RangeAsync(_id, 1, 1000);
        Assert.Equal(acknowledged.Select(message => message!.Id).Order(), stored.Select(message => message.Id).Order());
        Assert.Equal(Enumerable.Range(1, stored.Count).Select(number => (long)number), stored.Select(message => message.Sequence));
        Assert.Equal(50, stored.Count);
        Assert.Single(stored.Select(message => message.Content).Distinct());

        async Task<StoredMessage?> TryAsync(IConversationLog log, string content)
        {
            var message = Make.Message(log, _id, content);
            try
            {
                await log.AppendAsync(message);
                return message;
            }
            catch (LogFailedException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task A_log_whose_write_failed_writes_no_more()
    {
        var stale = await _store.Log.OpenAsync(_id);
        var fresh = await _store.Log.OpenAsync(_id);
        await fresh.AppendAsync(Make.Message(fresh, _id));

        var refused = new[]
        {
            stale.AppendAsync(Make.Message(stale, _id)),
            stale.AppendAsync(Make.Message(stale, _id)),
            stale.EditAsync(1, "changed", Make.Noon),
        };
        foreach (var write in refused)
        {
            await Assert.ThrowsAsync<LogFailedException>(() => write);
        }

        await Assert.ThrowsAsync<LogFailedException>(() => stale.AppendAsync(Make.Message(stale, _id)));
        Assert.Equal("Hello!", Assert.Single(await _store.Reader.RangeAsync(_id, 1, 100)).Content);

        var anew = await _store.Log.OpenAsync(_id);
        await anew.AppendAsync(Make.Message(anew, _id));
        Assert.Equal(2, anew.Head);
    }

    [Fact]
    public async Task A_failing_log_harms_no_other_in_the_same_group()
    {
        var stale = await _store.Log.OpenAsync(_id);
        var fresh = await _store.Log.OpenAsync(_id);
        await fresh.AppendAsync(Make.Message(fresh, _id));
        var others = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _store.Log.OpenAsync(Guid.CreateVersion7())));
        var ids = others.Select(log => Guid.CreateVersion7()).ToList();
        others = await Task.WhenAll(ids.Select(id => _store.Log.OpenAsync(id)));

        var writes = others.Select((log, index) => log.AppendAsync(Make.Message(log, ids[index]))).ToList();
        var refused = stale.AppendAsync(Make.Message(stale, _id));
        writes.AddRange(others.Select((log, index) => log.AppendAsync(Make.Message(log, ids[index]))));

        await Task.WhenAll(writes);
        await Assert.ThrowsAsync<LogFailedException>(() => refused);
        foreach (var id in ids)
        {
            Assert.Equal(2, (await _store.Reader.RangeAsync(id, 1, 10)).Count);
        }
    }

    [Fact]
    public async Task A_hundred_conversations_write_at_once()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7()).ToList();

        await Task.WhenAll(ids.Select(id => Task.Run(async () =>
        {
            var log = await _store.Log.OpenAsync(id);
            for (var round = 0; round < 10; round++)
            {
                await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => log.AppendAsync(Make.Message(log, id))).ToList());
            }
        })));

        foreach (var id in ids)
        {
            var stored = await _store.Reader.RangeAsync(id, 1, 1000);
            Assert.Equal(Enumerable.Range(1, 50).Select(number => (long)number), stored.Select(message => message.Sequence));
        }
    }

    [Fact]
    public async Task An_operation_id_is_stored_once()
    {
        var sender = Guid.NewGuid();
        var log = await _store.Log.OpenAsync(_id);
        await log.AppendAsync(Make.Message(log, _id, sender: sender, operationId: "op"));
        await log.AppendAsync(Make.Message(log, _id, sender: Guid.NewGuid(), operationId: "op"));

        await Assert.ThrowsAsync<LogFailedException>(() => log.AppendAsync(Make.Message(log, _id, sender: sender, operationId: "op")));

        var anew = await _store.Log.OpenAsync(_id);
        Assert.Equal(2, anew.Head);
        Assert.Equal(new StoredOperation(sender, "op", 42, 1), anew.RecentOperations[0]);
        Assert.Equal(2, anew.RecentOperations.Count);
        Assert.Equal(new StoredOperation(sender, "op", 42, 1), await _store.Reader.FindOperationAsync(_id, sender, "op"));
        Assert.Null(await _store.Reader.FindOperationAsync(_id, sender, "another"));
    }

    [Fact]
    public async Task Opening_reads_the_newest_operations_and_says_whether_there_are_older_ones()
    {
        var log = await _store.Log.OpenAsync(_id);
        Assert.Equal(0, log.Head);
        Assert.Empty(log.RecentOperations);
        await Task.WhenAll(Enumerable.Range(1, LogLimits.RecentOperations).Select(n => log.AppendAsync(Make.Message(log, _id, operationId: $"op-{n}"))).ToList());
        Assert.False((await _store.Log.OpenAsync(_id)).HasOlderOperations);

        await log.AppendAsync(Make.Message(log, _id));
        var opened = await _store.Log.OpenAsync(_id);

        Assert.True(opened.HasOlderOperations);
        Assert.Equal("op-2", opened.RecentOperations[0].OperationId);
        Assert.Equal($"op-{LogLimits.RecentOperations}", opened.RecentOperations[^1].OperationId);
    }

    [Fact]
    public async Task Text_that_cannot_be_stored_is_refused_before_it_is_queued()
    {
        var log = await _store.Log.OpenAsync(_id);
        await log.AppendAsync(Make.Message(log, _id));

        foreach (var text in new[] { "nul \0 character", "half a pair \uD83D", "\uDE00 the other half", "\uD83D\uD83D\uDE00" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(Make.Message(log, _id, text)));
            await Assert.ThrowsAsync<ArgumentException>(() => log.EditAsync(1, text, Make.Noon));
            await Assert.ThrowsAsync<ArgumentException>(() => log.AddReactionAsync(1, Guid.NewGuid(), text, Make.Noon));
        }

        Assert.Equal((1, 0), (log.Head, log.Change));
        await log.AppendAsync(Make.Message(log, _id, "the log is as good as before"));
        Assert.Equal(2, (await _store.Reader.RangeAsync(_id, 1, 10)).Count);
    }

    [Fact]
    public async Task A_sequence_out_of_order_is_refused()
    {
        var log = await _store.Log.OpenAsync(_id);

        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(Make.Message(log, _id) with { Sequence = 2 }));
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(Make.Message(log, Guid.NewGuid())));
        await log.AppendAsync(Make.Message(log, _id));
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_restart()
    {
        if (await fixture.CreateDatabaseAsync() is not { } options)
            return;
        await using (var first = await StoreUnderTest.OpenAsync(options))
        {
            var log = await first.Log.OpenAsync(_id);
            await log.AppendAsync(Make.Message(log, _id));
        }

        await using var second = await StoreUnderTest.OpenAsync(options);
        Assert.Single(await second.Reader.RangeAsync(_id, 1, 10));
        Assert.Equal(1, (await second.Log.OpenAsync(_id)).Head);
    }
}

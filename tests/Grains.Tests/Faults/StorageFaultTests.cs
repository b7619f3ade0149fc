using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage.Messages;
using OrleansChat.Storage.Writing;

namespace OrleansChat.Grains.Tests.Faults;

/// <summary>A store that fails, hangs or does not answer while people talk on three silos.</summary>
[Collection(FaultCollection.Name)]
public sealed class StorageFaultTests : IAsyncLifetime
{
    private FaultCluster _cluster = null!;
    private Scene _scene = null!;

    private StoreFaults Faults => _cluster.Faults;

    public async ValueTask InitializeAsync()
    {
        _cluster = await FaultCluster.StartAsync();
        _scene = await Scene.BeginAsync(_cluster);
    }

    public async ValueTask DisposeAsync()
    {
        Faults.IsAway = false;
        if (_scene is not null)
            await _scene.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task While_the_store_is_away_sends_are_refused_for_now_and_when_it_is_back_they_succeed()
    {
        _scene.BeginToSend();
        await _scene.MoreAsync();
        Faults.IsAway = true;
        await Eventually.SoAsync(() => Faults.Met >= 100, "everyone has met the fault");
        Faults.IsAway = false;
        await _scene.RecoversAsync("store away");
        await _scene.EndAsync();
    }

    [Fact]
    public async Task Writes_that_fail_now_and_then_lose_nothing()
    {
        _scene.BeginToSend();
        for (var round = 1; round <= 3; round++)
        {
            await _scene.MoreAsync();
            Faults.Next(Fate.Lost, 10);
            Faults.Next(Fate.Stored, 20);
            Faults.Next(Fate.Lost, 5);
            await Eventually.SoAsync(() => Faults.Met >= 15 * round, "the writes have failed");
        }

        await _scene.RecoversAsync("writes failed");
        await _scene.EndAsync();
    }

    [Fact]
    public async Task Writes_whose_answers_are_lost_are_stored_once_and_published()
    {
        _scene.BeginToSend();
        for (var round = 1; round <= 3; round++)
        {
            await _scene.MoreAsync();
            Faults.Next(Fate.AnswerLost, 15);
            await Eventually.SoAsync(() => Faults.Met >= 15 * round, "the answers are lost");
        }

        await _scene.RecoversAsync("answers lost");
        await _scene.EndAsync();
    }

    [Fact]
    public async Task Writes_that_are_stored_after_their_callers_gave_up_are_stored_once_and_published_with_the_next()
    {
        foreach (var room in _scene.Rooms)
        {
            Faults.Next(Fate.Late);
            await Refused.WithAsync(ChatError.Unavailable, () => room.Grain(_cluster.Grains).PostAsync(room.Message(room.Members[0], "Late", "late")));
        }

        // Their conversations have begun anew without them; the stores have them all the same.
        foreach (var room in _scene.Rooms)
            await room.Grain(_cluster.Grains).ResumeAsync(room.Members[0], new ResumePoint(0, 0, 0), 1);
        Assert.Equal(_scene.Rooms.Count, Faults.Late);
        await Faults.CommitLateAsync();
        foreach (var room in _scene.Rooms)
        {
            var retried = await _scene.SendAsync(room, room.Members[0], "Late", "late");
            Assert.Equal(2, retried.Sequence);
            await _scene.HeardByAllAsync(room, 2);
        }

        _scene.BeginToSend();
        await _scene.MoreAsync();
        await _scene.EndAsync();
    }

    [Fact]
    public async Task While_the_store_hangs_callers_wait_and_when_it_goes_on_everything_is_stored_once()
    {
        _scene.BeginToSend();
        await _scene.MoreAsync();
        using (Faults.Hang())
        {
            // Until everyone who sends has given up waiting at least once and tried again.
            await Eventually.SoAsync(() => _scene.TimedOut >= 10, "callers gave up");
        }

        await _scene.RecoversAsync("store hung");
        await _scene.EndAsync();
    }

    [Fact]
    public async Task While_reads_hang_what_needs_none_goes_on()
    {
        _scene.BeginToSend();
        await _scene.MoreAsync();
        using (Faults.Hang(writes: false))
            await _scene.MoreAsync();
        await _scene.EndAsync();
    }

    [Fact]
    public async Task While_reads_hang_the_newest_page_is_read_as_ever()
    {
        var room = _scene.Rooms.First(room => room.IsGroup);
        var (conversation, reader) = (room.Grain(_cluster.Grains), room.Members[0]);
        for (var i = 0; i < 80; i++)
            await conversation.PostAsync(room.Message(reader, $"{i}", $"newest page {i}"));
        await conversation.ReadAsync(reader, new PageRequest(1, 50), null);
        using (Faults.Hang(writes: false))
        {
            await conversation.PostAsync(room.Message(reader, "last", "newest page last"));
            Assert.Equal("last", (await conversation.ReadAsync(reader, new PageRequest(1, 50), null)).Items[0].Content);
        }

        await _scene.EndAsync();
    }

    [Fact]
    public async Task While_the_writer_hangs_memory_is_bounded_and_what_does_not_fit_is_refused_at_once()
    {
        var room = _scene.Rooms[0];
        var queue = _cluster.Service<WriteQueue>();
        using var release = new ManualResetEventSlim();
        var hanging = _cluster.Database.WriteAsync(
            (_, _) =>
            {
                release.Wait(CancellationToken.None);
                return Task.FromResult(0);
            },
            CancellationToken.None);
        var refused = 0;
        try
        {
            // The largest messages, far more than fit.
            var content = new string('x', MessageLimits.Content);
            var largest = 2 * (MessageLimits.Content + MessageLimits.Metadata);
            var metadata = $$"""{"padding":"{{new string('x', MessageLimits.Metadata - 20)}}"}""";
            var enough = (int)(LogLimits.QueuedBytes / largest) + 200;
            for (var sent = 0; sent < 2 * enough && Volatile.Read(ref refused) < 100; sent += 50)
                await Task.WhenAny(Task.WhenAll(Enumerable.Range(sent, 50).Select(number => SendOnceAsync(number))), Queued(sent));
            await Eventually.SoAsync(() => Volatile.Read(ref refused) >= 100, "the queue is full");
            Assert.InRange(queue.HeldBytes, LogLimits.QueuedBytes / 2, LogLimits.QueuedBytes);

            async Task SendOnceAsync(int number)
            {
                try
                {
                    var message = room.Message(room.Members[number % 2], content, $"large {number}") with { Metadata = metadata };
                    await room.Grain(_cluster.Grains).PostAsync(message);
                }
                catch (ChatException full) when (full.Error == ChatError.Unavailable)
                {
                    Interlocked.Increment(ref refused);
                }
                catch (TimeoutException)
                {
                    // It waits for the writer, and is stored when that goes on.
                }
            }

            Task Queued(int sent) => Eventually.SoAsync(() => queue.Count >= sent || Volatile.Read(ref refused) > 0, "the queue takes them");
        }
        finally
        {
            release.Set();
        }

        await hanging;
        await Eventually.SoAsync(() => queue.HeldBytes == 0, "everything is written");
        _scene.BeginToSend();
        await _scene.RecoversAsync("writer hung");
        await _scene.EndAsync();
    }
}

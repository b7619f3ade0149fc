using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Storage.Messages;
using OrleansChat.Storage.Writing;
using OrleansChat.Testing;

namespace OrleansChat.Storage.Tests.Writing;

public sealed class StorageMetricsTests(SqliteFixture fixture) : IClassFixture<SqliteFixture>
{
    [Fact]
    public async Task Writes_are_counted_by_whether_they_were_stored()
    {
        // Not one that a host has started: its indexer writes, too.
        await using var store = StoreUnderTest.Build((await fixture.CreateDatabaseAsync())!);
        using var sums = new MeterSums(store.Get<IMeterFactory>());
        var id = Guid.CreateVersion7();
        var (first, second) = (await store.Log.OpenAsync(id), await store.Log.OpenAsync(id));
        await first.AppendAsync(Make.Message(first, id));
        var (stored, refused) = (sums.Of("orleanschat.storage.writes", "stored"), sums.Of("orleanschat.storage.writes", "refused"));

        await Assert.ThrowsAsync<LogFailedException>(() => second.AppendAsync(Make.Message(second, id)));
        await first.AppendAsync(Make.Message(first, id));

        Assert.Equal((stored + 1, refused + 1), (sums.Of("orleanschat.storage.writes", "stored"), sums.Of("orleanschat.storage.writes", "refused")));
    }

    [Fact]
    public void What_a_full_queue_refuses_is_counted_and_what_it_holds_is_seen()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var sums = new MeterSums(meters);
        var queue = new WriteQueue(TimeProvider.System);
        _ = new StorageMetrics(meters, queue, TimeProvider.System);
        var id = Guid.NewGuid();
        var log = new ConversationLog(queue, new LogHead(id, 0, 0, [], false));
        for (var number = 0; number < LogLimits.QueuedWrites; number++)
            _ = log.AppendAsync(Make.Message(log, id));

        Assert.Throws<StoreUnavailableException>(() => { _ = log.AppendAsync(Make.Message(log, id)); });

        Assert.Equal((1, LogLimits.QueuedWrites), (sums.Of("orleanschat.storage.queue.refused"), sums.Of("orleanschat.storage.queue.writes")));
        Assert.Equal(queue.HeldBytes, sums.Of("orleanschat.storage.queue.bytes"));
    }

    [Fact]
    public async Task Writes_of_several_traces_share_a_commit_and_each_links_to_it()
    {
        var ended = new List<Activity>();
        using var source = new ActivitySource($"tests {Guid.NewGuid()}");
        using var listener = new ActivityListener
        {
            ShouldListenTo = heard => heard.Name is "OrleansChat.Storage" || heard == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (ended)
                    ended.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var (one, other) = (Write(source, "one"), Write(source, "other"));
        var group = new List<QueuedWrite> { one, new HorizonWrite(one.Log, Guid.NewGuid(), 0, 0), other };

        using (var commit = WriteTraces.BeginCommit(group))
        {
            Assert.Equal(one.Span!.Context.TraceId, commit!.TraceId);
            Assert.Equal(one.Span.SpanId, commit.ParentSpanId);
            Assert.NotEqual(one.Span.TraceId, other.Span!.TraceId);
            Assert.Equal([commit.Context, commit.Context], new[] { one, other }.Select(write => Assert.Single(write.Span!.Links).Context));
        }

        other.Refuse(new IOException("The disk is gone."));
        foreach (var write in group)
            write.Finish();

        Assert.Null(Activity.Current);
        Assert.Equal((ActivityStatusCode.Unset, ActivityStatusCode.Error), (one.Span!.Status, other.Span!.Status));
        await one.Task;
        await Assert.ThrowsAsync<LogFailedException>(() => other.Task);
        lock (ended)
            Assert.True(ended.Contains(one.Span) && ended.Contains(other.Span));
    }

    [Fact]
    public void Outside_of_a_trace_a_write_has_no_span() => Assert.Null(WriteTraces.Begin("append"));

    /// <summary>A write that is asked for in a trace of its own.</summary>
    private static AppendWrite Write(ActivitySource source, string trace)
    {
        Activity.Current = null;
        using var caller = source.StartActivity(trace);
        var (id, queue) = (Guid.NewGuid(), new WriteQueue(TimeProvider.System));
        var log = new ConversationLog(queue, new LogHead(id, 0, 0, [], false));
        _ = log.AppendAsync(Make.Message(log, id));
        Assert.Same(caller, Activity.Current);
        var taken = new List<QueuedWrite>();
        queue.Take(taken);
        return Assert.IsType<AppendWrite>(Assert.Single(taken));
    }
}

using OrleansChat.Storage.Search;

namespace OrleansChat.Storage.Tests.Search;

public sealed class SqliteIndexStepsTests : IDisposable
{
    private readonly StorageOptions _options = new() { DataFolder = Directory.CreateTempSubdirectory("orleanschat-steps-").FullName };

    public void Dispose() => Directory.Delete(_options.DataFolder, recursive: true);

    [Fact]
    public async Task Catching_up_finds_what_came_after_the_rest_of_another_step_had_been_read()
    {
        await using var store = StoreUnderTest.Build(_options, new HastyClock());
        var reader = Guid.NewGuid();
        var (group, log) = await Make.OpenGroupAsync(store, reader);
        await log.AppendAsync(Make.Message(log, group.Id, "word one"));
        await log.AppendAsync(Make.Message(log, group.Id, "word two"));
        Assert.True((await store.Get<IMessageSearch>().IndexNextAsync(CancellationToken.None)).More); // There was time for the first only.
        await log.AppendAsync(Make.Message(log, group.Id, "word three"));

        await store.Indexer.CatchUpAsync();

        Assert.Equal(3, (await store.Reader.SearchAsync(reader, "word", 0, 10)).Total);
    }

    /// <summary>A millisecond passes whenever somebody looks: no step has time for more than one message.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => Interlocked.Increment(ref _milliseconds);
    }
}

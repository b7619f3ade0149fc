using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;
using OrleansChat.Testing;

namespace OrleansChat.Storage.Tests.Sqlite;

public sealed partial class SqliteFileTests : IDisposable
{
    private readonly StorageOptions _options = new() { DataFolder = Directory.CreateTempSubdirectory("orleanschat-sqlite-").FullName };

    public void Dispose() => Directory.Delete(_options.DataFolder, recursive: true);

    [Fact]
    public async Task What_is_committed_is_on_the_disk_before_it_is_answered()
    {
        await using var store = await StoreUnderTest.OpenAsync(_options);
        var database = store.Get<IDatabase>();
        Assert.Equal(2, await database.WriteAsync((session, cancel) => session.NumberAsync("PRAGMA synchronous", cancel), CancellationToken.None)); // FULL
    }

    [Fact]
    public async Task A_second_process_is_refused_until_the_first_has_ended()
    {
        await using (await StoreUnderTest.OpenAsync(_options))
        {
            var refusal = await Assert.ThrowsAsync<StorageStartupException>(() => StoreUnderTest.OpenAsync(_options));
            Assert.Contains("in use by another process", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("orleanschat.db", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("Storage:Provider=Postgres", refusal.Message, StringComparison.Ordinal);
        }

        await using var next = await StoreUnderTest.OpenAsync(_options);
        await next.Health.PingAsync();
    }

    [Fact]
    public async Task Nothing_of_a_deleted_message_stays_in_the_files()
    {
        await using var store = await StoreUnderTest.OpenAsync(_options);
        var reader = Guid.NewGuid();
        var (group, log) = await Make.OpenGroupAsync(store, reader);
        var appends = new List<Task>();
        for (var number = 1; number <= 2_000; number++)
        {
            appends.Add(log.AppendAsync(Make.Message(log, group.Id, Secret(number)) with { Metadata = $$"""{"note":"zmeta{{number}}z"}""" }));
        }

        await Task.WhenAll(appends);
        await store.Indexer.CatchUpAsync();
        var before = ReadFiles();
        Assert.All(["zsecret7z", "zmeta7z", "7zhidden"], word => Assert.Contains(word, before, StringComparison.Ordinal));

        await Task.WhenAll(Enumerable.Range(1, 2_000).Where(number => number % 2 == 1).Select(number => log.DeleteAsync(number, Make.Noon)).ToList());
        await log.EditAsync(2, "harmless", Make.Noon);
        await store.Indexer.CatchUpAsync();
        await store.Get<IDatabaseLifetime>().TidyAsync(thoroughly: true, CancellationToken.None);

        var left = Secrets().Matches(ReadFiles()).Select(match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)).Distinct();
        Assert.Equal(Enumerable.Range(1, 1_000).Select(half => 2 * half), left.Order());
        Assert.DoesNotContain("zsecret2z", ReadFiles(), StringComparison.Ordinal);
        Assert.Equal(999, (await store.Reader.SearchAsync(reader, "shared", 0, 1)).Total);
    }

    [Fact]
    public async Task Nothing_of_a_deleted_conversation_stays_in_the_files()
    {
        await using var store = await StoreUnderTest.OpenAsync(_options);
        var (group, log) = await Make.OpenGroupAsync(store, Guid.NewGuid());
        var (other, logOfOther) = await Make.OpenGroupAsync(store, Guid.NewGuid());
        await Task.WhenAll(Enumerable.Range(1, 1_500).SelectMany(number => new[]
        {
            log.AppendAsync(Make.Message(log, group.Id, Secret(number))),
            logOfOther.AppendAsync(Make.Message(logOfOther, other.Id, $"zkept{number}z")),
        }).ToList());
        await store.Indexer.CatchUpAsync();

        await store.Conversations.DeleteAsync(group.Id, 1);
        await store.Indexer.CatchUpAsync();
        await store.Get<IDatabaseLifetime>().TidyAsync(thoroughly: true, CancellationToken.None);

        var left = ReadFiles();
        Assert.DoesNotMatch(Secrets(), left);
        Assert.Contains("zkept1500z", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_left_to_tidy_at_the_end_is_tidied_some_time_after_the_next_start()
    {
        // Without its start, nothing works in the background.
        await using (var store = StoreUnderTest.Build(_options))
        {
            var (group, log) = await Make.OpenGroupAsync(store, Guid.NewGuid());
            await log.AppendAsync(Make.Message(log, group.Id, Secret(1)));
            await log.DeleteAsync(1, Make.Noon);
        }

        var clock = new ManualTimeProvider();
        await using var next = StoreUnderTest.Build(_options, clock);
        await next.Indexer.CatchUpAsync();
        Assert.Equal(1, await VersionAsync(next));
        clock.Advance(TimeSpan.FromMinutes(2));
        await next.Indexer.CatchUpAsync();

        Assert.Equal(0, await VersionAsync(next));
        Assert.DoesNotMatch(Secrets(), ReadFiles());
    }

    [Fact]
    public async Task An_edited_text_leaves_the_write_ahead_log_and_the_file_needs_no_rewriting()
    {
        await using var store = StoreUnderTest.Build(_options);
        var (group, log) = await Make.OpenGroupAsync(store, Guid.NewGuid());
        await log.AppendAsync(Make.Message(log, group.Id, Secret(1)));
        await store.Indexer.CatchUpAsync();
        Assert.Matches(Secrets(), ReadFiles());

        await log.EditAsync(1, "harmless", Make.Noon);
        await store.Indexer.CatchUpAsync();

        Assert.DoesNotMatch(Secrets(), ReadFiles());
        Assert.Equal(0, await VersionAsync(store));
    }

    private static Task<long> VersionAsync(StoreUnderTest store) =>
        store.Get<IDatabase>().WriteAsync((session, cancel) => session.NumberAsync("PRAGMA user_version", cancel), CancellationToken.None);

    [Fact]
    public async Task A_full_disk_fails_the_writes_and_nothing_else()
    {
        await using var store = await StoreUnderTest.OpenAsync(_options);
        var (group, log) = await Make.OpenGroupAsync(store, Guid.NewGuid());
        await log.AppendAsync(Make.Message(log, group.Id));
        await LimitPagesAsync(store, 1);

        await Assert.ThrowsAsync<LogFailedException>(async () =>
        {
            for (var number = 0; number < 10_000; number++)
            {
                await log.AppendAsync(Make.Message(log, group.Id, new string('x', 4_000)));
            }
        });
        var stored = (await store.Reader.RangeAsync(group.Id, 1, 100_000)).Count;

        await LimitPagesAsync(store, 1_000_000);
        var anew = await store.Log.OpenAsync(group.Id);
        Assert.Equal(stored, anew.Head);
        await anew.AppendAsync(Make.Message(anew, group.Id));
        Assert.Equal(stored + 1, (await store.Reader.RangeAsync(group.Id, 1, 100_000)).Count);
    }

    /// <summary>SQLite answers "disk full" beyond this many pages.</summary>
    private static Task<long> LimitPagesAsync(StoreUnderTest store, int pages) =>
        store.Get<IDatabase>().WriteAsync(
            (session, cancel) => session.NumberAsync($"PRAGMA max_page_count = {pages}", cancel), CancellationToken.None);

    private static string Secret(int number) => $"shared zsecret{number}z and {number}zhidden";

    /// <summary>All that is in the database file and the write-ahead log.</summary>
    private string ReadFiles() => string.Join('\n', Directory.GetFiles(_options.DataFolder, "*.db")
        .Concat(Directory.GetFiles(_options.DataFolder, "*.db-wal"))
        .Select(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return Encoding.Latin1.GetString(content);
        }));

    [GeneratedRegex("zsecret(?<number>[0-9]+)z|zmeta(?<number>[0-9]+)z|(?<number>[0-9]+)zhidden")]
    private static partial Regex Secrets();
}

using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Storage;
using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Micro;

/// <summary>The message log by itself: appends, alone and many at once, and pages out of a long conversation.</summary>
[MemoryDiagnoser]
public class MessageLogs
{
    private const int Parallel = 256;
    private const int Length = 20_000;
    private const int Page = 50;

    private string _folder = "";
    private ServiceProvider _services = null!;
    private IMessageReader _reader = null!;
    private IConversationLog[] _logs = [];
    private Guid[] _conversations = [];

    /// <summary>The database.</summary>
    [ParamsSource(nameof(Stores))]
    public string Store { get; set; } = "";

    /// <summary>The databases that there are.</summary>
    public static IEnumerable<string> Stores => Databases.Names;

    /// <summary>Many conversations, and one with a long history.</summary>
    [GlobalSetup]
    public void Open() => OpenAsync().GetAwaiter().GetResult(); // BenchmarkDotNet's emitted code does not wait for a task here.

    private async Task OpenAsync()
    {
        _folder = Directory.CreateTempSubdirectory("orleanschat-micro-").FullName;
        var postgres = Databases.ConnectionString(Store);
        _services = new ServiceCollection().AddChatStorage(new StorageOptions
        {
            DataFolder = _folder,
            Provider = postgres is null ? StorageProvider.Sqlite : StorageProvider.Postgres,
            ConnectionString = postgres,
        }).BuildServiceProvider();
        await _services.GetRequiredService<IStorageInitializer>().InitializeAsync();
        _reader = _services.GetRequiredService<IMessageReader>();
        var log = _services.GetRequiredService<IMessageLog>();
        _conversations = [.. Enumerable.Range(0, Parallel).Select(_ => Guid.CreateVersion7())];
        foreach (var id in _conversations)
        {
            await _services.GetRequiredService<IConversationStore>().CreateAsync(
                new StoredConversation(id, 0, 1, 1, null, null, null, 0, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) { Members = [] });
        }

        _logs = await Task.WhenAll(_conversations.Select(id => log.OpenAsync(id)));
        while (_logs[0].Head < Length)
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Append(0)));
    }

    /// <summary>Closes and deletes.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _services.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>One message: what a commit takes.</summary>
    [Benchmark]
    public Task AppendAsync() => Append(1);

    /// <summary>A message each to many conversations: what a message takes when commits are shared.</summary>
    [Benchmark(OperationsPerInvoke = Parallel)]
    public Task AppendManyAsync() => Task.WhenAll(Enumerable.Range(0, Parallel).Select(Append));

    /// <summary>Fifty messages at the newest end.</summary>
    [Benchmark]
    public Task<IReadOnlyList<StoredMessage>> ReadNewestPageAsync() => _reader.RangeAsync(_conversations[0], Length - Page + 1, Length);

    /// <summary>Fifty messages in the middle.</summary>
    [Benchmark]
    public Task<IReadOnlyList<StoredMessage>> ReadMiddlePageAsync() => _reader.RangeAsync(_conversations[0], (Length / 2) + 1, (Length / 2) + Page);

    /// <summary>The fifty oldest.</summary>
    [Benchmark]
    public Task<IReadOnlyList<StoredMessage>> ReadOldestPageAsync() => _reader.RangeAsync(_conversations[0], 1, Page);

    private Task Append(int conversation)
    {
        var log = _logs[conversation];
        return log.AppendAsync(new StoredMessage(
            Guid.CreateVersion7(), _conversations[conversation], log.Head + 1, _conversations[conversation], 0, Sample.Content, null, null, DateTimeOffset.UnixEpoch, null, null));
    }
}

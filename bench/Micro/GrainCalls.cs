using BenchmarkDotNet.Attributes;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Micro;

/// <summary>Calls to grains in the same process: what one costs by itself, and what a message and a page of history take with all that is below them.</summary>
[MemoryDiagnoser]
public class GrainCalls
{
    private const int Parallel = 256;

    private readonly PageRequest _newest = new(1, 50);
    private readonly PageRequest _old = new(10, 50);
    private ServerHost _host = null!;
    private Guid _one;
    private Guid _other;
    private IPresenceGrain _presence = null!;
    private IConversationGrain _conversation = null!;
    private NewMessage _message = null!;

    /// <summary>The database below.</summary>
    [ParamsSource(nameof(Stores))]
    public string Store { get; set; } = "";

    /// <summary>The databases that there are.</summary>
    public static IEnumerable<string> Stores => Databases.Names;

    /// <summary>Two users with a conversation of a thousand messages.</summary>
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult(); // BenchmarkDotNet's emitted code does not wait for a task here.

    private async Task StartAsync()
    {
        _host = await ServerHost.StartAsync(Databases.ConnectionString(Store));
        (_one, _other) = (await _host.RegisterAsync(), await _host.RegisterAsync());
        _presence = _host.Grains.GetGrain<IPresenceGrain>(_one);
        _conversation = _host.Grains.GetGrain<IConversationGrain>(ConversationId.Direct(_one, _other));
        _message = new NewMessage(_one, _other, MessageType.Text, Sample.Content, null, null, null, null);
        for (var batch = 0; batch < 4; batch++)
            await PostManyAsync();
    }

    /// <summary>Stops it all.</summary>
    [GlobalCleanup]
    public void Stop() => _host.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>A call that does next to nothing.</summary>
    [Benchmark]
    public Task<bool> CallAsync() => _presence.IsOnlineAsync();

    /// <summary>Many of them at once.</summary>
    [Benchmark(OperationsPerInvoke = Parallel)]
    public Task CallManyAsync() => Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => _presence.IsOnlineAsync()));

    /// <summary>A message, durable.</summary>
    [Benchmark]
    public Task<Message> PostAsync() => _conversation.PostAsync(_message);

    /// <summary>Many at once, to one conversation.</summary>
    [Benchmark(OperationsPerInvoke = Parallel)]
    public Task PostManyAsync() => Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => _conversation.PostAsync(_message)));

    /// <summary>The newest page of the history.</summary>
    [Benchmark]
    public Task<Page<Message>> ReadNewestPageAsync() => _conversation.ReadAsync(_one, _newest, _other);

    /// <summary>A page that only the database has.</summary>
    [Benchmark]
    public Task<Page<Message>> ReadOldPageAsync() => _conversation.ReadAsync(_one, _old, _other);
}

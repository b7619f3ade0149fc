using System.Threading.Channels;
using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Testing.History;

namespace OrleansChat.Grains.Tests.Faults;

/// <summary>
/// A client that does what docs/resume.md says: it takes over live messages in order, and resumes where one is missing or its front is
/// told that it missed something. One thing after the other.
/// </summary>
internal sealed class ListeningClient : IAsyncDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private readonly IGrainFactory _grains;
    private readonly RecordedHistory _history;
    private readonly IReadOnlyDictionary<Guid, Room> _rooms;
    private readonly Dictionary<Guid, (long Epoch, long Change)> _positions = [];
    private readonly Channel<Message?> _heard = Channel.CreateUnbounded<Message?>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private int _resumed;

    public ListeningClient(Guid user, IEnumerable<Room> rooms, IGrainFactory grains, RecordedHistory history)
    {
        User = user;
        Name = $"client of {user}";
        _grains = grains;
        _history = history;
        _rooms = rooms.ToDictionary(room => room.Id);
        _running = Task.Run(RunAsync);
    }

    public Guid User { get; }

    public string Name { get; }

    public IEnumerable<Room> Rooms => _rooms.Values;

    /// <summary>How often it asked for what it missed.</summary>
    public int Resumed => Volatile.Read(ref _resumed);

    public override string ToString() => $"{Name} ({_running.Status}, {_heard.Reader.Count} waiting, resumed {Resumed} times)";

    /// <summary>A live event came.</summary>
    public void Hear(ChatEvent chatEvent)
    {
        if (chatEvent is MessagePosted posted)
            _heard.Writer.TryWrite(posted.Message);
    }

    /// <summary>The front was told that this client missed something.</summary>
    public void Miss() => _heard.Writer.TryWrite(null);

    /// <summary>It was never gone when this ends without a failure.</summary>
    public async ValueTask DisposeAsync()
    {
        _heard.Writer.TryComplete();
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // It was in the middle of something.
        }

        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var message in _heard.Reader.ReadAllAsync(_stop.Token))
        {
            if (message is null)
            {
                foreach (var room in _rooms.Keys)
                    await ResumeAsync(room);
                continue;
            }

            if (message.Sequence > _history.LastHeard(Name, message.ConversationId) + 1)
                await ResumeAsync(message.ConversationId);
            _positions.TryAdd(message.ConversationId, (message.Epoch, 0));
            Take(message);
        }
    }

    private async Task ResumeAsync(Guid conversation)
    {
        Interlocked.Increment(ref _resumed);
        bool more;
        do
        {
            var (epoch, change) = _positions.GetValueOrDefault(conversation);
            var batch = await AskAsync(conversation, new ResumePoint(epoch, _history.LastHeard(Name, conversation), change));
            if (!batch.Recovered && _history.LastHeard(Name, conversation) > 0)
                throw new InvalidOperationException($"{Name} is too far behind in {conversation} to resume.");
            foreach (var message in batch.Messages)
                Take(message);
            _positions[conversation] = (batch.Epoch, batch.Change);
            more = batch.More;
        }
        while (more);
    }

    private async Task<ResumeBatch> AskAsync(Guid conversation, ResumePoint from)
    {
        while (true)
        {
            try
            {
                return await _rooms[conversation].Grain(_grains).ResumeAsync(User, from, 100);
            }
            catch (Exception failure) when (Retries.Allow(failure))
            {
                await Task.Delay(Again, _stop.Token);
            }
        }
    }

    private void Take(Message message) => _history.Heard(Name, new SeenMessage(message.ConversationId, message.Sequence, message.Id));
}

/// <summary>What a client is told to try again.</summary>
internal static class Retries
{
    /// <summary>As the fronts have it: what they answer by 503, and nothing else.</summary>
    public static bool Allow(Exception failure) => failure is ChatException { Error: ChatError.Unavailable } or TimeoutException or Orleans.Runtime.OrleansException;
}

using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using OrleansChat.Testing.History;

namespace OrleansChat.Cluster.Tests.Clients;

/// <summary>
/// One device of a user, which behaves as docs/resume.md tells clients to: it comes back whenever its connection ends, on another front
/// if need be, resumes from the last place it saw, closes gaps, and sends a message again, under its operation id, until it is
/// acknowledged. What it sees goes into the history; what it meets beside that into the report.
/// </summary>
internal sealed class ChatClient : IAsyncDisposable
{
    /// <summary>An answer that takes longer will not come: longer than any time-out of the server's own.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan GapPatience = TimeSpan.FromMilliseconds(750);

    private readonly Account _account;
    private readonly string _name;
    private readonly IReadOnlyList<Uri> _fronts;
    private readonly RecordedHistory _history;
    private readonly ClientReport _report;
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Position> _positions = [];
    private readonly HashSet<Guid> _closing = [];
    private readonly CancellationTokenSource _left = new();
    private readonly Random _random;
    private TaskCompletionSource<SocketIoSocket> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _living = Task.CompletedTask;
    private int _front;
    private long _resumedAt;

    /// <summary>A device that prefers one of the fronts.</summary>
    public ChatClient(Account account, string device, IReadOnlyList<Uri> fronts, int home, RecordedHistory history, ClientReport report)
    {
        (_account, _fronts, _front, _history, _report) = (account, fronts, home % fronts.Count, history, report);
        _name = $"{account.Name}/{device}";
        _random = new Random(_name.GetHashCode(StringComparison.Ordinal));
    }

    /// <summary>Whose device it is.</summary>
    public Account Account => _account;

    /// <summary>What the history calls it.</summary>
    public string Name => _name;

    /// <summary>The index of the front that it is on, or tries next.</summary>
    public int Front => Volatile.Read(ref _front);

    /// <summary>When it last was connected and had everything (a <see cref="Stopwatch"/> timestamp); 0 for never.</summary>
    public long ResumedAt => Interlocked.Read(ref _resumedAt);

    /// <summary>The conversations that it is to know of, so that it asks for what it missed.</summary>
    public void Join(Guid conversation)
    {
        lock (_lock)
            PositionIn(conversation);
    }

    /// <summary>The last place that it has taken over.</summary>
    public long LastIn(Guid conversation)
    {
        lock (_lock)
            return PositionIn(conversation).Sequence;
    }

    /// <summary>Connects, and stays connected until it leaves.</summary>
    public Task StartAsync()
    {
        _living = Task.Run(LiveAsync);
        return _connected.Task;
    }

    /// <summary>Breaks its connection without a word; it comes back by itself.</summary>
    public void Break()
    {
        if (_connected.Task is { IsCompletedSuccessfully: true, Result: var socket })
            socket.Abort();
    }

    /// <summary>Sends a message until it is acknowledged.</summary>
    public async Task SendAsync(Guid? receiver, Guid? group, string operation)
    {
        var message = new { content = $"text of {operation}", type = "TEXT", receiverId = receiver, groupId = group, clientMessageId = operation };
        var began = Stopwatch.GetTimestamp();
        for (var retries = 0; ; retries++)
        {
            JsonElement answered;
            try
            {
                answered = await AskAsync(await ConnectedAsync(), "message:send", message);
            }
            catch (ConnectionLostException lost)
            {
                retries -= lost.Asked ? 0 : 1;
                continue;
            }

            if (answered.GetProperty("success").GetBoolean())
            {
                var sent = answered.GetProperty("data");
                _history.Acknowledged(new SendKey(sent.GetProperty("conversationId").GetGuid(), _account.Id, operation), Take(sent));
                _report.Answered(retries, began);
                return;
            }

            if (!await IsRetryableAsync("message:send", answered))
                return;
        }
    }

    /// <summary>Asks for everything that it does not have, until it was answered.</summary>
    public async Task ResumeAsync()
    {
        while (!await TryResumeAsync(await ConnectedAsync()))
            await Task.Delay(Moment, TimeProvider.System, _left.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        Break();
        await _living;
        _connected.TrySetException(new ConnectionLostException(asked: false));
    }

    /// <summary>A connection that has not ended.</summary>
    private async Task<SocketIoSocket> ConnectedAsync()
    {
        while (true)
        {
            _left.Token.ThrowIfCancellationRequested();
            var socket = await _connected.Task;
            if (!socket.Ended.IsCompleted)
                return socket;
            await Task.Delay(Moment, TimeProvider.System, _left.Token);
        }
    }

    /// <summary>Asks on one connection; false when that ended first.</summary>
    private async Task<bool> TryResumeAsync(SocketIoSocket socket)
    {
        Position[] positions;
        lock (_lock)
            positions = [.. _positions.Values.Where(position => position.Epoch != 0)];
        var open = new Queue<Position>(positions);
        while (open.Count > 0)
        {
            List<Position> some = [];
            while (some.Count < 200 && open.TryDequeue(out var next))
                some.Add(next);
            if (await ResumeAsync(socket, some) is not { } unfinished)
                return false;
            unfinished.ForEach(open.Enqueue);
        }

        Interlocked.Exchange(ref _resumedAt, Stopwatch.GetTimestamp());
        return true;
    }

    private async Task LiveAsync()
    {
        while (!_left.IsCancellationRequested)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_left.Token);
                limit.CancelAfter(ConnectTime);
                var ears = new Dictionary<Guid, long>();
                using var socket = await SocketIoSocket.ConnectAsync(_fronts[Front], _account.Token, (name, payload) => Hear(ears, name, payload), limit.Token);
                _connected.SetResult(socket);
                var resuming = TryResumeAsync(socket);
                var end = await socket.Ended;
                _connected = new TaskCompletionSource<SocketIoSocket>(TaskCreationOptions.RunContinuationsAsynchronously);
                await resuming;
                if (_left.IsCancellationRequested)
                    return;
                Count(end);
            }
            catch (Exception unreachable) when (unreachable is WebSocketException or OperationCanceledException or RefusedException)
            {
                if (_left.IsCancellationRequested)
                    return;
                if (unreachable is RefusedException && !unreachable.Message.StartsWith("10", StringComparison.Ordinal))
                    _report.Violate($"{_name} was refused: {unreachable.Message}");
                _report.Count("refused connections");
            }

            // As socket.io-client does by default: a second, give or take half of it. The next front is another one, as a load balancer would choose.
            Interlocked.Exchange(ref _front, (Front + 1) % _fronts.Count);
            await Task.Delay(RetryAfter * (0.5 + _random.NextDouble()), TimeProvider.System, CancellationToken.None);
        }
    }

    private void Hear(Dictionary<Guid, long> ears, string name, JsonElement payload)
    {
        if (name != "message:received")
            return;
        var conversation = payload.GetProperty("conversationId").GetGuid();
        var sequence = payload.GetProperty("sequence").GetInt64();
        var last = ears.GetValueOrDefault(conversation);
        if (sequence < last)
            _report.Violate($"{_name} heard {sequence} of {conversation} after {last} on one connection.");
        else if (sequence == last)
            _report.Count("messages heard twice");
        ears[conversation] = sequence;
        Take(payload);
    }

    private SeenMessage Take(JsonElement message)
    {
        var seen = new SeenMessage(message.GetProperty("conversationId").GetGuid(), message.GetProperty("sequence").GetInt64(), message.GetProperty("id").GetGuid());
        lock (_lock)
        {
            var position = PositionIn(seen.Conversation);
            position.Take(seen, message.GetProperty("epoch").GetInt64(), heard => _history.Heard(_name, heard));
            if (position.HasGap && _closing.Add(seen.Conversation))
                _ = CloseGapAsync(position);
        }

        return seen;
    }

    /// <summary>What is missing may be on its way, or be an own message whose acknowledgement is; else it has to be asked for.</summary>
    private async Task CloseGapAsync(Position position)
    {
        try
        {
            long before;
            lock (_lock)
                before = position.Sequence;
            await Task.Delay(GapPatience, TimeProvider.System, _left.Token);
            lock (_lock)
            {
                if (!position.HasGap)
                    return;
                if (position.Sequence == before)
                    _report.Count("gaps closed by resuming");
            }

            if (_connected.Task is { IsCompletedSuccessfully: true, Result: var socket })
                await ResumeAsync(socket, [position]);
        }
        catch (OperationCanceledException)
        {
            // It leaves.
        }
        finally
        {
            lock (_lock)
                _closing.Remove(position.Conversation);
        }
    }

    /// <summary>Resumes some conversations; answers those of which there is more, or null when the connection ended first.</summary>
    private async Task<List<Position>?> ResumeAsync(SocketIoSocket socket, List<Position> some)
    {
        object[] asked;
        lock (_lock)
        {
            asked = [.. some.Select(position =>
                new { conversationId = position.Conversation, epoch = position.Epoch, sequence = position.Sequence, change = position.Change })];
        }

        JsonElement answer;
        try
        {
            answer = await AskAsync(socket, "resume", new { conversations = asked });
        }
        catch (ConnectionLostException)
        {
            return null;
        }

        if (!answer.GetProperty("success").GetBoolean())
            return await IsRetryableAsync("resume", answer) ? some : [];
        var more = new List<Position>();
        foreach (var (position, found) in some.Zip(answer.GetProperty("data").GetProperty("conversations").EnumerateArray()))
        {
            if (found.TryGetProperty("code", out _))
            {
                if (await IsRetryableAsync("resume", found))
                    more.Add(position);
                continue;
            }

            if (!found.GetProperty("recovered").GetBoolean())
                _report.Violate($"{_name} could not resume {position.Conversation} from {position.Sequence}.");
            foreach (var message in found.GetProperty("messages").EnumerateArray())
                Take(message);
            lock (_lock)
            {
                position.Change = Math.Max(position.Change, found.GetProperty("change").GetInt64());
                if (position.Sequence < found.GetProperty("sequence").GetInt64())
                    _report.Violate($"{_name} resumed {position.Conversation} to {found.GetProperty("sequence")} but has {position.Sequence} only.");
            }

            if (found.GetProperty("more").GetBoolean())
                more.Add(position);
        }

        return more;
    }

    /// <exception cref="ConnectionLostException">The connection ended before the answer came, or no answer came.</exception>
    private async Task<JsonElement> AskAsync(SocketIoSocket socket, string name, object payload)
    {
        try
        {
            return await socket.AskAsync(name, payload, CancellationToken.None).WaitAsync(AnswerTime, TimeProvider.System);
        }
        catch (ConnectionLostException lost)
        {
            if (lost.Asked)
                _report.Count($"{name} unanswered when its connection ended");
            throw;
        }
        catch (TimeoutException)
        {
            _report.Violate($"{_name} had no answer to {name} within {AnswerTime.TotalSeconds} s.");
            throw new ConnectionLostException(asked: true);
        }
    }

    private async Task<bool> IsRetryableAsync(string name, JsonElement refusal)
    {
        var code = refusal.GetProperty("code").GetString();
        _report.Count($"{name} {code}");
        if (code != "SERVICE_UNAVAILABLE")
        {
            _report.Violate($"{_name} was refused {name}: {refusal}");
            return false;
        }

        await Task.Delay(RetryAfter * (0.5 + _random.NextDouble()), TimeProvider.System);
        return true;
    }

    private void Count(SocketEnd end) => _report.Count($"closed {end.Code} {end.Reason}".TrimEnd());

    private Position PositionIn(Guid conversation)
    {
        if (!_positions.TryGetValue(conversation, out var position))
            _positions[conversation] = position = new Position(conversation);
        return position;
    }
}

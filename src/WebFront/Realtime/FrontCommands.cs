using System.Diagnostics;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Admission;
using OrleansChat.WebFront.Http.Metrics;
using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// A contract's commands as this front carries them out, whatever transport they came by: counted, traced, within the contract's
/// limit, and only while there is room with the grains. They never wait here: a connection's commands would lose their order, and its
/// own bound makes a client wait already. Each begins a trace of its own: a connection lives for days.
/// </summary>
internal sealed class FrontCommands(
    RealtimeContract contract,
    FixedWindows windows,
    AdmissionControl admission,
    OverloadMetrics overload,
    ChatMetrics http,
    RealtimeMetrics metrics,
    TimeProvider time) : IContractCommands
{
    /// <summary>The source of the spans.</summary>
    public const string SourceName = "OrleansChat.Realtime";

    /// <summary>Stands for every name that the contract does not know: what clients call things is no label.</summary>
    private const string Unknown = "unknown";

    /// <summary>What is shed, as metrics name it.</summary>
    private const string Kind = "command";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly IContractCommands _commands = contract.Commands;

    /// <inheritdoc/>
    public IReadOnlySet<string> Names => _commands.Names;

    /// <inheritdoc/>
    public Task<CommandReply> ExecuteAsync(
        IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
        => Source.HasListeners()
            ? TraceAsync(connection, name, payload, cancellationToken)
            : BeginAsync(connection, name, payload, span: null, cancellationToken);

    /// <inheritdoc/>
    public CommandReply Refuse(Refusal refusal) => _commands.Refuse(refusal);

    /// <inheritdoc/>
    public bool IsTransient(string name) => _commands.IsTransient(name);

    /// <summary>Under a span of the command's own, which is none of what the caller does next.</summary>
    private Task<CommandReply> TraceAsync(
        IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
    {
        var callers = Activity.Current;
        Activity.Current = null;
        try
        {
            var span = Source.StartActivity(Known(name), ActivityKind.Server)
                ?.SetTag("orleanschat.transport", connection.Transport).SetTag("orleanschat.command", Known(name));
            return BeginAsync(connection, name, payload, span, cancellationToken);
        }
        finally
        {
            Activity.Current = callers;
        }
    }

    private Task<CommandReply> BeginAsync(
        IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload, Activity? span, CancellationToken cancellationToken)
    {
        var known = Known(name);
        var started = time.GetTimestamp();
        var transient = _commands.IsTransient(name);
        if (contract.CommandLimit is { } limit && !windows.Take(limit, connection.User.UserId.ToString()).IsWithin)
        {
            http.Limited(limit.Group);
            return Task.FromResult(Answered(Refuse(Refusal.By(HttpRefusal.TooManyRequests)), span, known, started));
        }

        if (admission.TryEnter(connection.User.UserId, transient) is not { } place)
        {
            overload.Shed(Kind, transient);
            return Task.FromResult(Answered(Refuse(Refusal.By(ChatError.Unavailable)), span, known, started));
        }

        Task<CommandReply> running;
        try
        {
            running = _commands.ExecuteAsync(connection, name, payload, cancellationToken);
        }
        catch
        {
            place.Dispose();
            span?.Dispose();
            throw;
        }

        return AnswerAsync(running, place, span, known, started);
    }

    private async Task<CommandReply> AnswerAsync(
        Task<CommandReply> running, AdmissionControl.Place place, Activity? span, string known, long started)
    {
        CommandReply reply;
        try
        {
            using (place)
                reply = await running;
        }
        catch
        {
            span?.Dispose();
            throw;
        }

        return Answered(reply, span, known, started);
    }

    private CommandReply Answered(CommandReply reply, Activity? span, string known, long started)
    {
        span?.SetStatus(reply.Succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error, reply.Error?.Code).Dispose();
        metrics.Commanded(contract.Slug, known, reply.Succeeded, time.GetElapsedTime(started));
        return reply;
    }

    private string Known(string name) => _commands.Names.Contains(name) ? name : Unknown;
}

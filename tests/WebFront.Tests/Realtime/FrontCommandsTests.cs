using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansChat.Testing;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Admission;
using OrleansChat.WebFront.Http.Metrics;
using OrleansChat.WebFront.Http.RateLimits;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime;

/// <summary>What a front sees to before a contract carries out a command.</summary>
public sealed class FrontCommandsTests : IDisposable
{
    private static readonly RateLimit Three = new("counting-commands", 3, TimeSpan.FromMinutes(1), RateLimitSubject.User);

    private readonly ManualTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CountingCommands _contract = new();
    private readonly AdmissionControl _admission;

    public FrontCommandsTests()
    {
        var options = Options.Create(new OverloadOptions { MaxInFlight = 4, MaxInFlightPerUser = 4 });
        _admission = new AdmissionControl(options, new OverloadMetrics(Meters));
    }

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public void Dispose()
    {
        _admission.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task What_a_user_asks_beyond_the_contracts_limit_has_no_effect_until_the_window_ends()
    {
        var commands = Commands(Three);
        var (ann, bob) = (Connection(), Connection());
        var sameAnn = Connection(ann.User.UserId);

        foreach (var connection in new[] { ann, sameAnn, ann })
            Assert.True((await AskAsync(commands, connection)).Succeeded);
        var refused = await AskAsync(commands, sameAnn);

        Assert.Equal((false, HttpRefusal.TooManyRequests.ToString()), (refused.Succeeded, refused.Error!.Code));
        Assert.Equal(3, _contract.Carried);
        Assert.True((await AskAsync(commands, bob)).Succeeded);

        _time.Advance(Three.Window);
        Assert.True((await AskAsync(commands, ann)).Succeeded);
    }

    [Fact]
    public async Task A_contract_without_a_limit_takes_all_that_there_is_room_for()
    {
        var commands = Commands(limit: null);
        var connection = Connection();

        for (var i = 0; i < 1000; i++)
            Assert.True((await AskAsync(commands, connection)).Succeeded);
    }

    [Fact]
    public async Task A_command_gives_its_place_back_whether_it_fails_at_once_or_later()
    {
        var commands = Commands(limit: null);

        for (var i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(commands, Connection(), "fail"));
            await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(commands, Connection(), "fail later"));
        }

        Assert.Equal(0, _admission.InFlight);
        Assert.True((await AskAsync(commands, Connection())).Succeeded);
    }

    [Fact]
    public async Task A_command_is_a_trace_of_its_own_and_its_caller_stays_in_his()
    {
        var recorded = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FrontCommands.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = recorded.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var callers = new Activity("caller").Start();

        var answering = AskAsync(Commands(limit: null), Connection(), "trace");
        Assert.Same(callers, Activity.Current);
        await answering;

        Assert.Same(callers, Activity.Current);
        var span = Assert.Single(recorded, span => span.TraceId == _contract.Trace);
        Assert.Equal(("trace", null, ActivityStatusCode.Ok), (span.OperationName, span.ParentId, span.Status));
        Assert.NotEqual(callers.TraceId, span.TraceId);
    }

    private static Task<CommandReply> AskAsync(FrontCommands commands, IRealtimeConnection connection, string name = "count")
        => commands.ExecuteAsync(connection, name, "{}"u8, CancellationToken.None);

    private static RecordingConnection Connection(Guid? user = null) => new(new CountingContract("counting").Contract, user);

    private FrontCommands Commands(RateLimit? limit) => new(
        new RealtimeContract("counting", new CountingContract("counting"), _contract, limit),
        new FixedWindows(_time, FixedWindows.DefaultCapacity),
        _admission,
        new OverloadMetrics(Meters),
        new ChatMetrics(Meters),
        new RealtimeMetrics(Meters, _time),
        _time);

    /// <summary>Counts what it is asked; fails when it is asked to.</summary>
    private sealed class CountingCommands : IContractCommands
    {
        private static readonly CommandReply Done = new(true, new JsonPieces("{}"u8.ToArray()), "{}"u8.ToArray(), null);

        public IReadOnlySet<string> Names { get; } = new HashSet<string> { "count", "fail", "fail later", "trace" };

        /// <summary>How many it carried out.</summary>
        public int Carried { get; private set; }

        /// <summary>The trace that <c>trace</c> was part of.</summary>
        public ActivityTraceId Trace { get; private set; }

        public Task<CommandReply> ExecuteAsync(IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
        {
            if (name == "fail")
                throw new InvalidOperationException("at once");
            Carried++;
            return name switch
            {
                "fail later" => FailLaterAsync(),
                "trace" => TraceAsync(),
                _ => Task.FromResult(Done),
            };
        }

        public CommandReply Refuse(Refusal refusal)
        {
            var code = refusal.Http?.ToString() ?? refusal.Cluster.ToString()!;
            return new(false, new JsonPieces("{}"u8.ToArray()), "null"u8.ToArray(), new CommandError(code, code, RealtimeEvent.OfEncoded("error", "{}"u8.ToArray())));
        }

        public bool IsTransient(string name) => false;

        private static async Task<CommandReply> FailLaterAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        }

        private async Task<CommandReply> TraceAsync()
        {
            await Task.Yield();
            Trace = Activity.Current!.TraceId;
            return Done;
        }
    }
}

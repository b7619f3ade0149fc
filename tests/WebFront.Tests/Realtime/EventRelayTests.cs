using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Realtime;

public sealed class EventRelayTests(ChatServerFixture fixture) : IDisposable
{
    private readonly IServiceProvider _services = fixture.Server.Services;
    private readonly CapturedLogs _logs = new();
    private readonly LoggerFactory _loggers = new();
    private readonly CountingContract _one = new("one");
    private readonly CountingContract _other = new("other");

    [Fact]
    public async Task An_event_is_worded_once_per_contract_and_reaches_every_connection_of_its_recipients()
    {
        var (ann, bob) = (Guid.NewGuid(), Guid.NewGuid());
        RecordingConnection[] connections = [await AddAsync(_one, ann), await AddAsync(_one, ann), await AddAsync(_one, bob), await AddAsync(_other, bob)];
        var relay = Start();
        var call = Guid.NewGuid();
        await relay.DeliverAsync([new Delivery(new CallEnded(call, CallStatus.Ended), [ann, bob, Guid.NewGuid()], null)]);

        var heard = new List<RealtimeEvent>();
        foreach (var connection in connections)
            heard.Add(await connection.NextAsync());
        Assert.All(heard, realtimeEvent => Assert.Equal(call.ToString(), realtimeEvent.Name));
        Assert.Same(heard[0], heard[1]);
        Assert.Same(heard[0], heard[2]);
        Assert.NotSame(heard[0], heard[3]);
        Assert.Equal((1, 1), (_one.Encoded, _other.Encoded));
    }

    [Fact]
    public async Task The_connection_that_caused_an_event_is_passed_over()
    {
        var ann = Guid.NewGuid();
        var (sender, other) = (await AddAsync(_one, ann), await AddAsync(_one, ann));
        var relay = Start();
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await relay.DeliverAsync([
            new Delivery(new CallEnded(first, CallStatus.Ended), [ann], sender.Id),
            new Delivery(new CallEnded(second, CallStatus.Ended), [ann], null),
        ]);
        Assert.Equal(first.ToString(), (await other.NextAsync()).Name);
        Assert.Equal(second.ToString(), (await other.NextAsync()).Name);
        Assert.Equal(second.ToString(), (await sender.NextAsync()).Name);
    }

    [Fact]
    public async Task A_connection_is_told_what_its_contracts_filter_wants_for_it()
    {
        var ann = Guid.NewGuid();
        var (wanted, unwanted, broken) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var filter = new CallFilter(ended => ended == broken ? throw new InvalidOperationException("a bug") : ended == wanted);
        var filtered = new RecordingConnection(_one.Contract with { Filter = filter }, ann);
        var other = await AddAsync(_one, ann);
        Assert.True(await _services.GetRequiredService<ConnectionRegistry>().AddAsync(filtered, CancellationToken.None));
        var relay = Start();

        await relay.DeliverAsync([.. new[] { unwanted, wanted, broken }.Select(call => new Delivery(new CallEnded(call, CallStatus.Ended), [ann], null))]);

        Assert.Equal(unwanted.ToString(), (await other.NextAsync()).Name);
        Assert.Equal(wanted.ToString(), (await filtered.NextAsync()).Name);
        Assert.Equal(broken.ToString(), (await filtered.NextAsync()).Name); // In doubt it is told.
        Assert.Contains("CallEnded is wanted", Assert.Single(_logs.Errors), StringComparison.Ordinal);
        _services.GetRequiredService<ConnectionRegistry>().Remove(filtered);
    }

    [Fact]
    public async Task Events_arrive_in_the_order_in_which_they_were_heard()
    {
        var ann = Guid.NewGuid();
        var connection = await AddAsync(_one, ann);
        var relay = Start();
        var calls = Enumerable.Range(0, 1_000).Select(_ => Guid.NewGuid()).ToList();
        foreach (var some in calls.Chunk(7))
            await relay.DeliverAsync([.. some.Select(call => new Delivery(new CallEnded(call, CallStatus.Ended), [ann], null))]);
        foreach (var call in calls)
            Assert.Equal(call.ToString(), (await connection.NextAsync()).Name);
    }

    [Fact]
    public async Task An_event_that_cannot_be_worded_does_not_stop_those_that_follow()
    {
        var ann = Guid.NewGuid();
        var connection = await AddAsync(_one, ann);
        var relay = Start();
        var call = Guid.NewGuid();
        await relay.DeliverAsync([
            new Delivery(new TypingChanged(ann, null, ann, true), [ann], null),
            new Delivery(new CallEnded(call, CallStatus.Ended), [ann], null),
        ]);
        Assert.Equal(call.ToString(), (await connection.NextAsync()).Name);
        Assert.Contains("TypingChanged could not be worded for one", Assert.Single(_logs.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_it_is_overrun_transient_events_go_first_and_whoever_misses_another_has_to_resume()
    {
        var (ann, bob) = (Guid.NewGuid(), Guid.NewGuid());
        var (annPhone, bobPhone) = (await AddAsync(_one, ann), await AddAsync(_one, bob));
        var relay = Create(maxQueuedBytes: 2_048);
        var (first, second, third) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        // Nothing is passed on yet: 528 bytes each, of which transient ones may fill the half.
        await relay.DeliverAsync([
            new Delivery(new PresenceChanged(first, true), [ann], null),
            new Delivery(new PresenceChanged(Guid.NewGuid(), true), [ann], null),
            new Delivery(new CallEnded(second, CallStatus.Ended), [ann], null),
            new Delivery(new CallEnded(third, CallStatus.Ended), [ann], null),
            new Delivery(new PresenceChanged(Guid.NewGuid(), true), [ann], null),
            new Delivery(new CallEnded(Guid.NewGuid(), CallStatus.Ended), [bob], null),
        ]);
        _ = relay.RunAsync();
        foreach (var call in new[] { first, second, third })
            Assert.Equal(call.ToString(), (await annPhone.NextAsync()).Name);
        Assert.Equal(CloseReason.MissedEvents, await bobPhone.Closed);
        Assert.False(annPhone.IsClosed || annPhone.HasMore || bobPhone.HasMore);

        // What was passed on makes room.
        var last = Guid.NewGuid();
        await relay.DeliverAsync([new Delivery(new CallEnded(last, CallStatus.Ended), [ann], null)]);
        Assert.Equal(last.ToString(), (await annPhone.NextAsync()).Name);
        relay.Complete();
    }

    [Fact]
    public async Task Whoever_is_named_as_having_missed_something_has_to_resume_and_nobody_else()
    {
        var (ann, bob) = (Guid.NewGuid(), Guid.NewGuid());
        var (annPhone, bobPhone) = (await AddAsync(_one, ann), await AddAsync(_one, bob));
        var relay = Start();
        var (before, after) = (Guid.NewGuid(), Guid.NewGuid());
        await relay.DeliverAsync([new Delivery(new CallEnded(before, CallStatus.Ended), [ann, bob], null)]);
        Assert.Equal(before.ToString(), (await annPhone.NextAsync()).Name);
        Assert.Equal(before.ToString(), (await bobPhone.NextAsync()).Name);

        // Nothing else has to come for that to be noticed.
        await relay.MissedAsync([ann]);
        Assert.Equal(CloseReason.MissedEvents, await annPhone.Closed);
        await relay.DeliverAsync([new Delivery(new CallEnded(after, CallStatus.Ended), [bob], null)]);
        Assert.Equal(after.ToString(), (await bobPhone.NextAsync()).Name);
        Assert.False(bobPhone.IsClosed || annPhone.HasMore);
        relay.Complete();
    }

    [Fact]
    public async Task An_audience_is_learned_once_and_one_that_is_not_known_is_asked_for()
    {
        var (ann, bob) = (Guid.NewGuid(), Guid.NewGuid());
        var (annPhone, bobPhone) = (await AddAsync(_one, ann), await AddAsync(_one, bob));
        var relay = Start();
        var conversation = Guid.NewGuid();
        var both = new AudienceDefinition(new AudienceName(conversation, 1), [ann, bob]);
        var onlyAnn = new AudienceDefinition(new AudienceName(conversation, 2), [ann]);
        var (first, second, third, fourth) = (For(both), For(both), For(onlyAnn), For(onlyAnn, exceptUser: ann));

        Assert.Equal(0, await relay.DeliverAsync([first], []));
        Assert.Equal(1, await relay.DeliverAsync([first], [both]));
        Assert.Equal(1, await relay.DeliverAsync([second, third], []));
        Assert.Equal(2, await relay.DeliverAsync([third, fourth], [onlyAnn]));
        Assert.Equal(0, await relay.DeliverAsync([second], []));
        var last = Listed(ann, bob);
        Assert.Equal(1, await relay.DeliverAsync([last], []));
        Assert.Equal(Names(first, second, third, last), await NamesAsync(annPhone, 4));
        Assert.Equal(Names(first, second, last), await NamesAsync(bobPhone, 3));
        relay.Complete();
    }

    [Fact]
    public async Task A_call_may_name_an_audience_and_the_one_that_replaces_it()
    {
        var (ann, bob) = (Guid.NewGuid(), Guid.NewGuid());
        var (annPhone, bobPhone) = (await AddAsync(_one, ann), await AddAsync(_one, bob));
        var relay = Start();
        var conversation = Guid.NewGuid();
        var both = new AudienceDefinition(new AudienceName(conversation, 1), [ann, bob]);
        var onlyAnn = new AudienceDefinition(new AudienceName(conversation, 2), [ann]);
        var (first, second, third) = (For(both), For(both), For(onlyAnn));
        Assert.Equal(1, await relay.DeliverAsync([first], [both]));
        Assert.Equal(2, await relay.DeliverAsync([second, third], [onlyAnn]));
        Assert.Equal(Names(first, second, third), await NamesAsync(annPhone, 3));
        var last = Listed(bob);
        Assert.Equal(1, await relay.DeliverAsync([last], []));
        Assert.Equal(Names(first, second, last), await NamesAsync(bobPhone, 3));
        relay.Complete();
    }

    [Fact]
    public async Task What_is_remembered_of_audiences_is_bounded_and_one_that_is_too_large_is_heard_all_the_same()
    {
        var ann = Guid.NewGuid();
        var annPhone = await AddAsync(_one, ann);
        var relay = Create(maxAudienceBytes: 600); // Two small audiences, or one of twenty users.
        _ = relay.RunAsync();
        var audiences = Enumerable.Range(0, 3).Select(_ => new AudienceDefinition(new AudienceName(Guid.NewGuid(), 1), [ann])).ToList();
        var large = new AudienceDefinition(new AudienceName(Guid.NewGuid(), 1), [.. Enumerable.Range(0, 100).Select(_ => Guid.NewGuid()), ann]);
        foreach (var audience in audiences)
            Assert.Equal(1, await relay.DeliverAsync([For(audience)], [audience]));
        Assert.Equal([0, 1, 1], [.. audiences.Select(audience => relay.DeliverAsync([For(audience)], []).Result)]);
        Assert.Equal(2, await relay.DeliverAsync([For(large), For(large)], [large]));
        Assert.Equal(0, await relay.DeliverAsync([For(large)], []));
        Assert.Equal(7, (await NamesAsync(annPhone, 7)).Count);
        relay.Complete();
    }

    [Fact]
    public async Task Sessions_that_ended_are_refused_from_then_on_and_their_connections_closed()
    {
        var (ann, session) = (Guid.NewGuid(), Guid.NewGuid());
        var connection = new RecordingConnection(_one.Contract, ann, session);
        Assert.True(await _services.GetRequiredService<ConnectionRegistry>().AddAsync(connection, default));
        await Create().RevokeAsync(ann, [session]);
        Assert.Equal(CloseReason.SessionEnded, await connection.Closed);
        Assert.True(_services.GetRequiredService<IRevokedSessions>().Contains(session));
    }

    public void Dispose()
    {
        _loggers.Dispose();
        GC.SuppressFinalize(this);
    }

    private static Delivery For(AudienceDefinition audience, Guid? exceptUser = null) =>
        new(new CallEnded(Guid.NewGuid(), CallStatus.Ended), [], null, exceptUser, audience.Name);

    private static Delivery Listed(params Guid[] users) => new(new CallEnded(Guid.NewGuid(), CallStatus.Ended), [.. users], null);

    private static IEnumerable<string> Names(params Delivery[] deliveries) => deliveries.Select(delivery => ((CallEnded)delivery.Event).CallId.ToString());

    private static async Task<List<string>> NamesAsync(RecordingConnection connection, int count)
    {
        List<string> names = [];
        while (names.Count < count)
            names.Add((await connection.NextAsync()).Name);
        return names;
    }

    private EventRelay Start()
    {
        _loggers.AddProvider(_logs);
        var relay = Create();
        _ = relay.RunAsync();
        return relay;
    }

    private EventRelay Create(int maxQueuedBytes = 1024 * 1024, int maxAudienceBytes = 1024 * 1024) => new(
        _services.GetRequiredService<ConnectionRegistry>(),
        _services.GetRequiredService<IRevokedSessions>(),
        _services.GetRequiredService<RealtimeMetrics>(),
        maxQueuedBytes,
        maxAudienceBytes,
        _services.GetRequiredService<LostEvents>(),
        TimeProvider.System,
        _loggers.CreateLogger<EventRelay>());

    private async Task<RecordingConnection> AddAsync(CountingContract contract, Guid user)
    {
        var connection = new RecordingConnection(contract.Contract, user);
        Assert.True(await _services.GetRequiredService<ConnectionRegistry>().AddAsync(connection, default));
        return connection;
    }
}

/// <summary>Deliveries that name no audience.</summary>
internal static class ListedDeliveries
{
    public static Task<int> DeliverAsync(this EventRelay relay, System.Collections.Immutable.ImmutableArray<Delivery> deliveries) => relay.DeliverAsync(deliveries, []);
}

/// <summary>Wants those ended calls that it is asked about and answers yes for.</summary>
internal sealed class CallFilter(Func<Guid, bool> wants) : IEventFilter
{
    public bool Wants(IRealtimeConnection connection, ChatEvent chatEvent) => wants(((CallEnded)chatEvent).CallId);
}

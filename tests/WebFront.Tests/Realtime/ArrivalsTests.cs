using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Testing;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Realtime;

/// <summary>Presence ends up with the truth, whatever happens on the way.</summary>
public sealed class ArrivalsTests
{
    private readonly CountingContract _contract = new("test");

    [Fact]
    public async Task A_client_waits_until_presence_answers()
    {
        var presence = new UnreliablePresence();
        await using var server = await StartAsync(presence);
        presence.Fail = _ => true;
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        var connection = new RecordingConnection(_contract.Contract);
        var adding = registry.AddAsync(connection, default).AsTask();
        await Eventually.HoldsAsync(() => Task.FromResult(presence.Failures >= 3));
        Assert.False(adding.IsCompleted);
        presence.Fail = _ => false;
        Assert.True(await adding);
        registry.Remove(connection);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_calls_fail_before_or_after_they_were_carried_out_the_truth_still_wins(bool staysInTheEnd)
    {
        var random = new Random(7);
        var presence = new UnreliablePresence();
        await using var server = await StartAsync(presence);
        presence.Fail = _ => random.Next(3) == 0;
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        var user = Guid.NewGuid();
        for (var round = 0; round < 6; round++)
        {
            var connection = new RecordingConnection(_contract.Contract, user);
            var adding = registry.AddAsync(connection, default).AsTask();
            if (round % 3 == 0)
                Assert.True(await adding);
            registry.Remove(connection);
        }

        var last = new RecordingConnection(_contract.Contract, user);
        if (staysInTheEnd)
            Assert.True(await registry.AddAsync(last, default));
        presence.Fail = _ => false;
        Assert.NotEqual(0, presence.Failures);
        var grain = server.Services.GetRequiredService<IGrainFactory>().GetGrain<IPresenceGrain>(user);
        await Eventually.HoldsAsync(async () => (await grain.WatchAsync(Guid.NewGuid(), false)).Fronts.Length == (staysInTheEnd ? 1 : 0) && presence.Quiet);
        registry.Remove(last);
    }

    [Fact]
    public async Task A_user_whom_presence_forgot_is_announced_again()
    {
        var clock = new ManualTimeProvider();
        await using var server = await ChatServer.StartAsync(new ChatServerOptions { Clock = clock });
        var grains = server.Services.GetRequiredService<IGrainFactory>();
        var connection = new RecordingConnection(_contract.Contract);
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        Assert.True(await registry.AddAsync(connection, default));
        var presence = grains.GetGrain<IPresenceGrain>(connection.User.UserId);
        var front = Assert.Single((await presence.WatchAsync(Guid.NewGuid(), false)).Fronts);

        await presence.LeftAsync(front.Id);
        Assert.Empty((await presence.WatchAsync(Guid.NewGuid(), false)).Fronts);
        await server.RenewUntilAsync(clock, async () => (await presence.WatchAsync(Guid.NewGuid(), false)).Fronts.Length == 1);
        registry.Remove(connection);
    }

    private static Task<ChatServer> StartAsync(UnreliablePresence presence) => ChatServer.StartAsync(new ChatServerOptions
    {
        Settings = new Dictionary<string, string> { ["Realtime:ConnectTimeout"] = "00:01:00" },
        Configure = builder => builder.Services.AddSingleton<IIncomingGrainCallFilter>(presence),
    });

    /// <summary>Lets calls to presence fail, before or after they were carried out.</summary>
    private sealed class UnreliablePresence : IIncomingGrainCallFilter
    {
        private int _failures;
        private int _running;

        public Func<string, bool> Fail { get; set; } = _ => false;

        public int Failures => Volatile.Read(ref _failures);

        /// <summary>No report is on its way.</summary>
        public bool Quiet => Volatile.Read(ref _running) == 0;

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.MethodName is not (nameof(IPresenceGrain.ArrivedAsync) or nameof(IPresenceGrain.LeftAsync)))
            {
                await context.Invoke();
                return;
            }

            Interlocked.Increment(ref _running);
            try
            {
                FailNowAndThen(context.MethodName);
                await context.Invoke();
                FailNowAndThen(context.MethodName);
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        }

        private void FailNowAndThen(string method)
        {
            if (!Fail(method))
                return;
            Interlocked.Increment(ref _failures);
            throw new TimeoutException("Presence does not answer.");
        }
    }
}

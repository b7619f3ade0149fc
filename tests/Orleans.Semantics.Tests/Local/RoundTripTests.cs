using System.Collections.Immutable;
using Orleans;
using Orleans.Local;
using Orleans.Serialization;
using Orleans.TestingHost;
using OrleansChat.Semantics.Tests.Calls;
using OrleansChat.Semantics.Tests.Observers;

namespace OrleansChat.Semantics.Tests.Local;

/// <summary>The single-process runtime's own option that takes messages apart as sending them would.</summary>
public sealed class RoundTripTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new TestClusterBuilder(1)
    {
        Properties = { [$"{LocalRuntimeOptions.Section}:{nameof(LocalRuntimeOptions.RoundTripMessages)}"] = "true" },
    }.Build();

    private IEchoGrain Grain => _cluster.GrainFactory.GetGrain<IEchoGrain>(Guid.NewGuid());

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_message_arrives_equal_but_not_the_same()
    {
        var sent = new Parcel(
            7, "seven", Guid.NewGuid(), DateTimeOffset.UnixEpoch, TimeSpan.FromDays(1), Color.Green, null, 5,
            [1, 2, 3], ["a", "b"], ImmutableDictionary<string, int>.Empty.Add("x", 1), new byte[] { 1, 2, 3 }, new Circle("red", 2));
        var received = await Grain.EchoAsync(sent).Within();
        Assert.NotSame(sent, received);
        Assert.NotSame(sent.Shape, received.Shape);
        Assert.Equal(
            sent with { Numbers = default, Words = received.Words, Counts = received.Counts, Bytes = default },
            received with { Numbers = default, Bytes = default });
        Assert.Equal(sent.Numbers, received.Numbers);
        Assert.Equal(sent.Words, received.Words);
        Assert.Equal(sent.Counts, received.Counts);
        Assert.Equal(sent.Bytes.ToArray(), received.Bytes.ToArray());
    }

    [Fact]
    public async Task What_caller_and_grain_would_share_is_copied()
    {
        var sent = new List<int> { 1 };
        var received = await Grain.AddTwoAsync(sent).Within();
        Assert.Equal([1], sent);
        Assert.Equal([1, 2], received);
    }

    [Fact]
    public async Task A_member_without_an_id_is_lost()
    {
        var received = await Grain.EchoForgetfulAsync(new Forgetful { Kept = "kept", Lost = "lost" }).Within();
        Assert.Equal(("kept", null), (received.Kept, received.Lost));
    }

    [Fact]
    public async Task A_type_without_a_serializer_fails_the_call()
    {
        await Assert.ThrowsAsync<CodecNotFoundException>(() => Grain.TakeAsync(new Unserializable("x")).Within());
        await Assert.ThrowsAsync<CodecNotFoundException>(() => Grain.GiveAsync().Within());
    }

    [Fact]
    public async Task An_exception_arrives_with_its_members()
    {
        var odd = await Assert.ThrowsAsync<OddException>(
            () => _cluster.GrainFactory.GetGrain<ICallGrain>(Guid.NewGuid()).HalveAsync(5).Within());
        Assert.Equal((5, "5 is odd."), (odd.Number, odd.Message));
    }

    [Fact]
    public async Task References_pass_as_they_are()
    {
        var ear = new Ear();
        var speaker = _cluster.GrainFactory.GetGrain<ISpeakerGrain>(Guid.NewGuid());
        Assert.Equal(3, await speaker.AskAsync(_cluster.GrainFactory.CreateObjectReference<IEar>(ear), 2).Within());
        GC.KeepAlive(ear);
    }
}

public enum Color
{
    Red,
    Green,
}

[GenerateSerializer, Immutable, Alias("shape")]
public abstract record Shape([property: Id(0)] string Paint);

[GenerateSerializer, Immutable, Alias("circle")]
public sealed record Circle(string Paint, [property: Id(0)] int Radius) : Shape(Paint);

[GenerateSerializer, Immutable, Alias("parcel")]
public sealed record Parcel(
    [property: Id(0)] int Number,
    [property: Id(1)] string Text,
    [property: Id(2)] Guid Id,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] TimeSpan For,
    [property: Id(5)] Color Color,
    [property: Id(6)] int? Nothing,
    [property: Id(7)] int? Something,
    [property: Id(8)] ImmutableArray<int> Numbers,
    [property: Id(9)] ImmutableList<string> Words,
    [property: Id(10)] ImmutableDictionary<string, int> Counts,
    [property: Id(11)] ReadOnlyMemory<byte> Bytes,
    [property: Id(12)] Shape Shape);

[GenerateSerializer, Alias("forgetful")]
public sealed class Forgetful
{
    [Id(0)]
    public string? Kept { get; set; }

    public string? Lost { get; set; }
}

public sealed record Unserializable(string Text);

public interface IEchoGrain : IGrainWithGuidKey
{
    Task<Parcel> EchoAsync(Parcel parcel);

    Task<List<int>> AddTwoAsync(List<int> numbers);

    Task<Forgetful> EchoForgetfulAsync(Forgetful forgetful);

    Task TakeAsync(Unserializable value);

    Task<Unserializable> GiveAsync();
}

public sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<Parcel> EchoAsync(Parcel parcel) => Task.FromResult(parcel);

    public Task<List<int>> AddTwoAsync(List<int> numbers)
    {
        numbers.Add(2);
        return Task.FromResult(numbers);
    }

    public Task<Forgetful> EchoForgetfulAsync(Forgetful forgetful) => Task.FromResult(forgetful);

    public Task TakeAsync(Unserializable value) => Task.CompletedTask;

    public Task<Unserializable> GiveAsync() => Task.FromResult(new Unserializable("x"));
}

using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.WebFront.Contracts.Social;
using OrleansChat.WebFront.Realtime.SocketIO;

namespace OrleansChat.Micro;

/// <summary>Events as Social words them.</summary>
[MemoryDiagnoser]
public class SocialEncoding
{
    private readonly MessagePosted _posted = new(Sample.Message());
    private ServerHost _host = null!;
    private SocialEvents _events = null!;

    /// <summary>Starts the server that the contract belongs to.</summary>
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult(); // BenchmarkDotNet's emitted code does not wait for a task here.

    private async Task StartAsync()
    {
        _host = await ServerHost.StartAsync();
        _events = _host.Services.GetRequiredService<SocialEvents>();
    }

    /// <summary>Stops it.</summary>
    [GlobalCleanup]
    public void Stop() => _host.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>A <c>message:received</c>: name and payload.</summary>
    [Benchmark]
    public int MessageReceived() => _events.Encode(_posted)!.Payload.Length;

    /// <summary>The same, framed for Socket.IO.</summary>
    [Benchmark]
    public int MessageReceivedFramed() => SocketIoFrames.Event(_events.Encode(_posted)!).Length;
}

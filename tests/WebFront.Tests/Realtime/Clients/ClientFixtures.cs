namespace OrleansChat.WebFront.Tests.Realtime.Clients;

/// <summary>One process of socket.io-client for the tests of a class.</summary>
public sealed class SocketIoClients : IAsyncDisposable
{
    public RealtimeDriver Driver { get; } = RealtimeDriver.SocketIo();

    public ValueTask DisposeAsync() => Driver.DisposeAsync();
}

/// <summary>One process of ws for the tests of a class.</summary>
public sealed class WebSocketClients : IAsyncDisposable
{
    public RealtimeDriver Driver { get; } = RealtimeDriver.WebSocket();

    public ValueTask DisposeAsync() => Driver.DisposeAsync();
}

/// <summary>One process of @microsoft/signalr for the tests of a class.</summary>
public sealed class SignalRClients : IAsyncDisposable
{
    public RealtimeDriver Driver { get; } = RealtimeDriver.SignalR();

    public ValueTask DisposeAsync() => Driver.DisposeAsync();
}

using System.Text;
using System.Text.Json;
using OrleansChat.Load.Wires;

namespace OrleansChat.Load.Social;

/// <summary>REST calls one after the other, for what is not measured.</summary>
internal sealed class RestClient : IHttpListener, IDisposable
{
    private readonly Front _front;
    private readonly SocialApi _api;
    private readonly Turns _turns;
    private readonly HttpConnection _connection;
    private TaskCompletionSource<RestAnswer>? _waiting;

    /// <summary>Connects with the first call.</summary>
    public RestClient(Front front, SocialApi api, Turns turns)
    {
        (_front, _api, _turns) = (front, api, turns);
        _connection = new HttpConnection(0, turns, this);
    }

    /// <summary>Asks and waits for the answer.</summary>
    /// <exception cref="LoadException">The server cannot be reached, or the connection broke.</exception>
    public async Task<RestAnswer> SendAsync(string method, string path, string? token, string? body, CancellationToken cancellationToken)
    {
        if (!_connection.IsOpen)
            await _connection.ConnectAsync(_front, cancellationToken);
        var waiting = new TaskCompletionSource<RestAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (_turns.Enter())
        {
            _waiting = waiting;
            _connection.Send(_api.Encode(method, path, token, body));
        }

        return await waiting.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Responded(int connection, int status, ReadOnlySpan<byte> body) => _waiting?.TrySetResult(new RestAnswer(status, body.ToArray()));

    /// <inheritdoc/>
    public void Broken(int connection, string reason) => _waiting?.TrySetException(new LoadException(reason));

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}

/// <summary>What a REST call was answered.</summary>
internal sealed record RestAnswer(int Status, byte[] Body)
{
    /// <summary>The body.</summary>
    public JsonElement Root => JsonElement.Parse(Body);

    /// <summary>The envelope's content.</summary>
    public JsonElement Data => Root.GetProperty("data");

    /// <summary>The answer itself when its status is one of these.</summary>
    /// <exception cref="LoadException">It is not.</exception>
    public RestAnswer Expect(params ReadOnlySpan<int> statuses)
        => statuses.Contains(Status) ? this : throw new LoadException($"The server answered {Status}: {Encoding.UTF8.GetString(Body)}");
}

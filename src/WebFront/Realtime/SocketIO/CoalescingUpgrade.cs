using Microsoft.AspNetCore.Http.Features;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>Puts a <see cref="CoalescingStream"/> under the WebSocket that a request is upgraded to.</summary>
internal sealed class CoalescingUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
{
    /// <summary>The stream, once the request was upgraded.</summary>
    public CoalescingStream? Stream { get; private set; }

    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    /// <summary>Middleware that goes before <c>UseWebSockets</c>.</summary>
    public static Task Use(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            context.Features.Set<IHttpUpgradeFeature>(new CoalescingUpgrade(upgrade));
        return next(context);
    }

    public async Task<Stream> UpgradeAsync() => Stream = new CoalescingStream(await inner.UpgradeAsync());
}

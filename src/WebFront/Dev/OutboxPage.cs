using System.Text.Json;
using Orleans;
using OrleansChat.Grains.Interfaces.Outbox;

namespace OrleansChat.WebFront.Dev;

/// <summary>
/// <c>GET /dev/outbox?to=</c>, in Development only, without a token and on every port: what the cluster mailed, texted or pushed, newest first.
/// Elsewhere there is nothing at that path.
/// </summary>
internal static class OutboxPage
{
    /// <summary>Where it is.</summary>
    public const string Path = "/dev/outbox";

    private const int MaxRecipient = 512;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Whether the path exists here.</summary>
    public static bool Exists(IHostEnvironment environment) => environment.IsDevelopment();

    /// <summary>Maps it where it exists.</summary>
    public static void MapOutboxPage(this WebApplication app)
    {
        if (Exists(app.Environment))
            app.MapGet(Path, List).ExcludeFromDescription();
    }

    private static async Task<IResult> List(string? to, IGrainFactory grains)
    {
        var entries = to is { Length: 0 or > MaxRecipient } ? [] : await grains.GetGrain<IOutboxGrain>(0).ListAsync(to);
        return Results.Json(entries.Select(SentItem.From), Json);
    }

    private sealed record SentItem(string To, string Channel, string? Subject, string Body, string? Token, DateTimeOffset CreatedAt)
    {
        public static SentItem From(OutboxEntry entry)
            => new(entry.Recipient, entry.Channel.ToString().ToLowerInvariant(), entry.Subject, entry.Body, entry.Token, entry.CreatedAt);
    }
}

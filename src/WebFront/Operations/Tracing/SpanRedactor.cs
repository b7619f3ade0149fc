using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace OrleansChat.WebFront.Operations.Tracing;

/// <summary>
/// Lets only attributes through that are known to carry nothing of anyone's: no query (tokens), no grain keys (e-mail addresses), no
/// exception messages. SQL passes, for it names its parameters and never holds them.
/// </summary>
internal sealed class SpanRedactor : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Harmless = new[]
    {
        "http.request.method", "http.route", "http.response.status_code", "network.protocol.version", "url.scheme",
        "rpc.system", "rpc.service", "rpc.method", "exception.type", "error.type", "otel.status_code",
        "db.system", "db.system.name", "db.statement", "db.query.text", "db.operation.name", "db.operation.batch.size", "db.response.status_code",
        "orleanschat.transport", "orleanschat.command", "orleanschat.commit.writes",
    }.ToFrozenSet();

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        List<string>? others = null;
        foreach (var (key, _) in data.EnumerateTagObjects())
        {
            if (!Harmless.Contains(key))
                (others ??= []).Add(key);
        }

        foreach (var key in others ?? [])
            data.SetTag(key, null);
    }
}

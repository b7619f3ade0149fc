using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Operations;

/// <summary>Keeps the spans that a node's own provider lets through, as an exporter would get them.</summary>
internal sealed class RecordedSpans : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = new();

    public override void OnEnd(Activity data) => _spans.Enqueue(data);

    /// <summary>The ended spans of a trace.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _spans.Where(span => span.TraceId == trace)];

    /// <summary>The last span that fits; null when there is none.</summary>
    public Activity? Last(Func<Activity, bool> fits) => _spans.LastOrDefault(fits);

    /// <summary>The one span of a trace that fits, once it has ended.</summary>
    public async Task<Activity> OneAsync(ActivityTraceId trace, Func<Activity, bool> fits)
    {
        try
        {
            await Eventually.HoldsAsync(() => Task.FromResult(Of(trace).Any(fits)));
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"No such span; there are:\n{string.Join('\n', Of(trace).Select(Text))}");
        }

        return Assert.Single(Of(trace), span => fits(span));
    }

    /// <summary>A span and all that it carries.</summary>
    public static string Text(Activity span)
    {
        var tags = span.TagObjects.Concat(span.Events.SelectMany(happened => happened.Tags)).Concat(span.Links.SelectMany(link => link.Tags ?? []));
        return $"{span.Source.Name} {span.Kind} {span.DisplayName} {span.StatusDescription} {string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"))}"
            + $" {string.Join(' ', span.Baggage)} {span.TraceStateString}";
    }
}

using System.Diagnostics;
using OpenTelemetry.Trace;

namespace OrleansChat.WebFront.Operations.Tracing;

/// <summary>Begins a trace for a part of what clients ask, and never for what this node does by itself (timers, indexing, its own queries).</summary>
internal sealed class RequestSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler _byRatio = new(ratio);

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => samplingParameters.Kind == ActivityKind.Server
        ? _byRatio.ShouldSample(samplingParameters)
        : new SamplingResult(SamplingDecision.Drop);
}

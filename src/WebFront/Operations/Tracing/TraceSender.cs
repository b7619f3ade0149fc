using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OrleansChat.WebFront.Operations.Tracing;

/// <summary>Listens to the sources of spans from before the first service starts until after the last has stopped, and sends what was sampled.</summary>
/// <param name="options">Where to.</param>
/// <param name="processors">Who else sees the spans.</param>
internal sealed class TraceSender(TelemetryOptions options, IEnumerable<BaseProcessor<System.Diagnostics.Activity>> processors) : IHostedLifecycleService, IDisposable
{
    /// <summary>How long the last spans may take to be sent when the node stops.</summary>
    private const int FlushMilliseconds = 2_000;

    /// <summary>ASP.NET Core, grain calls, our own commands and writes, and PostgreSQL.</summary>
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "Microsoft.Orleans.*", "OrleansChat.*", "Npgsql"];

    private TracerProvider? _provider;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var builder = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService(options.ServiceName, serviceInstanceId: Environment.MachineName))
            .SetSampler(new ParentBasedSampler(new RequestSampler(options.SampleRatio)))
            .AddSource(Sources)
            .AddProcessor(new SpanRedactor());
        foreach (var processor in processors)
            builder.AddProcessor(processor);
        _provider = builder.AddOtlpExporter(Configure).Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.Run(() => _provider?.ForceFlush(FlushMilliseconds), CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose() => _provider?.Dispose();

    private void Configure(OtlpExporterOptions exporter)
    {
        exporter.Endpoint = options.OtlpEndpoint!;
        exporter.Protocol = options.OtlpEndpoint!.AbsolutePath == "/" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.TimeoutMilliseconds = FlushMilliseconds;
    }
}

namespace OrleansChat.WebFront.Operations.Tracing;

/// <summary>
/// Traces from HTTP requests and realtime commands through grain calls to SQL, sent to a collector by OTLP. Off unless
/// <c>Telemetry:OtlpEndpoint</c> is set, and then nothing of it is there.
/// </summary>
public static class ChatTracing
{
    /// <summary>Whether this node is to send traces. Grain calls carry them on with Orleans' <c>AddActivityPropagation</c>.</summary>
    /// <exception cref="InvalidOperationException">Section <c>Telemetry</c> makes no sense; the message names the key.</exception>
    public static bool IsOn(IConfiguration configuration) => TelemetryOptions.Of(configuration).OtlpEndpoint is not null;

    /// <summary>Adds the sending of traces, if it is on.</summary>
    public static void AddTracing(this IServiceCollection services, IConfiguration configuration)
    {
        var options = TelemetryOptions.Of(configuration);
        if (options.OtlpEndpoint is null)
            return;
        services.AddSingleton(options);
        services.AddHostedService<TraceSender>();
    }
}

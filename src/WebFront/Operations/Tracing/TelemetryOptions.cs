namespace OrleansChat.WebFront.Operations.Tracing;

/// <summary>Where traces go; section <c>Telemetry</c> of the configuration.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Telemetry";

    /// <summary>The collector: <c>http://host:4317</c> for gRPC, or with a path (<c>http://host:4318/v1/traces</c>) for HTTP. None: no traces.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>What this service is called there.</summary>
    public string ServiceName { get; set; } = "orleanschat";

    /// <summary>The part of requests and commands that are traced, from 0 to 1, where the caller's own trace does not decide.</summary>
    public double SampleRatio { get; set; } = 0.01;

    /// <summary>The section, checked.</summary>
    /// <exception cref="InvalidOperationException">It makes no sense; the message names the key.</exception>
    public static TelemetryOptions Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var endpoint = section[nameof(OtlpEndpoint)];
        if (!string.IsNullOrEmpty(endpoint) && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            throw new InvalidOperationException($"Telemetry:OtlpEndpoint is '{endpoint}', which is no http or https address.");
        var options = new TelemetryOptions();
        if (!string.IsNullOrEmpty(endpoint))
            options.OtlpEndpoint = new Uri(endpoint);
        options.ServiceName = section[nameof(ServiceName)] is { Length: > 0 } name ? name : options.ServiceName;
        options.SampleRatio = section.GetValue(nameof(SampleRatio), options.SampleRatio);
        return options.SampleRatio is >= 0 and <= 1
            ? options
            : throw new InvalidOperationException($"Telemetry:SampleRatio is {options.SampleRatio}, which is not between 0 and 1.");
    }
}

namespace Orleans;

/// <summary>The grain with a stream's key hears every event of that stream, without subscribing.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class ImplicitStreamSubscriptionAttribute : Attribute
{
    private readonly string? _namespace;

    /// <summary>Streams of all namespaces.</summary>
    public ImplicitStreamSubscriptionAttribute()
    {
    }

    /// <summary>Streams of that namespace.</summary>
    public ImplicitStreamSubscriptionAttribute(string streamNamespace) => _namespace = streamNamespace?.Trim();

    internal bool Matches(string? streamNamespace) => _namespace is null || _namespace == streamNamespace;
}

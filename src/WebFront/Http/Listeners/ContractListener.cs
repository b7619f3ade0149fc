namespace OrleansChat.WebFront.Http.Listeners;

/// <summary>A contract and the port that it owns.</summary>
/// <param name="Slug">Its name in paths and configuration.</param>
/// <param name="DefaultPort">The port, unless the configuration names another.</param>
public sealed record ContractListener(string Slug, int DefaultPort)
{
    /// <summary>The key of its port: a number, 0 for none, <c>auto</c> for any that is free.</summary>
    public string Key => ChatListeners.Key(Slug);

    /// <summary>What its paths begin with on every other port.</summary>
    internal PathString Path => $"/{Slug}";
}

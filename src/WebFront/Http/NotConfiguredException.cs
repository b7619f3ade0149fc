namespace OrleansChat.WebFront.Http;

/// <summary>What was asked for needs a setting, <c>Section:Key</c>, that this server does not have.</summary>
internal sealed class NotConfiguredException(string setting) : Exception($"{setting} is not set.")
{
    /// <summary>The setting.</summary>
    public string Setting { get; } = setting;
}

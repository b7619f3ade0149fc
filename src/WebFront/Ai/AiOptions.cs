using System.ComponentModel.DataAnnotations;

namespace OrleansChat.WebFront.Ai;

/// <summary>Who answers where words are to be understood; section <c>Ai</c> of the configuration.</summary>
public sealed class AiOptions : IValidatableObject
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Ai";

    /// <summary>The base URL of a server that speaks OpenAI's API, such as <c>http://localhost:11434/v1</c>. Without it only what can be done on this machine is done.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The key that the server asks for, if it does.</summary>
    public string? Key { get; set; }

    /// <summary>The model that answers text.</summary>
    public string? Model { get; set; }

    /// <summary>The model that writes down speech; without it that is done on this machine, if at all.</summary>
    public string? SpeechModel { get; set; }

    /// <summary>How long one request may take, wherever it is answered.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Requests that this front has in work at once.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrent { get; set; } = 16;

    /// <summary>Those of one user.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrentPerUser { get; set; } = 2;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint is null)
            yield break;
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            yield return new ValidationResult("Ai:Endpoint has to be an http or https URL.", [nameof(Endpoint)]);
        if (string.IsNullOrEmpty(Model))
            yield return new ValidationResult("Ai:Model is required with Ai:Endpoint.", [nameof(Model)]);
    }
}

using Orleans;

namespace OrleansChat.Grains.Interfaces.Errors;

/// <summary>A refusal that the caller is meant to understand. Any other exception is a bug.</summary>
[GenerateSerializer, Alias("chat-exception")]
public sealed class ChatException : Exception
{
    /// <summary>Refuses for <paramref name="error"/>.</summary>
    public ChatException(ChatError error)
        : base($"Refused: {error}.") => Error = error;

    /// <summary>Refuses a value: <paramref name="field"/> as the caller knows it, and the rule it breaks.</summary>
    public ChatException(string field, string rule)
        : base(rule) => (Error, Field) = (ChatError.Invalid, field);

    /// <summary>What is refused.</summary>
    [Id(0)]
    public ChatError Error { get; private set; }

    /// <summary>The offending field of an <see cref="ChatError.Invalid"/> value, in camelCase; otherwise null.</summary>
    [Id(1)]
    public string? Field { get; private set; }
}

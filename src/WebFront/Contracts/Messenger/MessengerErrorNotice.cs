using System.Text.Json.Serialization;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>What went wrong, over a realtime connection.</summary>
/// <param name="Code">The same as over REST.</param>
/// <param name="Message">The same as over REST.</param>
/// <param name="Details">The fields to blame; left out where there are none.</param>
/// <param name="Request">The type of the frame that was refused; left out where it had none that is known.</param>
internal sealed record MessengerErrorNotice(
    string Code,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Details,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Request);

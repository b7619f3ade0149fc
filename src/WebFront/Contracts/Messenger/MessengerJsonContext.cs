using System.Text.Json.Serialization;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>What is on every message's way, read and written without reflection; <see cref="MessengerJson"/> says how it is spelled.</summary>
[JsonSerializable(typeof(MessengerErrorAnswer))]
internal sealed partial class MessengerJsonContext : JsonSerializerContext;

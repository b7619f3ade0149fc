using System.Text.Json;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>How Social answers commands: <c>{"success":true,"data":…}</c>, or the same error envelope as over REST.</summary>
internal static class SocialReply
{
    private static readonly byte[] Null = "null"u8.ToArray();
    private static readonly byte[] BeforeData = "{\"success\":true,\"data\":"u8.ToArray();
    private static readonly byte[] AfterData = "}"u8.ToArray();

    /// <summary>Carried out, and there is nothing to say.</summary>
    public static CommandReply Done { get; } = OfEncoded(Null);

    /// <summary>Carried out, with a result.</summary>
    public static CommandReply Of<T>(T data) => OfEncoded(JsonSerializer.SerializeToUtf8Bytes(data, SocialJson.Options));

    /// <summary>Carried out, with a result that is JSON already.</summary>
    public static CommandReply OfEncoded(ReadOnlyMemory<byte> data) => new(true, new JsonPieces(BeforeData, data, AfterData), data, null);

    /// <summary>Refused.</summary>
    public static CommandReply Refused(SocialError error) => new(
        false,
        new JsonPieces(JsonSerializer.SerializeToUtf8Bytes(error, SocialJson.Options)),
        Null,
        new CommandError(error.Message, error.Code, SocialEvents.Error(error)));
}

using System.Text.Json;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>How Social answers commands: <c>{"success":true,"data":…}</c>, or the same error envelope as over REST.</summary>
internal static class SocialReply
{
    private static readonly byte[] Null = "null"u8.ToArray();

    /// <summary>Carried out, and there is nothing to say.</summary>
    public static CommandReply Done { get; } = OfEncoded(Null);

    /// <summary>Carried out, with a result.</summary>
    public static CommandReply Of<T>(T data) => OfEncoded(JsonSerializer.SerializeToUtf8Bytes(data, SocialJson.Options));

    /// <summary>Carried out, with a result that is JSON already.</summary>
    public static CommandReply OfEncoded(ReadOnlyMemory<byte> data)
    {
        var before = "{\"success\":true,\"data\":"u8;
        var acknowledgement = new byte[before.Length + data.Length + 1];
        before.CopyTo(acknowledgement);
        data.Span.CopyTo(acknowledgement.AsSpan(before.Length));
        acknowledgement[^1] = (byte)'}';
        return new CommandReply(true, acknowledgement, acknowledgement.AsMemory(before.Length, data.Length), null);
    }

    /// <summary>Refused.</summary>
    public static CommandReply Refused(SocialError error) => new(
        false,
        JsonSerializer.SerializeToUtf8Bytes(error, SocialJson.Options),
        Null,
        new CommandError(error.Message, error.Code, SocialEvents.Error(error)));
}

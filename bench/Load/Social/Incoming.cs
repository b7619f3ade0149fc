namespace OrleansChat.Load.Social;

/// <summary>What an event says, told by the bytes in which names differ.</summary>
internal enum Incoming
{
    /// <summary>Something that no scenario waits for (presence, typing).</summary>
    Other,

    /// <summary><c>message:received</c>.</summary>
    Received,

    /// <summary><c>message:sent</c>.</summary>
    Sent,

    /// <summary><c>error</c>.</summary>
    Error,
}

/// <summary>Tells events apart.</summary>
internal static class IncomingEvents
{
    /// <summary>What <c>42["name",…]</c> is.</summary>
    public static Incoming Kind(ReadOnlySpan<byte> packet)
    {
        if (packet.StartsWith("42[\"message:"u8))
        {
            var name = packet["42[\"message:"u8.Length..];
            return name.StartsWith("received\""u8) ? Incoming.Received : name.StartsWith("sent\""u8) ? Incoming.Sent : Incoming.Other;
        }

        return packet.StartsWith("42[\"error\""u8) ? Incoming.Error : Incoming.Other;
    }

    /// <summary>Whether an acknowledgement says that all went well.</summary>
    public static bool IsSuccess(ReadOnlySpan<byte> answer) => answer.StartsWith("[{\"success\":true"u8);
}

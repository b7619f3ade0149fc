using System.Security.Cryptography;

namespace OrleansChat.Grains.Interfaces.Conversations;

/// <summary>The ids of conversations.</summary>
public static class ConversationId
{
    /// <summary>A new group's id: a time-ordered UUID.</summary>
    public static Guid NewGroup() => Guid.CreateVersion7();

    /// <summary>
    /// The id of the one direct conversation of two users, the same whoever asks: a UUID version 8 (RFC 9562, 5.8)
    /// made of the SHA-256 of both ids in order. Nobody has to look it up.
    /// </summary>
    public static Guid Direct(Guid one, Guid other)
    {
        var (first, second) = one.CompareTo(other) <= 0 ? (one, other) : (other, one);
        Span<byte> pair = stackalloc byte[32];
        first.TryWriteBytes(pair, bigEndian: true, out _);
        second.TryWriteBytes(pair[16..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(pair, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}

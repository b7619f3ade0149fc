using System.Security.Cryptography;

namespace OrleansChat.Grains.Interfaces.Conversations;

/// <summary>The ids of conversations.</summary>
public static class ConversationId
{
    private static readonly Pair?[] Kept = new Pair?[4096];

    /// <summary>A new group's id: a time-ordered UUID.</summary>
    public static Guid NewGroup() => Guid.CreateVersion7();

    /// <summary>
    /// The id of the one direct conversation of two users, the same whoever asks: a UUID version 8 (RFC 9562, 5.8)
    /// made of the SHA-256 of both ids in order. Nobody has to look it up.
    /// </summary>
    public static Guid Direct(Guid one, Guid other)
    {
        var (first, second) = one.CompareTo(other) <= 0 ? (one, other) : (other, one);

        // Whoever writes to somebody does so again: the latest pairs are kept, each in the one place that it may have.
        ref var kept = ref Kept[(uint)HashCode.Combine(first, second) % Kept.Length];
        if (Volatile.Read(ref kept) is not { } known || known.First != first || known.Second != second)
            Volatile.Write(ref kept, known = new Pair(first, second, Hash(first, second)));
        return known.Conversation;
    }

    private static Guid Hash(Guid first, Guid second)
    {
        Span<byte> pair = stackalloc byte[32];
        first.TryWriteBytes(pair, bigEndian: true, out _);
        second.TryWriteBytes(pair[16..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(pair, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private sealed record Pair(Guid First, Guid Second, Guid Conversation);
}

using System.Buffers.Binary;
using System.Numerics;

namespace Orleans.Local;

/// <summary>XXH32 with seed 0: the hash that real Orleans uses for grain ids, so that stored hashes mean the same on both runtimes.</summary>
internal static class StableHash
{
    private const uint Prime1 = 2654435761, Prime2 = 2246822519, Prime3 = 3266489917, Prime4 = 668265263, Prime5 = 374761393;

    public static uint Compute(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var length = (uint)data.Length;
            uint hash;
            if (data.Length >= 16)
            {
                uint a = Prime1 + Prime2, b = Prime2, c = 0, d = 0u - Prime1;
                while (data.Length >= 16)
                {
                    a = Lane(a, data);
                    b = Lane(b, data[4..]);
                    c = Lane(c, data[8..]);
                    d = Lane(d, data[12..]);
                    data = data[16..];
                }

                hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7)
                    + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
            }
            else
            {
                hash = Prime5;
            }

            return Finish(hash + length, data);
        }
    }

    private static uint Lane(uint accumulator, ReadOnlySpan<byte> data) => unchecked(
        BitOperations.RotateLeft(accumulator + (BinaryPrimitives.ReadUInt32LittleEndian(data) * Prime2), 13) * Prime1);

    private static uint Finish(uint hash, ReadOnlySpan<byte> rest)
    {
        unchecked
        {
            for (; rest.Length >= 4; rest = rest[4..])
                hash = BitOperations.RotateLeft(hash + (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime3), 17) * Prime4;
            foreach (var value in rest) hash = BitOperations.RotateLeft(hash + (value * Prime5), 11) * Prime1;
            hash = (hash ^ (hash >> 15)) * Prime2;
            hash = (hash ^ (hash >> 13)) * Prime3;
            return hash ^ (hash >> 16);
        }
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using OrleansChat.Testing;

namespace OrleansChat.WebFront.Tests.Testing;

/// <summary>A user's authenticator (RFC 6238), by the clock of the server.</summary>
internal sealed class Authenticator(string secret, ManualTimeProvider clock)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A code that was not shown before: a minute passes first.</summary>
    public string Next()
    {
        clock.Advance(TimeSpan.FromMinutes(1));
        return Code(clock.GetUtcNow().ToUnixTimeSeconds() / 30);
    }

    /// <summary>A code that is wrong now and for minutes.</summary>
    public string Wrong()
    {
        var right = Enumerable.Range(-10, 40).Select(offset => Code((clock.GetUtcNow().ToUnixTimeSeconds() / 30) + offset)).ToHashSet();
        return Enumerable.Range(0, 100).Select(number => $"{number:D6}").First(code => !right.Contains(code));
    }

    private string Code(long step)
    {
        var bits = string.Concat(secret.Select(letter => $"{Alphabet.IndexOf(letter, StringComparison.Ordinal):b5}"));
        var key = Enumerable.Range(0, bits.Length / 8).Select(index => Convert.ToByte(bits.Substring(index * 8, 8), 2)).ToArray();
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // The RFC's own hash.
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        return $"{(BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue) % 1_000_000:D6}";
    }
}

/// <summary>A server whose clock tests put forward.</summary>
public sealed class ClockedServerFixture : IAsyncLifetime
{
    /// <summary>Its clock.</summary>
    public ManualTimeProvider Clock { get; } = new();

    /// <summary>The server, without rate limits, with an operator.</summary>
    public ChatServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await ChatServer.StartAsync(new() { Clock = Clock, Settings = Admin.AdminServer.Account });

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

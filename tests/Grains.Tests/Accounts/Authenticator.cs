using OrleansChat.Grains.Accounts;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Accounts;

/// <summary>A user's authenticator, with a clock that agrees with the silo's.</summary>
internal sealed class Authenticator(string secret)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly byte[] _secret = Decode(secret);

    /// <summary>A code that was not shown before: a minute passes first.</summary>
    public string Next()
    {
        ClusterFixture.Time.Advance(TimeSpan.FromMinutes(1));
        return Now();
    }

    /// <summary>The code of this moment.</summary>
    public string Now() => Totp.CodeOf(_secret, Totp.StepOf(ClusterFixture.Time.GetUtcNow()));

    /// <summary>A code that is wrong now and soon.</summary>
    public string Wrong()
    {
        var step = Totp.StepOf(ClusterFixture.Time.GetUtcNow());
        var right = Enumerable.Range(-5, 20).Select(offset => Totp.CodeOf(_secret, step + offset)).ToHashSet();
        return Enumerable.Range(0, 100).Select(number => $"{number:D6}").First(code => !right.Contains(code));
    }

    /// <summary>By the book: five bits a letter.</summary>
    private static byte[] Decode(string text)
    {
        var bits = string.Concat(text.Select(letter => Convert.ToString(Alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(index => Convert.ToByte(bits.Substring(index * 8, 8), 2))];
    }
}

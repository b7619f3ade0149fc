using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using OrleansChat.Grains.Secrets;

namespace OrleansChat.Grains.Tests.Secrets;

public sealed class SecretBoxTests
{
    private const string Old = "the key of last year, of at least 32 bytes";
    private const string New = "the key of this year, of at least 32 bytes";

    private readonly SecretBox _box = Box(New);

    [Fact]
    public void What_was_sealed_opens_for_its_purpose_only()
    {
        var sealedText = _box.Seal("secret"u8, "ann");
        Assert.Equal("secret"u8, _box.Open(sealedText, "ann"));
        Assert.NotEqual(sealedText, _box.Seal("secret"u8, "ann"));
        Assert.ThrowsAny<CryptographicException>(() => _box.Open(sealedText, "bob"));
        Assert.Empty(_box.Open(_box.Seal([], "ann"), "ann"));
    }

    [Fact]
    public void Whatever_is_changed_of_it_it_does_not_open()
    {
        var sealedText = _box.Seal("secret"u8, "ann");
        for (var index = 0; index < sealedText.Length; index++)
        {
            var damaged = sealedText.Remove(index, 1).Insert(index, sealedText[index] == 'A' ? "B" : "A");
            Assert.ThrowsAny<Exception>(() => _box.Open(damaged, "ann"));
        }
    }

    [Fact]
    public void Keys_can_be_changed_while_the_old_one_is_known()
    {
        var (sealedText, hash) = (Box(Old).Seal("secret"u8, "ann"), Box(Old).Hash("1234", "ann"));
        var both = Box(New, Old);
        Assert.Equal("secret"u8, both.Open(sealedText, "ann"));
        Assert.True(both.Matches(hash, "1234", "ann"));
        Assert.Throws<CryptographicException>(() => _box.Open(sealedText, "ann"));
        Assert.False(_box.Matches(hash, "1234", "ann"));
    }

    [Fact]
    public void A_hash_is_of_one_text_for_one_purpose_by_one_key()
    {
        var hash = _box.Hash("1234", "ann");
        Assert.True(_box.Matches(hash, "1234", "ann"));
        Assert.False(_box.Matches(hash, "1235", "ann"));
        Assert.False(_box.Matches(hash, "1234", "bob"));
        Assert.False(_box.Matches("", "1234", "ann"));
        Assert.NotEqual(hash.Split('.')[1], Box(Old).Hash("1234", "ann").Split('.')[1]);
        Assert.NotEqual(_box.Hash("b", "a"), _box.Hash("", "a\0b"));
    }

    [Fact]
    public void Without_a_key_nothing_is_sealed() => Assert.Throws<OrleansConfigurationException>(() => Box("").Seal("secret"u8, "ann"));

    private static SecretBox Box(string key, params string[] previous) => new(Options.Create(new SecretOptions { Key = key, PreviousKeys = previous }));
}

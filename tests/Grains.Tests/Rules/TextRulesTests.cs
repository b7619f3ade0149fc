using OrleansChat.Grains.Rules;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Rules;

public sealed class TextRulesTests
{
    [Fact]
    public void Whole_characters_are_well_formed()
    {
        Assert.True(TextRules.IsWellFormed(""));
        Assert.True(TextRules.IsWellFormed("plain, \u00e9, 👋, \u200d and \uffff"));
    }

    // As code, not as test data: metadata of attributes is UTF-8 and could not carry them.
    [Fact]
    public void Halves_of_characters_and_zero_are_not()
    {
        foreach (var text in new[] { "\0", "a\0b", "\ud83d", "a\ud83d", "\ud83da", "\udc4b", "\udc4b\ud83d", "\ud83d\ud83d\udc4b" })
            Assert.False(TextRules.IsWellFormed(text));
        Refused.For("name", () => TextRules.Check("name", "half \ud83d a pair", 1, 100));
        Refused.For("name", () => TextRules.CheckOptional("name", "a\0b", 100));
    }

    [Fact]
    public void Length_counts_from_the_least_to_the_most()
    {
        TextRules.Check("name", "ab", 2, 3);
        TextRules.Check("name", "abc", 2, 3);
        Refused.For("name", () => TextRules.Check("name", "a", 2, 3));
        Refused.For("name", () => TextRules.Check("name", "abcd", 2, 3));
        Refused.For("name", () => TextRules.Check("name", null, 0, 3));
        TextRules.CheckOptional("name", null, 3);
    }

    [Theory]
    [InlineData("http://example.com")]
    [InlineData("https://example.com/a.png?x=1#y")]
    [InlineData(null)]
    public void Web_addresses_are_http_or_https(string? address) => TextRules.CheckWebAddress("avatar", address, 100);

    [Theory]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("/a.png")]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:text/html,x")]
    [InlineData("ftp://example.com")]
    public void Other_addresses_are_refused(string address) => Refused.For("avatar", () => TextRules.CheckWebAddress("avatar", address, 100));
}

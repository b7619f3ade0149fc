using OrleansChat.Storage.Search;

namespace OrleansChat.Storage.Tests.Search;

public sealed class SearchWordsTests
{
    [Theory]
    [InlineData("Hello, hello WORLD", "hello world")]
    [InlineData("ÀÉÎÕÜ ǅ ø ẞ ß æ İstanbul", "aeiou ǆ o ss ae istanbul")]
    [InlineData("e\u0301 é e", "e")]
    [InlineData("don't stop", "don t stop")]
    [InlineData("a1 2b 3", "a1 2b 3")]
    [InlineData("日本語 テキスト", "日 本 語 テ キ ス ト")]
    [InlineData("Привет, Ёлка", "привет елка")]
    [InlineData("👍🏽 ok ❤️", "ok")]
    [InlineData("𝔸𝕓 𐐀", "𝔸𝕓 𐐨")]
    [InlineData("", "")]
    public void Text_is_cut_into_plain_words(string text, string words) =>
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), SearchWords.OfMessage(text).Order());

    [Fact]
    public void A_long_word_is_known_by_its_beginning()
    {
        var word = Assert.Single(SearchWords.OfMessage(new string('x', 5000)));
        Assert.Equal(SearchWords.Length, word.Length);
    }

    [Fact]
    public void A_query_keeps_no_word_that_another_one_implies() =>
        Assert.Equal(["hello", "wo"], SearchWords.OfQuery("hel hello wo h w").Order());

    [Fact]
    public void Only_so_many_words_of_a_query_count() =>
        Assert.Equal(SearchWords.PerQuery, SearchWords.OfQuery(string.Join(' ', Enumerable.Range(100, 500))).Count);

    [Fact]
    public void No_text_makes_the_cutter_fail()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var text = new string([.. Enumerable.Range(0, 50).Select(_ => (char)random.Next(char.MaxValue + 1))]);
            Assert.All(SearchWords.OfMessage(text), word => Assert.True(word.Length is > 0 and <= SearchWords.Length + 1 && !word.Contains(' ') && !word.Contains('\'')));
        }
    }
}

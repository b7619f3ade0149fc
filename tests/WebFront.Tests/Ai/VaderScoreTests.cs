using OrleansChat.WebFront.Ai.Offline;

namespace OrleansChat.WebFront.Tests.Ai;

/// <summary>Sentences whose scores the authors of the method publish, or that their own program gives.</summary>
public sealed class VaderScoreTests
{
    [Theory]
    [InlineData("VADER is smart, handsome, and funny.", 0.8316)]
    [InlineData("VADER is smart, handsome, and funny!", 0.8439)]
    [InlineData("VADER is very smart, handsome, and funny.", 0.8545)]
    [InlineData("VADER is VERY SMART, handsome, and FUNNY.", 0.9227)]
    [InlineData("VADER is VERY SMART, handsome, and FUNNY!!!", 0.9342)]
    [InlineData("VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!", 0.9469)]
    [InlineData("VADER is not smart, handsome, nor funny.", -0.7424)]
    [InlineData("The book was good.", 0.4404)]
    [InlineData("At least it isn't a horrible book.", 0.431)]
    [InlineData("The book was only kind of good.", 0.3832)]
    [InlineData("The plot was good, but the characters are uncompelling and the dialog is not great.", -0.7042)]
    [InlineData("Today SUX!", -0.5461)]
    [InlineData("Today only kinda sux! But I'll get by, lol", 0.5249)]
    [InlineData("Make sure you :) or :D today!", 0.8633)]
    [InlineData("Catch utf-8 emoji such as 💘 and 💋 and 😁", 0.875)]
    [InlineData("Not bad at all", 0.431)]
    [InlineData("Sentiment analysis has never been good.", -0.3412)]
    [InlineData("Sentiment analysis has never been this good!", 0.5672)]
    [InlineData("With VADER, sentiment analysis is the shit!", 0.6476)]
    [InlineData("Other sentiment analysis tools can be quite bad.", -0.5849)]
    [InlineData("On the other hand, VADER is quite bad ass", 0.802)]
    [InlineData("VADER is such a badass!", 0.4003)]
    [InlineData("Without a doubt, excellent idea.", 0.7013)]
    [InlineData("Roger Dodger is one of the most compelling variations on this theme.", 0.2944)]
    [InlineData("Roger Dodger is at least compelling as a variation on the theme.", 0.2263)]
    [InlineData("Roger Dodger is one of the least compelling variations on this theme.", -0.1695)]
    [InlineData("Not such a badass after all.", -0.2584)]
    [InlineData("I'm really happy with this project!", 0.6468)]
    [InlineData("This is terrible, I hate it!!", -0.8118)]
    [InlineData("There is no love here", -0.5216)]
    [InlineData("Are you serious???", -0.212)]
    [InlineData("I am not unhappy", 0.3252)]
    [InlineData("The meeting is at three.", 0)]
    [InlineData("", 0)]
    [InlineData("?!?! ... --- 😶", 0)]
    public void A_text_is_as_good_or_bad_as_published(string text, double score) => Assert.Equal(score, VaderScore.Of(text), 0.00006);

    [Fact]
    public void A_score_stays_in_its_bounds_whatever_the_text()
    {
        Assert.InRange(VaderScore.Of(string.Concat(Enumerable.Repeat("LOVE great! ", 400))), 0.99, 1);
        Assert.InRange(VaderScore.Of(string.Concat(Enumerable.Repeat("hate ", 1000))), -1, -0.99);
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(500)).Select(_ => (char)random.Next(32, 0x3000))]);
            Assert.InRange(VaderScore.Of(text), -1, 1);
        }
    }
}

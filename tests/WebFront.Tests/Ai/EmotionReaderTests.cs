using OrleansChat.WebFront.Ai;
using OrleansChat.WebFront.Ai.Offline;

namespace OrleansChat.WebFront.Tests.Ai;

public sealed class EmotionReaderTests
{
    [Theory]
    [InlineData("I'm really happy with this project!", nameof(Emotions.Joy))]
    [InlineData("She was crying all night, so heartbroken", nameof(Emotions.Sadness))]
    [InlineData("This makes me FURIOUS", nameof(Emotions.Anger))]
    [InlineData("I'm scared and worried about tomorrow", nameof(Emotions.Fear))]
    [InlineData("Wow, I did not expect that", nameof(Emotions.Surprise))]
    public void An_emotion_that_is_named_shows_most(string text, string emotion)
    {
        var all = All(EmotionReader.Of(text));
        Assert.Equal(emotion, all.MaxBy(one => one.Value).Key);
        Assert.True(all[emotion] >= 0.4, $"{all[emotion]}");
        Assert.All(all.Values, value => Assert.InRange(value, 0, 1));
    }

    [Theory]
    [InlineData("The meeting is at three.")]
    [InlineData("I'm not happy")]
    [InlineData("no fear")]
    [InlineData("")]
    public void What_is_not_there_or_negated_does_not_show(string text)
        => Assert.Equal(new Emotions(0, 0, 0, 0, 0), EmotionReader.Of(text));

    [Fact]
    public void More_evidence_and_intensity_show_more_and_never_all()
    {
        var (plain, strong, weak) = (EmotionReader.Of("happy").Joy, EmotionReader.Of("very happy").Joy, EmotionReader.Of("slightly happy").Joy);
        Assert.True(weak < plain && plain < strong, $"{weak} {plain} {strong}");
        Assert.True(EmotionReader.Of("happy and delighted").Joy > plain);
        Assert.InRange(EmotionReader.Of("happy delighted thrilled").Joy, 0.9, 1);
    }

    private static Dictionary<string, double> All(Emotions emotions)
        => typeof(Emotions).GetProperties().Where(property => property.PropertyType == typeof(double)).ToDictionary(property => property.Name, property => (double)property.GetValue(emotions)!);
}

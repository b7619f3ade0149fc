using OrleansChat.WebFront.Ai.Offline;

namespace OrleansChat.WebFront.Tests.Ai;

public sealed class SmartRepliesTests
{
    [Theory]
    [InlineData("Thanks a lot for your help", DialogueAct.Thanks)]
    [InlineData("I'm so sorry, I forgot", DialogueAct.Apology)]
    [InlineData("Happy birthday!", DialogueAct.Congratulation)]
    [InlineData("Are you free for a meeting tomorrow?", DialogueAct.Availability)]
    [InlineData("Do you have a minute?", DialogueAct.Availability)]
    [InlineData("Would Tuesday suit you?", DialogueAct.AsksWhether)]
    [InlineData("Let's grab a coffee", DialogueAct.Invitation)]
    [InlineData("Do you want to come over tonight?", DialogueAct.Invitation)]
    [InlineData("hey, how are you?", DialogueAct.HowAreYou)]
    [InlineData("Could you send me the report?", DialogueAct.Request)]
    [InlineData("Please call me", DialogueAct.Request)]
    [InlineData("When does it start?", DialogueAct.AsksWhen)]
    [InlineData("And where shall I park?", DialogueAct.AsksWhere)]
    [InlineData("Why did it fail", DialogueAct.AsksWhat)]
    [InlineData("what’s the password", DialogueAct.AsksWhat)]
    [InlineData("Did you see the game?", DialogueAct.AsksWhether)]
    [InlineData("Coming?", DialogueAct.AsksWhether)]
    [InlineData("Good night, see you", DialogueAct.Farewell)]
    [InlineData("Hello", DialogueAct.Greeting)]
    [InlineData("We won the championship, I'm so happy", DialogueAct.GoodNews)]
    [InlineData("My dog died", DialogueAct.BadNews)]
    [InlineData("The train leaves at nine", DialogueAct.Statement)]
    [InlineData("", DialogueAct.Statement)]
    internal void A_message_does_what_it_says(string message, DialogueAct act) => Assert.Equal(act, DialogueActs.Of(message));

    [Fact]
    public void Replies_are_those_of_the_published_example()
        => Assert.Equal(["Yes, I'm available", "What time works for you?", "Sorry, I'm busy tomorrow"], SmartReplies.To("Are you free for a meeting tomorrow?", "work"));

    [Fact]
    public void There_are_three_different_replies_to_everything()
    {
        foreach (var message in new[] { "Thanks", "Sorry", "Congrats", "Are you free?", "Shall we?", "How are you?", "Can you help?", "When?", "Where?", "Why?", "Is it?", "Bye", "Hi", "I love it", "I hate it", "It is" })
        {
            foreach (var context in new[] { null, "work", "family" })
                Assert.Equal(3, SmartReplies.To(message, context).Distinct().Count());
        }
    }

    [Theory]
    [InlineData("Bạn có rảnh ngày mai không?")]
    [InlineData("Ты свободен завтра?")]
    [InlineData("明日は暇ですか")]
    public void Other_languages_are_not_answered_in_English(string message) => Assert.Equal(["👍", "🙏", "😊"], SmartReplies.To(message, "work"));
}

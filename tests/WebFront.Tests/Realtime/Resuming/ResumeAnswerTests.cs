using System.Text;
using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime.Resuming;

namespace OrleansChat.WebFront.Tests.Realtime.Resuming;

/// <summary>A contract that spells everything in its own way gets its answer in that way.</summary>
public sealed class ResumeAnswerTests
{
    private static readonly Guid Conversation = Guid.Parse("01234567-89ab-cdef-0123-456789abcdef");
    private static readonly Words OwnWords = new();

    private static readonly AskedConversation ByConversation = new("conv_1", null, new ResumePoint(7, 3, 1));
    private static readonly AskedConversation ByMessage = new(null, "msg_1", new ResumePoint(0, 0, 0));

    [Fact]
    public void What_was_found_is_named_and_spelled_by_the_contract()
    {
        using var answer = new ResumeAnswer(OwnWords, bound: 1000);
        answer.Write(ByConversation, Found(ByConversation, new ResumeBatch(true, [Message(4)], [Message(2)], 7, 4, 5, More: false)));
        answer.Write(ByMessage, Found(ByMessage, new ResumeBatch(false, [Message(9)], [], 8, 20, 6, More: true)));

        Assert.Equal(
            """{"conversations":[{"conversation_id":"conv_1","recovered":true,"messages":["4"],"changed":["2"],"epoch":7,"sequence":4,"change":5,"more":false},"""
                + """{"message_id":"msg_1","conversation_id":"conv_0123456789abcdef0123456789abcdef","recovered":false,"messages":["9"],"changed":[],"epoch":8,"sequence":9,"change":6,"more":true}]}""",
            Text(answer));
    }

    [Fact]
    public void A_refusal_is_worded_by_the_contract_and_takes_nothing_from_the_others()
    {
        using var answer = new ResumeAnswer(OwnWords, bound: 1000);
        answer.Write(ByMessage, new FoundConversation(default, ByMessage.Point, null, Refusal.By(ChatError.MessageNotFound)));
        answer.Write(ByConversation, Found(ByConversation, new ResumeBatch(true, [], [], 7, 3, 1, More: false)));

        Assert.Equal(
            """{"conversations":[{"message_id":"msg_1","recovered":false,"error":{"code":"MessageNotFound"}},"""
                + """{"conversation_id":"conv_1","recovered":true,"messages":[],"changed":[],"epoch":7,"sequence":3,"change":1,"more":false}]}""",
            Text(answer));
    }

    [Fact]
    public void What_does_not_fit_is_left_for_the_next_request_and_no_position_claims_it()
    {
        using var answer = new ResumeAnswer(OwnWords, bound: 110);
        answer.Write(ByConversation, Found(ByConversation, new ResumeBatch(true, [.. Enumerable.Range(4, 100).Select(Message)], [Message(2)], 7, 103, 5, More: false)));
        Assert.True(answer.IsFull);
        answer.Write(ByMessage, Found(ByMessage, new ResumeBatch(true, [Message(1)], [], 8, 1, 0, More: false)));

        var conversations = JsonElement.Parse(Text(answer)).GetProperty("conversations");
        var (first, second) = (conversations[0], conversations[1]);
        var written = first.GetProperty("messages").EnumerateArray().Select(message => long.Parse(message.GetString()!, null)).ToList();
        Assert.InRange(written.Count, 1, 20);
        Assert.Equal(Enumerable.Range(4, written.Count).Select(sequence => (long)sequence), written);
        Assert.Equal((written[^1], 1L, true), (first.GetProperty("sequence").GetInt64(), first.GetProperty("change").GetInt64(), first.GetProperty("more").GetBoolean()));
        Assert.Equal(0, first.GetProperty("changed").GetArrayLength());
        Assert.Equal((0L, true), (second.GetProperty("sequence").GetInt64(), second.GetProperty("more").GetBoolean()));
    }

    [Fact]
    public void A_rule_is_told_in_the_contracts_names()
    {
        var request = new ResumeRequest([new ResumeRequestConversation(null, null, null, null, null)]);

        var refused = Assert.Throws<ChatException>(() => request.Checked(OwnWords));

        Assert.Equal(("conversations[0]", "exactly one of conversation_id and message_id must be given."), (refused.Field, refused.Message));
    }

    private static FoundConversation Found(AskedConversation asked, ResumeBatch batch) => new(Conversation, asked.Point, batch, null);

    private static Message Message(int sequence) => new(
        Guid.NewGuid(), Conversation, 7, sequence, Guid.NewGuid(), false, null, MessageType.Text, "Hello", null, null, default, null, null, MessageStatus.Sent, []);

    private static string Text(ResumeAnswer answer) => Encoding.UTF8.GetString(answer.Complete().Span);

    /// <summary>snake_case, ids with prefixes, and of a message only its sequence.</summary>
    private sealed class Words : IResumeWords
    {
        public JsonEncodedText ConversationId { get; } = JsonEncodedText.Encode("conversation_id");

        public JsonEncodedText MessageId { get; } = JsonEncodedText.Encode("message_id");

        public byte[] Encode(Message message) => Encoding.UTF8.GetBytes($"\"{message.Sequence}\"");

        public string Spell(Guid conversationId) => $"conv_{conversationId:N}";

        public void WriteRefusal(Utf8JsonWriter json, Refusal refusal)
        {
            json.WriteStartObject("error"u8);
            json.WriteString("code"u8, refusal.Cluster.ToString());
            json.WriteEndObject();
        }

        Guid IResumeWords.Conversation(string id) => throw new NotSupportedException($"Nobody asks for {id} here.");

        Guid IResumeWords.Message(string id) => throw new NotSupportedException($"Nobody asks for {id} here.");
    }
}

using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

public sealed class MessengerErrorsTests
{
    [Fact]
    public void Every_refusal_of_the_cluster_is_worded() => Assert.All(Enum.GetValues<ChatError>(), error => AssertWorded(Refusal.By(error)));

    [Fact]
    public void Every_refusal_of_http_is_worded() => Assert.All(Enum.GetValues<HttpRefusal>(), error => AssertWorded(Refusal.By(error)));

    [Theory]
    [InlineData("content", "content_encrypted")]
    [InlineData("parentId", "reply_to_message_id")]
    [InlineData("receiverId", "participant_id")]
    [InlineData("participantIds", "participant_ids")]
    [InlineData("operationId", "temp_id")]
    [InlineData("cover", "avatar_url")]
    [InlineData("statusMessage", "status_message")]
    [InlineData("full_name", "full_name")]
    [InlineData("API-Version", "API-Version")]
    [InlineData("participant_ids[0]", "participant_ids[0]")]
    public void Fields_are_called_what_this_contract_calls_them(string field, string own)
        => Assert.Equal([own], Word(new ChatException(field, "is wrong.")).Error.Details!.Keys);

    [Fact]
    public void Several_fields_are_told_in_their_order_with_their_rules()
    {
        var (status, error) = Word(new InvalidFieldsException([new("email", "is wrong."), new("password", "is short.")]));

        Assert.Equal((400, "VALIDATION_ERROR", "Invalid input parameters"), (status, error.Code, error.Message));
        Assert.Equal([new("email", "is wrong."), new("password", "is short.")], error.Details!);
    }

    [Theory]
    [InlineData(ChatError.SecondFactorRequired, 401, "code")]
    [InlineData(ChatError.SecondFactorWrong, 401, "code")]
    [InlineData(ChatError.VerificationInvalid, 400, "token")]
    [InlineData(ChatError.EmailTaken, 409, "email")]
    [InlineData(ChatError.PhoneTaken, 409, "phone")]
    public void Refusals_that_are_about_a_field_name_it(ChatError refusal, int status, string field)
    {
        var worded = Word(new ChatException(refusal));

        Assert.Equal(status, worded.Status);
        Assert.Equal([field], worded.Error.Details!.Keys);
    }

    [Fact]
    public void What_is_not_configured_names_the_setting()
        => Assert.Equal("This server is not configured for it: Ai:Endpoint", Word(new NotConfiguredException("Ai:Endpoint")).Error.Message);

    [Fact]
    public void What_nobody_refused_on_purpose_tells_nothing()
        => Assert.Equal((500, "Internal server error"), Word(new InvalidOperationException("the database password is hunter2")) is var (status, error) ? (status, error.Message) : default);

    private static (int Status, MessengerError Error) Word(Exception refusal) => MessengerErrors.Word(Refusal.Of(refusal));

    private static void AssertWorded(Refusal refusal)
    {
        var (status, error) = MessengerErrors.Word(refusal);

        Assert.Equal(MessengerContractProbe.Codes[status], error.Code);
        Assert.False(string.IsNullOrWhiteSpace(error.Message));
    }
}

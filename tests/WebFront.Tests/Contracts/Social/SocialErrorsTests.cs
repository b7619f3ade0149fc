using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Contracts.Social;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

public sealed class SocialErrorsTests
{
    [Fact]
    public void Every_refusal_of_the_cluster_is_worded()
    {
        foreach (var error in Enum.GetValues<ChatError>())
            AssertWorded(Refusal.By(error));
    }

    [Fact]
    public void Every_refusal_of_http_is_worded()
    {
        foreach (var error in Enum.GetValues<HttpRefusal>())
            AssertWorded(Refusal.By(error));
    }

    [Fact]
    public void A_validation_error_names_the_field_and_the_rule()
    {
        var (status, body) = SocialErrors.Word(Refusal.Of(new ChatException("content", "must be 1 to 5000 characters.")));

        Assert.Equal((400, "content: must be 1 to 5000 characters.", "VALIDATION_ERROR"), (status, body.Message, body.Code));
    }

    [Fact]
    public void What_is_not_configured_names_the_setting()
    {
        var (status, body) = SocialErrors.Word(Refusal.Of(new NotConfiguredException("Ai:Endpoint")));

        Assert.Equal((503, "This server is not configured for it: Ai:Endpoint", "SERVICE_UNAVAILABLE"), (status, body.Message, body.Code));
    }

    [Theory]
    [InlineData(ChatError.VerificationInvalid, 400)]
    [InlineData(ChatError.FileRefused, 400)]
    [InlineData(ChatError.SecondFactorRequired, 401)]
    [InlineData(ChatError.SecondFactorWrong, 401)]
    [InlineData(ChatError.Suspended, 403)]
    [InlineData(ChatError.NotYoursToAnswer, 403)]
    [InlineData(ChatError.ContactNotFound, 404)]
    [InlineData(ChatError.NotBlocked, 404)]
    [InlineData(ChatError.FileNotFound, 404)]
    [InlineData(ChatError.NotificationNotFound, 404)]
    [InlineData(ChatError.MeetingNotFound, 404)]
    [InlineData(ChatError.DeviceNotFound, 404)]
    [InlineData(ChatError.PhoneTaken, 409)]
    [InlineData(ChatError.SecondFactorAlreadyOn, 409)]
    [InlineData(ChatError.AlreadyAContact, 409)]
    [InlineData(ChatError.NotPending, 409)]
    [InlineData(ChatError.AnsweredElsewhere, 409)]
    [InlineData(ChatError.InACall, 409)]
    [InlineData(ChatError.TooManyAttempts, 429)]
    public void What_other_contracts_brought_has_the_status_of_its_kind(ChatError error, int status)
        => Assert.Equal(status, SocialErrors.Word(Refusal.By(error)).Status);

    [Fact]
    public void What_nobody_refused_on_purpose_tells_nothing()
    {
        var (status, body) = SocialErrors.Word(Refusal.Of(new InvalidOperationException("the database password is hunter2")));

        Assert.Equal((500, "Internal server error", "INTERNAL_SERVER_ERROR"), (status, body.Message, body.Code));
    }

    [Fact]
    public void A_cluster_that_does_not_answer_is_unavailable()
    {
        Assert.Equal(503, SocialErrors.Word(Refusal.Of(new TimeoutException())).Status);
        Assert.Equal(503, SocialErrors.Word(Refusal.Of(new ChatException(ChatError.Unavailable))).Status);
    }

    private static void AssertWorded(Refusal refusal)
    {
        var (status, body) = SocialErrors.Word(refusal);

        Assert.Equal(SocialProbe.Codes[status], body.Code);
        Assert.False(string.IsNullOrWhiteSpace(body.Message));
        Assert.False(body.Success);
    }
}

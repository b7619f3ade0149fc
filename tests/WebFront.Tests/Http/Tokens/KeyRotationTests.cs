using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.WebFront.Http.Tokens;

namespace OrleansChat.WebFront.Tests.Http.Tokens;

/// <summary>docs/key-rotation.md: while fronts are restarted one by one, a token of any is good at all of them.</summary>
public sealed class KeyRotationTests
{
    private const string Old = "the key that has signed so far, of thirty-two bytes and more";
    private const string New = "the key that is to sign from now on, as long as the other";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private static readonly SessionGrant Grant = new(
        new Account(Guid.NewGuid(), "ann", "ann@example.com", null, null, AccountRole.User, default, default, default),
        Guid.NewGuid(),
        "secret",
        TimeProvider.System.GetUtcNow().AddDays(7));

    /// <summary>The fronts before, and after each step.</summary>
    private static readonly (string Signs, string[] Accepts)[] Steps =
    [
        (Old, []),
        (Old, [New]),
        (New, [Old]),
        (New, []),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void While_a_step_is_rolled_out_every_front_takes_the_tokens_of_every_other(int step)
    {
        ChatTokens[] fronts = [Front(Steps[step - 1]), Front(Steps[step])];
        foreach (var issuer in fronts)
        {
            var (access, refresh) = (issuer.IssueAccess(Grant, Lifetime), issuer.IssueRefresh(Grant));
            Assert.All(fronts, reader => Assert.Equal(Grant.SessionId, reader.ReadAccess(access)?.SessionId));
            Assert.All(fronts, reader => Assert.Equal(Grant.RefreshSecret, reader.ReadRefresh(refresh)?.Secret));
        }
    }

    [Fact]
    public void The_last_step_refuses_what_the_old_key_signed_and_takes_what_the_new_one_did()
    {
        var (before, after) = (Front(Steps[2]), Front(Steps[3]));

        Assert.NotNull(after.ReadAccess(before.IssueAccess(Grant, Lifetime)));
        Assert.NotNull(before.ReadAccess(after.IssueAccess(Grant, Lifetime)));
        Assert.Null(after.ReadRefresh(Front(Steps[1]).IssueRefresh(Grant)));
    }

    [Fact]
    public void Without_the_first_step_fronts_that_were_not_restarted_yet_refuse_the_new_key()
        => Assert.Null(Front(Steps[0]).ReadAccess(Front(Steps[2]).IssueAccess(Grant, Lifetime)));

    private static ChatTokens Front((string Signs, string[] Accepts) keys) => new(
        new SigningKeys(
            new JwtOptions { SigningKey = keys.Signs, PreviousKeys = keys.Accepts },
            new ConfigurationBuilder().Build(),
            new HostingEnvironment { EnvironmentName = "Production" }),
        TimeProvider.System);
}

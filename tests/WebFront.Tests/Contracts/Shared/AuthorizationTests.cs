using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Shared;

/// <summary>Every mapped route of a contract, called without a token and with a bad one.</summary>
public abstract class AuthorizationTests(ContractProbe probe)
{
    private const string Message = "Authentication required";

    [Fact]
    public async Task Without_a_token_everything_but_the_open_routes_is_refused()
    {
        Assert.NotEmpty(probe.Routes);
        foreach (var route in probe.Routes)
        {
            var answer = await probe.SendAsync(new HttpMethod(route.Method), route.With(name => probe.UnknownId(route, name)));
            if (probe.Open.Contains(route.ToString()))
            {
                Assert.NotEqual(401, answer.Status);
                continue;
            }

            probe.AssertRefused(answer, 401, Message);
            Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
        }
    }

    [Fact]
    public async Task A_bad_token_is_refused_before_the_body_is_looked_at()
    {
        foreach (var route in probe.Routes.Where(route => route.NeedsUser))
        {
            var answer = await probe.SendAsync(new HttpMethod(route.Method), route.With(_ => "x"), TestJson.Raw("{ nonsense"), "bad");
            probe.AssertRefused(answer, 401, Message);
        }
    }
}

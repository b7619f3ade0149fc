using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

/// <summary>Every mapped route that takes an id, called by a stranger with what belongs to others.</summary>
public sealed class MessengerForeignAccessTests(ChatServerFixture fixture) : ForeignAccessTests(new MessengerContractProbe(fixture.Server))
{
    /// <summary>What every signed-in user may see of every other.</summary>
    private static readonly string[] Public = ["GET /users/{id}", "GET /keys/{userId}"];

    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task What_belongs_to_others_is_byte_for_byte_like_what_does_not_exist()
    {
        var probe = new MessengerContractProbe(_server);
        var (ann, eve) = (await probe.CreateWorldAsync(), await probe.CreateWorldAsync());

        await AssertAbsentAsync([.. RoutesWithId.Where(route => !Public.Contains(route.ToString()))], (route, isReal) => probe.SendAsync(
            new HttpMethod(route.Method),
            route.With(name => isReal ? ann.Own(route, name) : probe.UnknownId(route, name)),
            probe.HasRequest(route) ? TestJson.Content(eve.Valid(route)) : null,
            eve.Token));

        await ann.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Strangers_see_neither_address_nor_number()
    {
        var (ann, eve) = await MessengerUser.RegisterTwoAsync(_server);

        var seen = (await eve.GetAsync($"users/{ann.Id}")).Ok();

        Assert.DoesNotContain(ann.Email, seen.Text, StringComparison.Ordinal);
        Assert.Equal((null, null), (seen.Data.GetProperty("email").GetString(), seen.Data.GetProperty("phone").GetString()));
    }
}

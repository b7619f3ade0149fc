using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

public sealed class SocialPagingTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Pages_are_cut_where_they_should_be()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        for (var number = 1; number <= 5; number++)
            await ann.MessageToAsync(bob, $"{number}");

        Assert.Equal("""5 4 {"page":1,"limit":2,"total":5,"totalPages":3}""", await PageAsync(1, 2));
        Assert.Equal("""3 2 {"page":2,"limit":2,"total":5,"totalPages":3}""", await PageAsync(2, 2));
        Assert.Equal("""1 {"page":3,"limit":2,"total":5,"totalPages":3}""", await PageAsync(3, 2));
        Assert.Equal("""{"page":4,"limit":2,"total":5,"totalPages":3}""", await PageAsync(4, 2));
        Assert.Equal("""{"page":2147483647,"limit":100,"total":5,"totalPages":1}""", await PageAsync(int.MaxValue, 100));

        async Task<string> PageAsync(int page, int limit)
        {
            var list = (await ann.GetAsync($"messages/direct/{bob.Id}?page={page}&limit={limit}")).Ok();
            return string.Join(' ', list.Data.EnumerateArray().Select(message => message.GetProperty("content").GetString()).Append(list.Json.GetProperty("pagination").GetRawText()));
        }
    }

    [Theory]
    [InlineData("messages/direct/{0}?")]
    [InlineData("messages/group/{1}?")]
    [InlineData("messages/search?query=a&")]
    [InlineData("users?query=a&")]
    [InlineData("groups?")]
    [InlineData("calls?")]
    public async Task Every_list_checks_page_and_limit(string list)
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        list = string.Format(list, bob.Id, await ann.CreateGroupAsync());

        foreach (var wrong in new[] { "0", "-1", "abc", "", "1.5", "1e3", "%201", "-99999999999", "0x10", "\uff11" })
        {
            (await ann.GetAsync($"{list}page={wrong}")).Invalid("page");
            (await ann.GetAsync($"{list}limit={wrong}")).Invalid("limit");
        }

        (await ann.GetAsync($"{list}limit=99999999999")).Invalid("limit");
        (await ann.GetAsync($"{list}limit=101")).Invalid("limit");
        (await ann.GetAsync($"{list}page=1&page=2")).Invalid("page");
        (await ann.GetAsync($"{list}page=1&limit=100")).Ok();
        var defaults = (await ann.GetAsync(list)).Ok().Json.GetProperty("pagination");
        Assert.Equal((1, 20), (defaults.GetProperty("page").GetInt32(), defaults.GetProperty("limit").GetInt32()));
        foreach (var beyond in new[] { "1000000", "2147483648", "99999999999999999999999999" })
            Assert.Equal(0, (await ann.GetAsync($"{list}page={beyond}")).Ok().Data.GetArrayLength());
    }
}

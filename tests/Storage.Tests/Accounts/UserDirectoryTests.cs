using OrleansChat.Storage.Accounts;

namespace OrleansChat.Storage.Tests.Accounts;

public sealed class SqliteUserDirectoryTests(SqliteFixture fixture) : UserDirectoryTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresUserDirectoryTests(PostgresFixture fixture) : UserDirectoryTests(fixture), IClassFixture<PostgresFixture>;

public abstract class UserDirectoryTests(StoreFixture fixture)
{
    private readonly IUserDirectory _users = fixture.Store.Users;
    private readonly string _tag = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_user_is_found_by_any_part_of_the_name_whatever_its_case()
    {
        var user = await PutAsync($"John_{_tag}_Doe");

        foreach (var query in new[] { _tag, $"JOHN_{_tag.ToUpperInvariant()}", $"{_tag}_d", $"n_{_tag}_doe" })
        {
            Assert.Equal(user, Assert.Single((await _users.SearchAsync(query, 0, 10)).Items));
        }

        Assert.Equal(0, (await _users.SearchAsync($"{_tag}x", 0, 10)).Total);
    }

    [Fact]
    public async Task A_user_is_found_by_the_exact_address_only()
    {
        var user = await PutAsync($"a{_tag}");

        Assert.Equal(user, Assert.Single((await _users.SearchAsync($"{_tag}@EXAMPLE.com", 0, 10)).Items));
        Assert.Empty((await _users.SearchAsync("@example.com", 0, 10)).Items);
        Assert.Empty((await _users.SearchAsync($"{_tag}@example.co", 0, 10)).Items);
    }

    [Fact]
    public async Task Results_are_in_order_of_name_and_a_page_at_a_time()
    {
        foreach (var number in new[] { 3, 1, 5, 2, 4 })
        {
            await PutAsync($"{_tag}{number}");
        }

        var page = await _users.SearchAsync(_tag, 1, 3);
        Assert.Equal(5, page.Total);
        Assert.Equal([$"{_tag}2", $"{_tag}3", $"{_tag}4"], page.Items.Select(user => user.Username));
        Assert.Empty((await _users.SearchAsync(_tag, 5, 3)).Items);
        Assert.Equal(5, (await _users.SearchAsync(_tag, 50, 3)).Total);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_%_")]
    [InlineData("' OR 1=1 --")]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("*")]
    public async Task Nothing_in_a_query_is_syntax(string query)
    {
        await PutAsync($"b{_tag}");

        Assert.Empty((await _users.SearchAsync(query, 0, 10)).Items);
    }

    [Fact]
    public async Task A_new_name_replaces_the_old_one()
    {
        var user = await PutAsync($"old{_tag}");
        var renamed = user with { Username = $"new{_tag}", Avatar = null };
        await _users.PutAsync(renamed);

        Assert.Empty((await _users.SearchAsync($"old{_tag}", 0, 10)).Items);
        Assert.Equal(renamed, Assert.Single((await _users.SearchAsync($"new{_tag}", 0, 10)).Items));
    }

    [Fact]
    public async Task A_deleted_user_is_not_found_and_does_not_come_back()
    {
        var user = await PutAsync($"gone{_tag}");
        await _users.ForgetAsync(user.Id);
        await _users.PutAsync(user);
        await _users.ForgetAsync(Guid.NewGuid());

        Assert.Empty((await _users.SearchAsync(_tag, 0, 10)).Items);
        Assert.Empty((await _users.SearchAsync(user.Email, 0, 10)).Items);
    }

    private async Task<StoredUser> PutAsync(string name)
    {
        var user = new StoredUser(Guid.NewGuid(), name, $"{name.Replace("a" + _tag, _tag, StringComparison.Ordinal)}@Example.com", "https://example.com/a.png");
        await _users.PutAsync(user);
        return user;
    }
}

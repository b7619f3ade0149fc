using System.Security.Cryptography;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Search;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Accounts;

/// <summary>The third handle, and the rest of what an account may have from its beginning.</summary>
[Collection(ClusterCollection.Name)]
public sealed class PhoneTests(ClusterFixture cluster)
{
    private readonly IAccountGrain _account = cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());
    private readonly NewAccount _someone = People.Someone() with { Phone = $"+84{RandomNumberGenerator.GetInt32(1_000_000_000):D10}" };

    [Fact]
    public async Task A_number_leads_to_its_account()
    {
        Assert.Equal(_someone.Phone, (await _account.RegisterAsync(_someone)).Phone);
        Assert.Equal(_account.GetPrimaryKey(), await FindAsync());
    }

    [Fact]
    public async Task A_taken_number_is_refused_and_the_other_handles_stay_free()
    {
        await _account.RegisterAsync(_someone);
        var other = People.Someone() with { Phone = _someone.Phone };
        await Refused.WithAsync(ChatError.PhoneTaken, () => Fresh().RegisterAsync(other));
        await Fresh().RegisterAsync(other with { Phone = null });
        Assert.Equal(_account.GetPrimaryKey(), await FindAsync());
    }

    [Fact]
    public async Task A_number_is_free_again_when_the_name_was_taken_or_the_account_is_deleted()
    {
        var other = People.Someone();
        await Fresh().RegisterAsync(other);
        await Refused.WithAsync(ChatError.UsernameTaken, () => _account.RegisterAsync(_someone with { Username = other.Username }));
        Assert.Null(await FindAsync());
        await _account.RegisterAsync(_someone);
        await _account.DeleteAsync();
        Assert.Null(await FindAsync());
        await Fresh().RegisterAsync(_someone);
    }

    [Fact]
    public async Task A_full_name_is_found_and_can_be_changed_and_taken_away()
    {
        var name = $"Ann {Guid.NewGuid():N} Ek";
        Assert.Equal(name, (await _account.RegisterAsync(_someone with { FullName = name })).FullName);
        Assert.Equal(name, Assert.Single(await SearchAsync(name[2..].ToUpperInvariant())).FullName);

        var other = $"Bo {Guid.NewGuid():N}";
        var changed = await _account.UpdateAsync(new AccountChange(default, default, default, new(true, other), new(true, "Writes.")));
        Assert.Equal((other, "Writes."), (changed.FullName, changed.Bio));
        Assert.Empty(await SearchAsync(name));
        Assert.Single(await SearchAsync(other));

        changed = await _account.UpdateAsync(new AccountChange(default, default, default, new(true, null)));
        Assert.Equal((null, "Writes."), (changed.FullName, changed.Bio));
        Assert.Empty(await SearchAsync(other));
    }

    [Fact]
    public async Task Who_searches_for_usernames_finds_no_full_names()
    {
        var name = $"Ann {Guid.NewGuid():N}";
        await _account.RegisterAsync(_someone with { FullName = name });
        Assert.Empty((await cluster.Grains.GetGrain<ILookupGrain>(0).SearchUsersAsync(name, new PageRequest(1, 20))).Items);
    }

    private async Task<IReadOnlyList<UserSummary>> SearchAsync(string query) =>
        (await cluster.Grains.GetGrain<ILookupGrain>(0).SearchPeopleAsync(query, new PageRequest(1, 20))).Items;

    private IAccountGrain Fresh() => cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());

    private Task<Guid?> FindAsync() => cluster.Grains.GetGrain<IHandleGrain>(Handle.Phone(_someone.Phone!)).FindAsync();
}

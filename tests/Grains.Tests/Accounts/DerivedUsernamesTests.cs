using OrleansChat.Grains.Accounts;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Accounts;

[Collection(ClusterCollection.Name)]
public sealed class DerivedUsernamesTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("john.doe+chat@example.com", null, "john_doe_chat")]
    [InlineData("ANN@example.com", "Somebody", "ann")]
    [InlineData("jd@example.com", "John Doe", "john_doe")]
    [InlineData("jd@example.com", "李", "user")]
    [InlineData("!!!@example.com", null, "user")]
    public void Names_are_made_of_the_address_or_the_full_name(string email, string? fullName, string name)
    {
        var names = DerivedUsernames.Of(email, fullName).ToList();
        Assert.Equal(8, names.Count);
        Assert.Equal([name, $"{name}_2", $"{name}_3", $"{name}_4"], names.Take(4));
        Assert.All(names.Skip(4), other => Assert.Matches($"^{name}_[0-9]{{6}}$", other));
    }

    [Fact]
    public void They_obey_the_rules_however_long_what_they_are_made_of_is()
    {
        var names = DerivedUsernames.Of($"{new string('a', 64)}@example.com", null).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => AccountRules.Check(People.Someone() with { Username = name }));
    }

    [Fact]
    public async Task Those_who_choose_no_name_get_different_ones()
    {
        var local = $"n{Guid.NewGuid():N}";
        var names = new List<string>();
        for (var number = 0; number < 6; number++)
            names.Add((await RegisterAsync(new NewAccount(null, $"{local}@x{number}.example.com", People.Password))).Username);
        Assert.Equal([local, $"{local}_2", $"{local}_3", $"{local}_4"], names.Take(4));
        Assert.Equal(6, names.Distinct().Count());
    }

    [Fact]
    public async Task A_chosen_name_that_is_taken_is_refused_all_the_same()
    {
        var someone = People.Someone();
        await RegisterAsync(someone);
        await Refused.WithAsync(ChatError.UsernameTaken, () => RegisterAsync(People.Someone() with { Username = someone.Username }));
    }

    private Task<Account> RegisterAsync(NewAccount account) => cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7()).RegisterAsync(account);
}

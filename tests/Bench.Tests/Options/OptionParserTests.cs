using OrleansChat.Load;
using OrleansChat.Load.Options;

namespace OrleansChat.Bench.Tests.Options;

public sealed class OptionParserTests
{
    [Fact]
    public void What_is_not_given_has_its_default()
    {
        var options = Parse("direct");
        Assert.Equal((100, 1, 10.0, null), (options.Count("pairs"), options.Count("window"), options.Duration.TotalSeconds, options.Text("json")));
    }

    [Fact]
    public void Values_follow_a_space_or_an_equals_sign()
    {
        var options = Parse("open --rate 4000 --duration=0.5 --base http://127.0.0.1:1,https://chat.example:444 --server-pid 1,22 --insecure");
        Assert.Equal((4000, TimeSpan.FromSeconds(0.5), true), (options.Count("rate"), options.Duration, options.Has("insecure")));
        Assert.Equal([1, 444], options.Bases.Select(url => url.Port));
        Assert.Equal([1, 22], options.Processes("server-pid"));
    }

    [Fact]
    public void A_list_item_has_the_values_around_it_but_where_it_says_otherwise()
    {
        var around = Parse("all --duration 6 --size 200");
        var item = OptionParser.Parse(["direct", "--duration", "10"], around);
        Assert.Equal((10.0, 200), (item.Duration.TotalSeconds, item.Size));
    }

    [Theory]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("direct 50")]
    [InlineData("direct --pears 50")]
    [InlineData("direct --pairs")]
    [InlineData("direct --pairs many")]
    [InlineData("direct --pairs -1")]
    [InlineData("direct --pairs 0")]
    [InlineData("direct --pairs 1 --pairs 2")]
    [InlineData("direct --rate 4000")]
    [InlineData("direct --duration 0")]
    [InlineData("direct --duration NaN")]
    [InlineData("direct --duration 1e3")]
    [InlineData("direct --size 5")]
    [InlineData("direct --insecure=yes")]
    [InlineData("direct --base localhost:3000")]
    [InlineData("direct --base http://localhost:3000/api")]
    [InlineData("direct --base http://localhost:3000,")]
    [InlineData("direct --server-pid self")]
    [InlineData("direct --json=")]
    [InlineData("group --members 10 --senders 11")]
    [InlineData("hot --members 10 --listeners 11")]
    [InlineData("storm --connections 7")]
    [InlineData("idle --connections 5 --users 6")]
    [InlineData("rest-history --limit 50 --seed 10")]
    public void Nonsense_is_refused(string line) => Assert.NotEmpty(Assert.Throws<LoadException>(() => Parse(line)).Message);

    [Fact]
    public void Help_names_every_scenario_and_option()
    {
        Assert.All(OptionTable.Scenarios, scenario => Assert.Contains($"  {scenario.Name} ", Help.Text, StringComparison.Ordinal));
        Assert.All(OptionTable.All, option => Assert.Contains($"  --{option.Name} ", Help.Text, StringComparison.Ordinal));
    }

    private static LoadOptions Parse(string line) => OptionParser.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

namespace OrleansChat.Grains.Tests.Wire;

/// <summary>src/Grains.Interfaces/wire.txt is what the sources say, and only ever grows.</summary>
public sealed class WireListTests
{
    private static readonly Dictionary<string, string> Listed = new()
    {
        ["enum colour 0"] = "Red",
        ["type message [0]"] = "Id: Guid",
        ["type message [1]"] = WireListFile.Retired,
    };

    [Fact]
    public void The_list_is_what_the_sources_say_and_nothing_in_it_has_changed_or_vanished()
    {
        var found = WireList.OfTheSources();
        var (add, anew) = (false, false);
        WriteOnDemand(all => (add, anew) = (!all, all));
        if (anew)
            WireListFile.Write(found);

        var listed = WireListFile.Read();
        var changes = WireChanges.Between(listed, found);
        Assert.True(changes.Broken.Count == 0, $"""
            This breaks a rolling upgrade (docs/decisions/006-versions.md says how to change it in steps that do not):
            {string.Join('\n', changes.Broken)}
            """);

        if (add)
            WireListFile.Write(listed.Concat(found.Where(fact => !listed.ContainsKey(fact.Key))).ToDictionary());
        else
            Assert.True(changes.New.Count == 0, $"""
                New on the wire; if it is meant to stay there for good, add it by: {WireListFile.HowToAdd}
                {string.Join('\n', changes.New)}
                """);
    }

    [Fact]
    public void The_list_knows_messages_states_enumerations_methods_and_grains()
    {
        var found = WireList.OfTheSources();
        Assert.Equal("Sequence: Int64", found["type message [3]"]);
        Assert.Equal("class: chat-event", found["type message-posted"]);
        Assert.Equal("Error: chat-error", found["type chat-exception [0]"]);
        Assert.Equal("(new-message) -> message", found["method conversation-grain.post"]);
        Assert.Equal("Title: optional<String>", found["type group-change [1]"]);
        Assert.Equal("Unavailable", found["enum chat-error 21"]);
        Assert.Equal("conversation-grain, group-grain", found["grain conversation"]);
        Assert.Equal("account-state", found["state account/account in chat"]);
        Assert.Equal("Sessions: ImmutableArray<account-session>", found["type account-state [10]"]);
    }

    /// <summary>Runs <paramref name="write"/> if that was asked for: with true when all is to be written anew.</summary>
    internal static void WriteOnDemand(Action<bool> write)
    {
        if (Environment.GetEnvironmentVariable("OrleansChat_WriteWireList") is { Length: > 0 } command)
            write(command == "all");
    }

    [Fact]
    public void What_is_new_breaks_nothing()
    {
        var changes = WireChanges.Between(Listed, new Dictionary<string, string> { ["enum colour 0"] = "Red", ["type message [0]"] = "Id: Guid", ["type message [2]"] = "Text: String" });
        Assert.Empty(changes.Broken);
        Assert.Equal("type message [2] = Text: String", Assert.Single(changes.New));
    }

    [Fact]
    public void What_vanishes_breaks_the_nodes_that_use_it()
    {
        var changes = WireChanges.Between(Listed, new Dictionary<string, string> { ["enum colour 0"] = "Red" });
        Assert.Contains("'type message [0]' is gone", Assert.Single(changes.Broken), StringComparison.Ordinal);
    }

    [Fact]
    public void What_changes_breaks_the_nodes_that_use_it()
    {
        var changes = WireChanges.Between(Listed, new Dictionary<string, string> { ["enum colour 0"] = "Green", ["type message [0]"] = "Id: Guid" });
        Assert.Contains("was 'Red' and is now 'Green'", Assert.Single(changes.Broken), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_retired_is_not_given_out_again()
    {
        var changes = WireChanges.Between(Listed, new Dictionary<string, string> { ["enum colour 0"] = "Red", ["type message [0]"] = "Id: Guid", ["type message [1]"] = "Title: String" });
        Assert.Contains("'type message [1]' is retired", Assert.Single(changes.Broken), StringComparison.Ordinal);
    }
}

using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

/// <summary>A user of Social with one of everything.</summary>
internal sealed class World : ContractWorld
{
    private readonly ChatServer _server;
    private readonly Dictionary<string, string> _ids;
    private readonly string[] _watched;
    private string[] _before = [];

    private World(ChatServer server, TestUser user, Dictionary<string, string> ids)
    {
        (_server, User, _ids) = (server, user, ids);
        _watched =
        [
            "auth/me", $"groups/{ids["group"]}", "groups", $"messages/group/{ids["group"]}", $"messages/{ids["message"]}", $"calls/{ids["call"]}", "calls",
            $"messages/direct/{ids["friend"]}",
        ];
    }

    /// <summary>The user.</summary>
    public TestUser User { get; }

    public override string Token => User.AccessToken;

    /// <summary>Makes one.</summary>
    public static async Task<World> CreateAsync(ChatServer server)
    {
        var (user, friend) = await server.RegisterTwoAsync();
        var group = await user.CreateGroupAsync("PRIVATE", friend);
        var world = new World(server, user, new()
        {
            ["user"] = user.Id,
            ["friend"] = friend.Id,
            ["group"] = group,
            ["message"] = await user.MessageToGroupAsync(group),
            ["call"] = await user.CallAsync(friend),
        });
        world._before = await world.ReadAsync();
        return world;
    }

    public override JsonObject Valid(ContractRoute route)
    {
        var body = Published.Request(route.ExampleName);
        foreach (var (field, value) in new (string, JsonNode)[] { ("userId", _ids["friend"]), ("receiverId", _ids["friend"]), ("refreshToken", User.RefreshToken) })
        {
            if (body.ContainsKey(field))
                body[field] = value;
        }

        return body;
    }

    public override string Own(ContractRoute route, string parameter) => parameter switch
    {
        "userId" or "otherUserId" => _ids["friend"],
        "groupId" => _ids["group"],
        _ => _ids[route.Path.Split('/')[1].TrimEnd('s')],
    };

    public override async Task AssertUnchangedAsync()
    {
        Assert.Equal(_before, await ReadAsync());
        Assert.Empty(_server.Logs.Errors);
    }

    private async Task<string[]> ReadAsync()
    {
        var answers = new List<string>();
        foreach (var path in _watched)
            answers.Add((await User.GetAsync(path)).Ok().Text);
        return [.. answers];
    }
}

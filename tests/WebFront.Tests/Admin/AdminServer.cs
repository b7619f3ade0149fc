using System.Net;
using System.Text.RegularExpressions;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Admin;

/// <summary>A server with an operator, for all tests of the operator page.</summary>
public sealed partial class AdminServer : IAsyncLifetime
{
    public const string Operator = "the_operator";
    public const string Password = "Operator-password-1";

    /// <summary>The operator's account as configuration.</summary>
    public static readonly IReadOnlyDictionary<string, string> Account = new Dictionary<string, string>
    {
        ["Admin:Username"] = Operator,
        ["Admin:Password"] = Password,
    };

    /// <summary>The server.</summary>
    public ChatServer Chat { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Chat = await ChatServer.StartAsync(new() { Settings = Account });

    public ValueTask DisposeAsync() => Chat.DisposeAsync();

    /// <summary>Asks for something below <c>/admin</c>.</summary>
    public static Task<Answer> GetAsync(ChatServer server, string path, string? cookie = null, params (string Name, string Value)[] headers)
        => server.SendAsync(HttpMethod.Get, $"/admin{path}", headers: cookie is null ? headers : [.. headers, ("Cookie", $"orleanschat-operator={cookie}")]);

    /// <summary>Posts a form as the page itself does, unless <paramref name="headers"/> say otherwise.</summary>
    public static Task<Answer> PostAsync(
        ChatServer server, string path, Dictionary<string, string> form, string? cookie = null, params (string Name, string Value)[] headers)
    {
        List<(string, string)> all = [.. headers];
        if (!headers.Any(header => header.Name == "Origin"))
            all.Add(("Origin", server.Url.GetLeftPart(UriPartial.Authority)));
        if (cookie is not null)
            all.Add(("Cookie", $"orleanschat-operator={cookie}"));
        return server.SendAsync(HttpMethod.Post, $"/admin{path}", new FormUrlEncodedContent(form), headers: [.. all.Where(header => header.Item2.Length > 0)]);
    }

    /// <summary>Tries to sign in.</summary>
    public static Task<Answer> SignInAsync(ChatServer server, string name = Operator, string password = Password, params (string Name, string Value)[] headers)
        => PostAsync(server, "/sign-in", new() { ["name"] = name, ["password"] = password }, null, headers);

    /// <summary>Signs in and answers the cookie's value.</summary>
    public static async Task<string> SignedInAsync(ChatServer server)
        => Cookie((await SignInAsync(server)).With(HttpStatusCode.SeeOther));

    /// <summary>The value of the cookie that an answer sets.</summary>
    public static string Cookie(Answer answer) => CookieValue().Match(answer.Headers["Set-Cookie"]).Groups[1].Value;

    [GeneratedRegex("^orleanschat-operator=([^;]+);")]
    private static partial Regex CookieValue();
}

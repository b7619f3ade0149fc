using System.Text;
using System.Text.Json;
using OrleansChat.Load.Wires;

namespace OrleansChat.Load.Social;

/// <summary>The REST calls that scenarios need before, after and beside what they measure.</summary>
internal sealed class SocialApi(Front front, string prefix, Turns turns)
{
    /// <summary>A whole request, as bytes.</summary>
    public byte[] Encode(string method, string path, string? token, string? body)
    {
        var head = new StringBuilder($"{method} {prefix}{path} HTTP/1.1\r\nHost: {front.Host}\r\n");
        if (token is not null)
            head.Append("Authorization: Bearer ").Append(token).Append("\r\n");
        if (body is not null)
            head.Append("Content-Type: application/json\r\nContent-Length: ").Append(Encoding.UTF8.GetByteCount(body)).Append("\r\n");
        return Encoding.UTF8.GetBytes(head.Append("\r\n").Append(body).ToString());
    }

    /// <summary>A connection for calls one after the other.</summary>
    public RestClient Open() => new(front, this, turns);

    /// <summary>Creates a private group of users, the first being its owner.</summary>
    public async Task<string> CreateGroupAsync(IReadOnlyList<Account> members, CancellationToken cancellationToken)
    {
        using var rest = Open();
        var owner = members[0];
        var created = await rest.SendAsync("POST", "/groups", owner.Token, Json(("title", $"Load of {members.Count}"), ("type", "PRIVATE")), cancellationToken);
        var id = created.Expect(201).Data.GetProperty("id").GetString()!;
        foreach (var member in members.Skip(1))
        {
            var added = await rest.SendAsync("POST", $"/groups/{id}/members", owner.Token, Json(("userId", member.Id), ("role", "MEMBER")), cancellationToken);
            added.Expect(200, 201);
        }

        return id;
    }

    /// <summary>Deletes a group.</summary>
    public async Task DeleteGroupAsync(string id, Account owner, CancellationToken cancellationToken)
    {
        using var rest = Open();
        (await rest.SendAsync("DELETE", $"/groups/{id}", owner.Token, null, cancellationToken)).Expect(200, 204);
    }

    /// <summary>How many messages each of some pairs has in its history.</summary>
    public async Task<long[]> CountAsync(IEnumerable<(Account Reader, Account Peer)> pairs, CancellationToken cancellationToken)
    {
        using var rest = Open();
        var totals = new List<long>();
        foreach (var (reader, peer) in pairs)
        {
            var page = await rest.SendAsync("GET", $"/messages/direct/{peer.Id}?limit=1", reader.Token, null, cancellationToken);
            totals.Add(page.Status == 404 ? 0 : page.Expect(200).Root.GetProperty("pagination").GetProperty("total").GetInt64());
        }

        return [.. totals];
    }

    /// <summary>A body of plain strings.</summary>
    public static string Json(params (string Name, string Value)[] fields)
        => JsonSerializer.Serialize(fields.ToDictionary(field => field.Name, field => field.Value), PlainJson.Default.DictionaryStringString);
}

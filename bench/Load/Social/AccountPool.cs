using System.Text.Json;

namespace OrleansChat.Load.Social;

/// <summary>
/// The accounts of a run: <c>prefix_0@example.com</c> and on, registered when there is no such account, logged in when no token of theirs is
/// known that lives long enough. Tokens are kept in a file between runs when there is one to keep them in.
/// </summary>
internal sealed class AccountPool
{
    private const string Password = "Password123";
    private const int Width = 8;

    /// <summary>A token that ends sooner is renewed.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    /// <summary>How long a token lives when it does not say so.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(14);

    private readonly SocialApi[] _apis;
    private readonly string _prefix;
    private readonly string? _file;
    private readonly Dictionary<string, Account> _known;

    /// <summary>Reads the file, if there is one.</summary>
    public AccountPool(SocialApi[] apis, string prefix, string? file)
    {
        (_apis, _prefix, _file) = (apis, prefix, file);
        _known = file is not null && File.Exists(file)
            ? JsonSerializer.Deserialize(File.ReadAllBytes(file), PlainJson.Default.DictionaryStringAccount) ?? []
            : [];
    }

    /// <summary>The first so many accounts.</summary>
    /// <exception cref="LoadException">The server refuses.</exception>
    public async Task<Account[]> GetAsync(int count, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var soon = now.Add(Margin).ToUnixTimeSeconds();
        var missing = new Queue<string>(Enumerable.Range(0, count).Select(Name).Where(name => !(_known.TryGetValue(name, out var known) && known.Expires > soon)));
        if (missing.Count > 0)
        {
            if (missing.Count > 100)
                await Console.Error.WriteLineAsync($"Preparing {missing.Count} accounts …");
            await Task.WhenAll(Enumerable.Range(0, Width).Select(worker => PrepareAsync(_apis[worker % _apis.Length], missing, now, cancellationToken)));
            if (_file is not null)
                await File.WriteAllBytesAsync(_file, JsonSerializer.SerializeToUtf8Bytes(_known, PlainJson.Default.DictionaryStringAccount), cancellationToken);
        }

        return [.. Enumerable.Range(0, count).Select(index => _known[Name(index)])];
    }

    private string Name(int index) => $"{_prefix}_{index}";

    private async Task PrepareAsync(SocialApi api, Queue<string> missing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var rest = api.Open();
        while (true)
        {
            string? name;
            lock (missing)
            {
                if (!missing.TryDequeue(out name))
                    return;
            }

            var account = await PrepareAsync(rest, name, now, cancellationToken);
            lock (missing)
                _known[name] = account;
        }
    }

    private static async Task<Account> PrepareAsync(RestClient rest, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var email = $"{name}@example.com";
        var registered = await rest.SendAsync("POST", "/auth/register", null, SocialApi.Json(("username", name), ("email", email), ("password", Password)), cancellationToken);
        registered.Expect(201, 409);
        var entered = await rest.SendAsync("POST", "/auth/login", null, SocialApi.Json(("email", email), ("password", Password)), cancellationToken);
        var data = entered.Expect(200).Data;
        var token = data.GetProperty("accessToken").GetString()!;
        return new Account(data.GetProperty("user").GetProperty("id").GetString()!, token, ExpiryOf(token) ?? now.Add(Lifetime).ToUnixTimeSeconds());
    }

    /// <summary>What a JSON Web Token says about its end; null when it is none.</summary>
    private static long? ExpiryOf(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
            return null;
        var claims = parts[1].Replace('-', '+').Replace('_', '/');
        var buffer = new byte[claims.Length];
        return Convert.TryFromBase64String(claims.PadRight((claims.Length + 3) / 4 * 4, '='), buffer, out var length)
            && JsonElement.Parse(buffer.AsSpan(0, length)).TryGetProperty("exp", out var end) ? end.GetInt64() : null;
    }
}

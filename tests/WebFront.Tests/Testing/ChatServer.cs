using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansChat.Silo;
using OrleansChat.Storage.Search;
using OrleansChat.Testing;
using OrleansChat.WebFront.Admin.Reports;

namespace OrleansChat.WebFront.Tests.Testing;

/// <summary>How a test wants its server.</summary>
public sealed record ChatServerOptions
{
    /// <summary>Whether rate limits apply; off, so that tests may ask as often as they like.</summary>
    public bool RateLimits { get; init; }

    /// <summary>A clock to move by hand; the real one when null.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>An existing data folder to start over; a fresh one, deleted afterwards, when null.</summary>
    public string? DataFolder { get; init; }

    /// <summary>More configuration.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Changes what was registered.</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }
}

/// <summary>The whole program in this process: real Kestrel on loopback, real grains, a real SQLite file. The only place that knows how it starts.</summary>
public sealed class ChatServer : IAsyncDisposable
{
    public const string SigningKey = "a signing key that only tests know, of fifty bytes";
    public const string JitsiSecret = "a jitsi secret that only tests know, of fifty bytes";

    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly string? _ownFolder;

    private ChatServer(WebApplication app, CapturedLogs logs, string? ownFolder)
    {
        (_app, Logs, _ownFolder) = (app, logs, ownFolder);
        Urls = app.ContractUrls().ToDictionary(contract => contract.Key, contract => new Uri(contract.Value));
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = Url,
            Timeout = TimeSpan.FromMinutes(2),
        };
    }

    /// <summary>The roots of the contracts' ports.</summary>
    public IReadOnlyDictionary<string, Uri> Urls { get; }

    /// <summary>The root of the Social port.</summary>
    public Uri Url => Urls["social"];

    /// <summary>What the server logged as a warning or worse.</summary>
    public CapturedLogs Logs { get; }

    /// <summary>What is registered.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<ChatServer> StartAsync(ChatServerOptions? options = null)
    {
        options ??= new ChatServerOptions();
        var ownFolder = options.DataFolder is null ? Directory.CreateTempSubdirectory("orleanschat-").FullName : null;
        var logs = new CapturedLogs();
        var settings = new Dictionary<string, string>
        {
            ["environment"] = "Development",
            ["Data"] = options.DataFolder ?? ownFolder!,
            ["RateLimits:Enabled"] = options.RateLimits.ToString(),
            ["Jwt:SigningKey"] = SigningKey,
            ["Secrets:Key"] = SigningKey,
            ["Jitsi:Secret"] = JitsiSecret,
            ["Accounts:PasswordIterations"] = "1000",

            // A busy machine is no reason for a client to miss anything.
            ["Presence:Patience"] = "00:01:00",
            ["Cluster:SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            ["Cluster:GatewayPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
        };
        foreach (var contract in Front.Contracts)
            settings[contract.Key] = "auto";
        foreach (var (key, value) in options.Settings)
            settings[key] = value;
        WebApplication? app = null;
        try
        {
            app = ChatHost.Build([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")], builder =>
            {
                builder.Logging.ClearProviders().AddProvider(logs);
                builder.Services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<RecentErrors>());
                if (options.Clock is not null)
                    UseClock(builder.Services, options.Clock);
                options.Configure?.Invoke(builder);
            });
            await app.StartAsync();
            return new ChatServer(app, logs, ownFolder);
        }
        catch
        {
            await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
            if (ownFolder is not null)
                Directory.Delete(ownFolder, recursive: true);
            throw;
        }
    }

    /// <summary>Sends a request to the Social port; paths without a leading slash are below the REST prefix.</summary>
    public Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body = null, string? token = null, params (string Name, string Value)[] headers)
        => SendAsync(method, new Uri(Url, path.StartsWith('/') ? path : $"/api/v1/{path}"), body, token, headers);

    /// <summary>Sends a request to any of the ports.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, Uri url, HttpContent? body = null, string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url) { Content = body };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Sends JSON without a token.</summary>
    public Task<Answer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, TestJson.Content(body));

    /// <summary>Registers a new user and logs in.</summary>
    public Task<TestUser> RegisterAsync(string? name = null) => TestUser.RegisterAsync(this, name);

    /// <summary>Registers several users.</summary>
    public async Task<(TestUser First, TestUser Second)> RegisterTwoAsync() => (await RegisterAsync(), await RegisterAsync());

    /// <summary>Completes when search finds everything that was sent so far.</summary>
    public Task IndexAsync() => Services.GetRequiredService<ISearchIndexer>().CatchUpAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownFolder is not null)
            Directory.Delete(_ownFolder, recursive: true);
    }

    /// <summary>The clock of the program only: the runtime's own timers (membership, time-outs of calls) must go on while it stands still, and not all fire when it is moved.</summary>
    private static void UseClock(IServiceCollection services, TimeProvider clock)
        => services.AddSingleton(clock).AddKeyedSingleton(KeyedService.AnyKey, TimeProvider.System);
}

/// <summary>One server for all tests that share it; they use fresh users instead of cleaning up.</summary>
public sealed class ChatServerFixture : IAsyncLifetime
{
    /// <summary>The server, without rate limits.</summary>
    public ChatServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await ChatServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using OrleansChat.Grains.Interfaces.Operations;
using OrleansChat.WebFront.Tests.Architecture;
using OrleansChat.WebFront.Tests.Contracts.Social.Realtime;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Admin;

#pragma warning disable CA1848 // A log entry is what the page is to show.
/// <summary>The operator page in a real browser.</summary>
public sealed class AdminBrowserTests
{
    private const string Hostile = "<img src=x onerror=\"alert('markup')\">";
    private static readonly string Pictures = Directory.CreateDirectory(Path.Combine(DependencyTests.Root, "artifacts", "admin")).FullName;

    [Fact]
    public async Task An_operator_signs_in_sees_the_cluster_live_and_signs_out()
    {
        if (Chromium.Find() is not { } path)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "Chromium is missing where it must not be: .ci/run installs it.");
            Assert.Skip("NO CHROMIUM: the operator page was not tried in a browser. Install it (apt-get install chromium), or set TEST_CHROMIUM.");
            return;
        }

        ChatServer? chat = await ChatServer.StartAsync(new() { Settings = AdminServer.Account });
        try
        {
            await using var browser = Chromium.Start(path);
            await using var clients = RealtimeDriver.SocketIo();
            await SignInAsync(browser, chat);
            await SeeTheClusterAsync(browser, chat);
            await SeeConnectionsAsync(browser, chat, clients);
            await SeeWhatIsHostileAsync(browser, chat);
            await PhotographAsync(browser, "page");
            Assert.Empty(await browser.ComplaintsAsync());

            await browser.ClickAsync("header button");
            await browser.SeeAsync("main", "Sign in with an operator's account.");
            await browser.OpenAsync(new Uri(chat.Url, "/admin"));
            await browser.SeeAsync("main", "Sign in with an operator's account.");

            await FillInAsync(browser, AdminServer.Password);
            await browser.SeeAsync("#contact", "Live");
            Assert.Empty(await browser.ComplaintsAsync());
            await chat.DisposeAsync();
            chat = null;
            await browser.SeeAsync("#contact", "No contact since");
        }
        finally
        {
            if (chat is not null)
                await chat.DisposeAsync();
        }
    }

    private static async Task SignInAsync(Chromium browser, ChatServer chat)
    {
        await browser.OpenAsync(new Uri(chat.Url, "/admin"));
        await browser.SeeAsync("main", "Sign in with an operator's account.");
        await PhotographAsync(browser, "sign-in");
        await FillInAsync(browser, AdminServer.Password);
        await browser.SeeAsync("#contact", "Live");
    }

    private static async Task FillInAsync(Chromium browser, string password)
    {
        await browser.FillAsync("#name", AdminServer.Operator);
        await browser.FillAsync("#password", password);
        await browser.ClickAsync("button[type=submit]");
    }

    private static async Task SeeTheClusterAsync(Chromium browser, ChatServer chat)
    {
        await browser.SeeAsync("#silos tbody tr", "Active");
        Assert.Contains(Environment.MachineName, await browser.SeeAsync("#silos tbody tr", "alive"), StringComparison.Ordinal);
        await browser.SeeAsync("#fronts tbody tr", chat.Url.Authority);
        await browser.SeeAsync("#grains tbody tr", "AccountGrain");
    }

    private static async Task SeeConnectionsAsync(Chromium browser, ChatServer chat, RealtimeDriver clients)
    {
        const string Connections = "#tiles li:first-child .value";
        await browser.SeeAsync(Connections, "0");
        var (ann, bob) = await chat.RegisterTwoAsync();
        await SocialDevice.ConnectAsync(clients, chat, ann.AccessToken);
        await SocialDevice.ConnectAsync(clients, chat, bob.AccessToken);
        await browser.SeeAsync(Connections, "2");

        // A rate is of the last two seconds: Ann writes until the page has shown one.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
            await ann.WriteToAsync(bob);
        while ((await browser.ReadAsync("document.querySelector('#tiles li:nth-child(2) .value span').textContent")).GetString() is "0.0" or "–"
            && await pause.WaitForNextTickAsync(limit.Token));
    }

    /// <summary>Another front that falls silent, and an error: neither may be taken for markup.</summary>
    private static async Task SeeWhatIsHostileAsync(Chromium browser, ChatServer chat)
    {
        await chat.Services.GetRequiredService<IGrainFactory>().GetGrain<IClusterStatusGrain>(0).ReportAsync(new NodeReport
        {
            Id = Guid.CreateVersion7(),
            Kind = NodeKind.Front,
            Name = $"front-2{Hostile}",
            Version = Hostile,
            Address = $"http://192.0.2.7:3000/{new string('x', 200)}",
            Uptime = TimeSpan.FromHours(30),
            Load = new NodeLoad { Connections = 1200, Deliveries = 4321.5, Requests = 17, QueuedBytes = 123_456, Shed = 3, SlowConsumers = 2, Processor = 0.75, Memory = 512_000_000 },
        });
        chat.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Hostile).LogError(new IOException(Hostile), "It failed: {What}", Hostile);

        await browser.SeeAsync("#errors tbody tr", Hostile);
        await browser.SeeAsync("#fronts tbody tr", Hostile);
        await browser.SeeAsync("#fronts tbody tr", "gone");
        Assert.Equal(0, (await browser.ReadAsync("document.querySelectorAll('main img, main script').length")).GetInt32());
    }

    /// <summary>On a desk and on a phone, by day and by night; nothing may be wider than the screen.</summary>
    private static async Task PhotographAsync(Chromium browser, string name)
    {
        foreach (var (width, height, scheme) in new[] { (1280, 900, "dark"), (1280, 900, "light"), (360, 740, "dark"), (360, 740, "light") })
        {
            await browser.PhotographAsync(Path.Combine(Pictures, $"{name}-{width}-{scheme}.png"), width, height, scheme);
            var wide = (await browser.ReadAsync("document.documentElement.scrollWidth")).GetInt32();
            Assert.True(wide <= width, $"{name} is {wide} wide on a screen of {width}.");
        }
    }
}

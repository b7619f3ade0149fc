using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using OrleansChat.Grains.Interfaces.Operations;
using OrleansChat.WebFront.Admin;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Admin;

public sealed partial class AdminPageTests(AdminServer server) : IClassFixture<AdminServer>
{
    private readonly ChatServer _chat = server.Chat;

    [Theory]
    [InlineData("Production", null, 404)]
    [InlineData("Production", "true", 200)]
    [InlineData("Development", "false", 404)]
    [InlineData("Development", null, 200)]
    public async Task The_page_exists_where_it_is_switched_on_and_in_development(string environment, string? configured, int status)
    {
        var settings = new Dictionary<string, string>(AdminServer.Account) { ["environment"] = environment };
        if (configured is not null)
            settings["Admin:Page"] = configured;
        await using var chat = await ChatServer.StartAsync(new() { Settings = settings });

        foreach (var path in new[] { "", "/admin.js" })
            Assert.Equal(status, (await AdminServer.GetAsync(chat, path)).Status);
        Assert.Equal(status == 200 ? 401 : 404, (await AdminServer.GetAsync(chat, "/status")).Status);
        Assert.Equal(status == 200 ? 303 : 404, (await AdminServer.SignInAsync(chat)).Status);
    }

    [Fact]
    public async Task While_the_cluster_is_away_the_page_says_when_to_come_again()
    {
        var context = new DefaultHttpContext { Request = { Method = "GET", Path = "/admin/status" } };

        await new AdminGuard(_ => throw new TimeoutException(), NullLogger<AdminGuard>.Instance).InvokeAsync(context);

        Assert.Equal((503, "1"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
    }

    [Fact]
    public async Task Strangers_get_the_form_and_operators_the_page()
    {
        var cookie = await AdminServer.SignedInAsync(_chat);
        var (form, page) = (await AdminServer.GetAsync(_chat, ""), await AdminServer.GetAsync(_chat, "", cookie));

        Assert.Contains("action=\"/admin/sign-in\"", form.Ok().Text, StringComparison.Ordinal);
        Assert.Contains("action=\"/admin/sign-out\"", page.Ok().Text, StringComparison.Ordinal);
        Assert.Equal(401, (await AdminServer.GetAsync(_chat, "/status")).Status);
    }

    [Theory]
    [InlineData("", 200, "text/html; charset=utf-8")]
    [InlineData("/admin.css", 200, "text/css; charset=utf-8")]
    [InlineData("/admin.js", 200, "text/javascript; charset=utf-8")]
    [InlineData("/icon.svg", 200, "image/svg+xml")]
    [InlineData("/status", 200, "application/json; charset=utf-8")]
    [InlineData("/admin.html", 404, null)]
    [InlineData("/..%2fadmin.css", 404, null)]
    [InlineData("/nowhere", 404, null)]
    public async Task Every_answer_is_kept_nowhere_framed_nowhere_and_runs_nothing_foreign(string path, int status, string? type)
    {
        var answer = await AdminServer.GetAsync(_chat, path, await AdminServer.SignedInAsync(_chat));

        Assert.Equal((status, type), (answer.Status, answer.Headers.GetValueOrDefault("Content-Type")));
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("same-origin", answer.Headers["Referrer-Policy"]);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            answer.Headers["Content-Security-Policy"]);
    }

    [Fact]
    public async Task Nothing_in_the_pages_is_inline_and_nothing_is_put_in_as_markup()
    {
        foreach (var cookie in new[] { null, await AdminServer.SignedInAsync(_chat) })
            Assert.DoesNotMatch(Inline(), (await AdminServer.GetAsync(_chat, "", cookie)).Text);
        Assert.DoesNotMatch(Markup(), (await AdminServer.GetAsync(_chat, "/admin.js")).Text);
    }

    [Fact]
    public async Task The_status_tells_of_this_process_and_of_every_other_that_reports()
    {
        var (cluster, other) = (_chat.Services.GetRequiredService<IGrainFactory>().GetGrain<IClusterStatusGrain>(0), Guid.CreateVersion7());
        await cluster.ReportAsync(new NodeReport
        {
            Id = other,
            Kind = NodeKind.Front,
            Name = "</script><b>other</b>",
            Version = "9.9",
            Address = "http://192.0.2.7:3000",
            Uptime = TimeSpan.FromSeconds(90),
            Load = new NodeLoad { Connections = 12, Deliveries = 34.5, QueuedBytes = 56, Shed = 7, SlowConsumers = 8, Processor = 0.9, Memory = 1000 },
            Errors = [new NodeError { At = DateTimeOffset.UnixEpoch, Times = 4, Level = NodeErrorLevel.Critical, Category = "Some.Where", Message = "<img src=x>", Exception = "IOException" }],
        });
        var cookie = await AdminServer.SignedInAsync(_chat);
        var status = await AdminServer.GetAsync(_chat, "/status", cookie);
        await Eventually.HoldsAsync(async () =>
        {
            status = (await AdminServer.GetAsync(_chat, "/status", cookie)).Ok();
            return status.Json.GetProperty("silosAt").ValueKind is not System.Text.Json.JsonValueKind.Null
                && status.Json.GetProperty("nodes").EnumerateArray().Any(node => node.GetProperty("kind").GetString() == "embedded");
        });

        var nodes = status.Json.GetProperty("nodes").EnumerateArray().ToDictionary(node => node.GetProperty("id").GetGuid());
        var front = nodes[other];
        Assert.Equal(("front", "alive", "</script><b>other</b>", "9.9", 90), (
            front.GetProperty("kind").GetString(), front.GetProperty("state").GetString(), front.GetProperty("name").GetString(),
            front.GetProperty("version").GetString(), front.GetProperty("uptime").GetDouble()));
        Assert.Equal((12, 34.5, 56), (
            front.GetProperty("load").GetProperty("connections").GetInt64(), front.GetProperty("load").GetProperty("deliveries").GetDouble(),
            front.GetProperty("load").GetProperty("queuedBytes").GetInt64()));
        Assert.DoesNotContain("<", status.Text, StringComparison.Ordinal);

        var here = Assert.Single(nodes.Values, node => node.GetProperty("kind").GetString() == "embedded");
        Assert.Equal(Environment.MachineName, here.GetProperty("name").GetString());
        Assert.True(here.GetProperty("load").GetProperty("memory").GetInt64() > 0);
        var silo = Assert.Single(status.Json.GetProperty("silos").EnumerateArray());
        Assert.Equal((here.GetProperty("silo").GetString(), "Active"), (silo.GetProperty("address").GetString(), silo.GetProperty("status").GetString()));
        Assert.True(silo.GetProperty("activations").GetInt32() > 0);
        Assert.Contains(status.Json.GetProperty("grainTypes").EnumerateArray(), type => type.GetProperty("name").GetString() == "AccountGrain");
        var error = Assert.Single(status.Json.GetProperty("errors").EnumerateArray(), error => error.GetProperty("category").GetString() == "Some.Where");
        Assert.Equal(("critical", 4, "<img src=x>", "IOException"), (
            error.GetProperty("level").GetString(), error.GetProperty("times").GetInt64(), error.GetProperty("message").GetString(), error.GetProperty("exception").GetString()));
    }

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b")]
    private static partial Regex Markup();
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using OrleansChat.WebFront.Operations;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Operations;

/// <summary>A node that serves the operations listener alone, as a silo without a front does.</summary>
public sealed class OperationsOnlyTests(ChatServerFixture fixture)
{
    [Fact]
    public async Task It_answers_there_and_nowhere_else()
    {
        await using var app = await StartAsync("auto");
        using var http = new HttpClient { BaseAddress = new Uri(Assert.Single(Addresses(app))) };

        Assert.Equal("ready\n", await http.GetStringAsync("/health/ready"));
        Assert.Contains("process_uptime_seconds ", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        using var elsewhere = await http.GetAsync("/");
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Switched_off_it_does_not_listen_at_all()
    {
        await using var app = await StartAsync("0");

        Assert.Empty(Addresses(app));
    }

    [Fact]
    public async Task A_port_that_makes_no_sense_is_refused_by_name()
        => Assert.Contains("Listen:Operations", (await Assert.ThrowsAsync<OrleansConfigurationException>(() => StartAsync("many"))).Message, StringComparison.Ordinal);

    private static ICollection<string> Addresses(WebApplication app)
        => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    private async Task<WebApplication> StartAsync(string port)
    {
        var builder = WebApplication.CreateBuilder([$"--Listen:Operations={port}"]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(fixture.Server.Services.GetRequiredService<IGrainFactory>());
        builder.AddOperationsEndpoints();
        var app = builder.Build();
        app.MapOperationsEndpoints();
        await app.StartAsync();
        return app;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansChat.Testing;
using OrleansChat.WebFront.Operations;

namespace OrleansChat.WebFront.Tests.Operations;

public sealed class StopDeadlineTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_host_that_does_not_stop_is_ended_after_its_time()
    {
        var stuck = new Stuck();
        await using var app = await StartAsync(stuck);

        var stopping = app.StopAsync();
        await stuck.Stopping.Task;
        _time.Advance(TimeSpan.FromSeconds(12));
        Assert.False(_ended.Task.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        await _ended.Task;

        stuck.Release.SetResult();
        await stopping;
    }

    private async Task<WebApplication> StartAsync(Stuck stuck)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton<IHostedService>(stuck);
        var app = builder.Build();
        app.EndByDeadline(() => _ended.SetResult());
        await app.StartAsync();
        return app;
    }

    private sealed class Stuck : IHostedService
    {
        public TaskCompletionSource Stopping { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Stopping.SetResult();
            return Release.Task;
        }
    }
}

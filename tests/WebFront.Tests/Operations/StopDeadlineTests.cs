using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansChat.WebFront.Operations;

namespace OrleansChat.WebFront.Tests.Operations;

public sealed class StopDeadlineTests
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_program_that_does_not_stop_is_ended_after_its_time_even_if_whoever_listens_never_returns()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        await using var app = builder.Build();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.EndByDeadline(Grace, ended.SetResult);
        using var release = new ManualResetEventSlim();
        await using var listening = app.Lifetime.ApplicationStopping.Register(release.Wait);

        var began = Stopwatch.GetTimestamp();
        var stopping = Task.Run(app.Lifetime.StopApplication, TestContext.Current.CancellationToken);
        await ended.Task;

        Assert.InRange(Stopwatch.GetElapsedTime(began), ShutdownTimeout + Grace, TimeSpan.MaxValue);
        Assert.False(stopping.IsCompleted);
        release.Set();
        await stopping;
    }
}

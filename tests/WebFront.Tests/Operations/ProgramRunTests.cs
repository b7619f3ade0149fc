using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansChat.WebFront.Operations;

namespace OrleansChat.WebFront.Tests.Operations;

public sealed class ProgramRunTests
{
    private readonly Starting _service = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_program_told_to_end_during_its_start_gives_it_up_and_stops_what_it_has_begun(bool refusesToStop)
    {
        _service.RefusesToStop = refusesToStop;
        await using var app = Build();
        var running = app.RunToEndAsync(NotThisProcess);
        await _service.Begun.Task;

        app.Lifetime.StopApplication();

        await running;
        Assert.True(_service.IsStopped);
    }

    [Fact]
    public async Task A_program_told_to_end_stops_when_all_who_listen_have_heard_it()
    {
        _service.Started.SetResult();
        await using var app = Build();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var starting = app.Lifetime.ApplicationStarted.Register(started.SetResult);
        var wasStopped = true;
        await using var listening = app.Lifetime.ApplicationStopping.Register(() => wasStopped = _service.IsStopped);
        var running = app.RunToEndAsync(NotThisProcess);
        await started.Task;
        var told = Task.Run(app.Lifetime.StopApplication, TestContext.Current.CancellationToken);

        await running;
        await told;
        Assert.False(wasStopped);
        Assert.True(_service.IsStopped);
    }

    [Fact]
    public async Task What_fails_at_the_start_of_a_program_that_nobody_told_to_end_is_thrown()
    {
        _service.Started.SetException(new InvalidDataException("It cannot start."));
        await using var app = Build();
        await Assert.ThrowsAsync<InvalidDataException>(() => app.RunToEndAsync(NotThisProcess));
    }

    /// <summary>The deadline of a program would end the process of all tests.</summary>
    private static void NotThisProcess()
    {
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IHostedService>(_service);
        return builder.Build();
    }

    private sealed class Starting : IHostedService
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsStopped { get; private set; }

        public bool RefusesToStop { get; set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Begun.SetResult();
            return Started.Task.WaitAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            IsStopped = true;
            return RefusesToStop ? throw new InvalidOperationException("It does not run.") : Task.CompletedTask;
        }
    }
}

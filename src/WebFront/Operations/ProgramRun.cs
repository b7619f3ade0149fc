using System.Diagnostics;

namespace OrleansChat.WebFront.Operations;

/// <summary>A program, from its start to its end.</summary>
public static class ProgramRun
{
    /// <summary>
    /// Starts the host, waits until it is told to end (SIGTERM, Ctrl-C) and stops it. Told during its start, it gives the start up and
    /// stops what it has begun; that is no failure, as the host's own RunAsync has it. Nor does it begin to stop while others still
    /// listen to <see cref="IHostApplicationLifetime.ApplicationStopping"/>: the host waits for them, on a worker that they may need.
    /// </summary>
    /// <exception cref="Exception">What failed at a start that was not given up, or at the stop of a program that had started.</exception>
    public static Task RunToEndAsync(this WebApplication app) => app.RunToEndAsync(() => Process.GetCurrentProcess().Kill());

    /// <summary>The same; what does not end in time is ended by <paramref name="end"/>, also after this has returned.</summary>
    internal static async Task RunToEndAsync(this WebApplication app, Action end)
    {
        // The first to listen hears it last. Not on the thread that tells: much follows.
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = app.Lifetime.ApplicationStopping.Register(told.SetResult);
        app.EndByDeadline(StopDeadline.Grace, end);
        var isStarted = false;
        try
        {
            await app.StartAsync();
            isStarted = true;
        }
        catch (Exception) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The host has logged it.
        }

        await told.Task;
        try
        {
            await app.StopAsync();
        }
        catch (Exception) when (!isStarted)
        {
            // The host has told and logged all: a silo that was not running yet, say, refuses to be stopped. Nothing of it is left to wait for.
        }
    }
}

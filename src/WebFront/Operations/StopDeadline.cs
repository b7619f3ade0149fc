using Microsoft.Extensions.Options;

namespace OrleansChat.WebFront.Operations;

/// <summary>
/// Ends the process when it does not end in time by itself: a silo that cannot reach its membership, say, would wait for it for minutes.
/// What was acknowledged is stored, and the others notice the silo's absence like a crash.
/// </summary>
internal static partial class StopDeadline
{
    /// <summary>What the host may take beyond its own <see cref="HostOptions.ShutdownTimeout"/>.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>From the moment the host is told to stop it has its own time-out and <paramref name="grace"/>; then <paramref name="end"/> is called.</summary>
    public static void EndByDeadline(this WebApplication app, TimeSpan grace, Action end)
    {
        var deadline = app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout + grace;
        var (stopping, logger) = (app.Lifetime.ApplicationStopping, app.Logger);

        // A thread of its own: it waits neither for others who listen, who may never return, nor for a thread pool whose workers are all stuck.
        var thread = new Thread(() =>
        {
            stopping.WaitHandle.WaitOne();
#pragma warning disable RS0030 // There is no event: whatever comes, the process ends.
            Thread.Sleep(deadline);
#pragma warning restore RS0030
            LogOverdue(logger, deadline);
            end();
        });
        (thread.IsBackground, thread.Name) = (true, "Stop deadline");
        thread.Start();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Still not stopped after {Deadline}: ending the process")]
    private static partial void LogOverdue(ILogger logger, TimeSpan deadline);
}

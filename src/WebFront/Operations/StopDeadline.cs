using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace OrleansChat.WebFront.Operations;

/// <summary>
/// Ends the process when it does not end in time by itself: a silo that cannot reach its membership, say, would wait for it for minutes.
/// What was acknowledged is stored, and the others notice the silo's absence like a crash.
/// </summary>
public static partial class StopDeadline
{
    /// <summary>What the host may take beyond its own <see cref="HostOptions.ShutdownTimeout"/>.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>For programs: from the moment the host begins to stop the process has that long.</summary>
    public static void EndByDeadline(this WebApplication app) => app.EndByDeadline(() => Process.GetCurrentProcess().Kill());

    /// <summary>The same, ending by <paramref name="end"/>.</summary>
    internal static void EndByDeadline(this WebApplication app, Action end)
    {
        var deadline = app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout + Grace;
        app.Lifetime.ApplicationStopping.Register(() => _ = EndAsync(app.Services.GetRequiredService<TimeProvider>(), deadline, app.Logger, end));
    }

    private static async Task EndAsync(TimeProvider time, TimeSpan deadline, ILogger logger, Action end)
    {
        await Task.Delay(deadline, time);
        LogOverdue(logger, deadline);
        end();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Still not stopped after {Deadline}: ending the process")]
    private static partial void LogOverdue(ILogger logger, TimeSpan deadline);
}

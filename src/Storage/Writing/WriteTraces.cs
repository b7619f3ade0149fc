using System.Diagnostics;

namespace OrleansChat.Storage.Writing;

/// <summary>
/// Traces across group commits, as the source <c>OrleansChat.Storage</c>. A write that belongs to a trace has a span from the queue to
/// its commit. A commit carries out writes of many traces: its span belongs to the first of them, and each write's links to it.
/// While nobody listens nothing is made.
/// </summary>
internal static class WriteTraces
{
    private static readonly ActivitySource Source = new("OrleansChat.Storage");

    /// <summary>The span of a write that was asked for in a trace; null outside of one. The caller's own span stays the current one.</summary>
    public static Activity? Begin(string name)
    {
        if (!Source.HasListeners() || Activity.Current is not { } caller)
            return null;
        var span = Source.StartActivity(name);
        Activity.Current = caller;
        return span;
    }

    /// <summary>Ends a write's span, wherever that is seen.</summary>
    public static void End(Activity? span, Exception? failure)
    {
        if (span is null)
            return;
        if (failure is not null)
            span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", failure.GetType().FullName);
        var current = Activity.Current;
        span.Dispose();
        Activity.Current = current;
    }

    /// <summary>The span of a commit, as the current one; null when none of the group is traced.</summary>
    public static Activity? BeginCommit(List<QueuedWrite> group)
    {
        if (!Source.HasListeners())
            return null;
        Activity? commit = null;
        foreach (var write in group)
        {
            if (write.Span is not { IsAllDataRequested: true } span)
                continue;
            commit ??= Source.StartActivity("commit", ActivityKind.Client, span.Context)?.SetTag("orleanschat.commit.writes", group.Count);
            if (commit is not null)
                span.AddLink(new ActivityLink(commit.Context));
        }

        return commit;
    }
}

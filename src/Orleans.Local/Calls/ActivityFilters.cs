using System.Diagnostics;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>The sources and the header of traces through grain calls, named as in real Orleans.</summary>
internal static class ActivityPropagation
{
    public const string ParentKey = "traceparent";

    private static readonly ActivitySource Application = new("Microsoft.Orleans.Application");

    private static readonly ActivitySource Runtime = new("Microsoft.Orleans.Runtime");

    /// <summary>As real Orleans tells them apart: by the namespace's first letters, so OrleansChat counts as the runtime.</summary>
    public static ActivitySource SourceOf(IGrainCallContext context) =>
        context.Request.GetInterfaceType().Namespace?.StartsWith("Orleans", StringComparison.Ordinal) == true ? Runtime : Application;

    public static async Task TraceAsync(Activity? activity, IGrainCallContext context)
    {
        activity?.SetTag("rpc.system", "orleans").SetTag("rpc.service", context.InterfaceName).SetTag("rpc.method", context.MethodName);
        try
        {
            await context.Invoke();
        }
        catch (Exception exception) when (activity is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error);
            activity.SetTag("exception.type", exception.GetType().FullName).SetTag("exception.message", exception.Message);
            throw;
        }
    }
}

/// <summary>Begins the caller's side of a trace and sends its id along.</summary>
internal sealed class ActivityOutgoingFilter : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        using var activity = ActivityPropagation.SourceOf(context).StartActivity(context.Request.GetActivityName(), ActivityKind.Client);
        if ((activity ?? Activity.Current)?.Id is { } id) RequestContext.Set(ActivityPropagation.ParentKey, id);
        await ActivityPropagation.TraceAsync(activity, context);
    }
}

/// <summary>Goes on with the trace that arrived.</summary>
internal sealed class ActivityIncomingFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var parent = RequestContext.Get(ActivityPropagation.ParentKey) as string;
        using var activity = ActivityPropagation.SourceOf(context).StartActivity(context.Request.GetActivityName(), ActivityKind.Server, parent);
        await ActivityPropagation.TraceAsync(activity, context);
    }
}

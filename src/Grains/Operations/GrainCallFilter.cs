using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Storage;

namespace OrleansChat.Grains.Operations;

/// <summary>
/// What every call of a grain goes through: it is timed, and whatever was asked while the database could not be reached the caller
/// may try again shortly. One filter for both, since each costs every call.
/// </summary>
internal sealed partial class GrainCallFilter(GrainMetrics metrics, ILogger<GrainCallFilter> log) : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        var began = Stopwatch.GetTimestamp();
        var call = Begin(context);
        if (!call.IsCompletedSuccessfully)
            return AwaitAsync(context, call, began);
        metrics.Called(context.Grain, began);
        return call;
    }

    private static Task Begin(IIncomingGrainCallContext context)
    {
        try
        {
            return context.Invoke();
        }
        catch (Exception failure)
        {
            return Task.FromException(failure);
        }
    }

    private async Task AwaitAsync(IIncomingGrainCallContext context, Task call, long began)
    {
        try
        {
            await call;
        }
        catch (StoreUnavailableException failure)
        {
            Away(log, context.InterfaceName, context.MethodName, failure);
            throw new ChatException(ChatError.Unavailable);
        }
        finally
        {
            metrics.Called(context.Grain, began);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Grain}.{Method} found no database")]
    private static partial void Away(ILogger log, string grain, string method, Exception failure);
}

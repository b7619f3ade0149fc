using Microsoft.Extensions.Logging;
using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Storage;

namespace OrleansChat.Grains.Operations;

/// <summary>Whatever a grain was asked while the database could not be reached: the caller may try again shortly.</summary>
internal sealed partial class StoreAwayFilter(ILogger<StoreAwayFilter> log) : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (StoreUnavailableException failure)
        {
            Away(log, context.InterfaceName, context.MethodName, failure);
            throw new ChatException(ChatError.Unavailable);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Grain}.{Method} found no database")]
    private static partial void Away(ILogger log, string grain, string method, Exception failure);
}

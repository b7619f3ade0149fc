using Microsoft.Extensions.Options;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Admission;
using OrleansChat.WebFront.Processes;

namespace OrleansChat.WebFront.Ai;

/// <summary>Asks the AI services within bounds: so many requests at once, each no longer than configured, and none for a caller who hung up.</summary>
internal sealed partial class AiCalls(IAiServices services, IOptions<AiOptions> options, ILogger<AiCalls> log)
{
    private readonly PlacesPerUser _places = new(options.Value.MaxConcurrent, options.Value.MaxConcurrentPerUser);

    /// <summary>Takes a place, to be disposed of.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Unavailable"/>: there is none.</exception>
    public IDisposable Enter(CurrentUser user) => _places.TryTake(user.Id) ?? throw new ChatException(ChatError.Unavailable);

    /// <summary>Takes a place and asks.</summary>
    public async Task<T> AskAsync<T>(CurrentUser user, Func<IAiServices, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var place = Enter(user);
        return await AskAsync(ask, cancellationToken);
    }

    /// <summary>Asks, with a place taken.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Unavailable"/>: it failed, or took too long. Why is logged, without a word of the text.</exception>
    public async Task<T> AskAsync<T>(Func<IAiServices, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(options.Value.Timeout);
        try
        {
            return await ask(services, bounded.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(log, "it took too long");
        }
        catch (Exception failure) when (failure is ProcessFailedException or AiFailedException)
        {
            Failed(log, failure.Message);
        }

        throw new ChatException(ChatError.Unavailable);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "An AI service gave no answer: {Reason}")]
    private static partial void Failed(ILogger log, string reason);
}

/// <summary>A service gave no answer that means anything. <paramref name="reason"/> holds nothing that anybody said.</summary>
internal sealed class AiFailedException(string reason) : Exception(reason);

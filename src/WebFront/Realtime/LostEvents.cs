using System.Collections.Immutable;
using System.Threading.Channels;
using Orleans;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// Finds what was stored and never told: a silo that dies in between takes the telling with it, and the conversation's next activation
/// cannot know. Each conversation that this front heard of lately is asked, by how far it was heard, when silos came or went, and
/// when its next message leaves a gap. Whoever missed something is cut off, comes back and resumes.
/// </summary>
internal sealed partial class LostEvents(IGrainFactory grains, TimeProvider time, ILogger<LostEvents> logger)
{
    private const int AtOnce = 32;
    private const int Attempts = 10;
    private const int MaxGaps = 4096;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Beyond the bound a gap waits for the next change of silos.</summary>
    private readonly Channel<(EventRelay Ear, Guid ConversationId)> _gaps =
        Channel.CreateBounded<(EventRelay, Guid)>(new BoundedChannelOptions(MaxGaps) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>An ear heard something of a conversation after a gap.</summary>
    public void Suspect(EventRelay ear, Guid conversationId) => _gaps.Writer.TryWrite((ear, conversationId));

    /// <summary>Looks into gaps as they come up, until it is cancelled.</summary>
    public Task WatchAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        _gaps.Reader.ReadAllAsync(cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        (gap, cancel) => CheckAsync(gap.Ear, gap.ConversationId, cancel));

    /// <summary>Silos came or went: asks every conversation that was heard of lately.</summary>
    public Task SeekAsync(ImmutableArray<EventRelay> ears, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        ears.SelectMany(ear => ear.Positions.List().Select(conversation => (Ear: ear, Id: conversation))),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        (heard, cancel) => CheckAsync(heard.Ear, heard.Id, cancel));

    /// <summary>Asks one conversation, for as long as a cluster takes to be whole again.</summary>
    private async ValueTask CheckAsync(EventRelay ear, Guid conversationId, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ear.Positions.Find(conversationId) is { } position; attempt++)
        {
            try
            {
                var missed = await grains.Conversation(conversationId)
                    .MissedSinceAsync(position.Epoch, position.Messages.Sure, position.Changes.Sure)
                    .WaitAsync(cancellationToken);
                if (!missed.IsEmpty)
                    await ear.MissedAsync(missed);
                ear.Positions.Settle(conversationId, position);
                return;
            }
#pragma warning disable CA1031 // Whatever kept the conversation from answering, it is asked again.
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotAsked(conversationId, failure);
                if (attempt == Attempts)
                    return;
            }

            await Task.Delay(Retry, time, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Conversation {ConversationId} did not say whether events of it were lost; asking again")]
    private partial void LogNotAsked(Guid conversationId, Exception exception);
}

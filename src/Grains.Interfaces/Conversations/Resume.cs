using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Conversations;

/// <summary>The last position of a conversation that a returning client saw (DESIGN 4.6).</summary>
/// <param name="Epoch">The epoch its sequence belongs to.</param>
/// <param name="Sequence">The last message it has; 0 for none.</param>
/// <param name="Change">The last edit, deletion or reaction it knows of (<see cref="ResumeBatch.Change"/>); 0 for none.</param>
[GenerateSerializer, Immutable, Alias("resume-point")]
public sealed record ResumePoint([property: Id(0)] long Epoch, [property: Id(1)] long Sequence, [property: Id(2)] long Change);

/// <summary>What a returning client missed in one conversation.</summary>
/// <param name="Recovered">True: <paramref name="Messages"/> and <paramref name="Changed"/> are exactly what came after the point. False: the point was unknown or too far back, and <paramref name="Messages"/> are the newest ones.</param>
/// <param name="Messages">Messages after the point, in order.</param>
/// <param name="Changed">Earlier messages that were edited, reacted to or deleted since (as they are now), in order of change.</param>
/// <param name="Epoch">The conversation's epoch.</param>
/// <param name="Sequence">The last message of the conversation.</param>
/// <param name="Change">The last change that this batch covers: the conversation's change counter, or where there are more changes to fetch the last one in <paramref name="Changed"/>.</param>
/// <param name="More">True when there is more to fetch: ask again from the last message of this batch and <paramref name="Change"/>.</param>
[GenerateSerializer, Immutable, Alias("resume-batch")]
public sealed record ResumeBatch(
    [property: Id(0)] bool Recovered,
    [property: Id(1)] ImmutableArray<Message> Messages,
    [property: Id(2)] ImmutableArray<Message> Changed,
    [property: Id(3)] long Epoch,
    [property: Id(4)] long Sequence,
    [property: Id(5)] long Change,
    [property: Id(6)] bool More);

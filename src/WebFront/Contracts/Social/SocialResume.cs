using Microsoft.Extensions.Options;
using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>Fetches what a returning client missed (docs/resume.md), no more at once than its connection may hold.</summary>
internal sealed class SocialResume(IGrainFactory grains, IOptions<RealtimeOptions> options)
{
    private const int AtOnce = 16;
    private const int MessagesAtMost = 100;

    /// <summary>Bytes of an answer: half of what may wait for a connection, so that events have room beside it.</summary>
    private int Bound => options.Value.MaxQueuedBytes / 2;

    /// <summary>The answer, JSON.</summary>
    public async Task<ReadOnlyMemory<byte>> AnswerAsync(Guid reader, ResumeSocial request)
    {
        using var answer = new SocialResumeAnswer(Bound);
        foreach (var some in request.Checked().Chunk(AtOnce))
        {
            if (answer.IsFull)
            {
                foreach (var point in some)
                    answer.WriteLater(point);
                continue;
            }

            var found = await Task.WhenAll(some.Select(point => FetchAsync(reader, point)));
            for (var index = 0; index < some.Length; index++)
                answer.Write(some[index], found[index]);
        }

        return answer.Complete();
    }

    /// <summary>One conversation's refusal does not fail the others.</summary>
    private async Task<SocialResumed> FetchAsync(Guid reader, SocialResumePoint asked)
    {
        try
        {
            return asked.MessageId is null
                ? await FetchAsync(reader, SocialId.Conversation(asked.ConversationId!), asked.Point)
                : await FetchAfterMessageAsync(reader, asked.MessageId, asked.Point.Change);
        }
        catch (Exception exception) when (Refusal.Of(exception).Http is not HttpRefusal.Internal)
        {
            return new SocialResumed(default, asked.Point, null, SocialErrors.Word(Refusal.Of(exception)).Body);
        }
    }

    /// <summary>Messages may be cut anywhere, but changes go all at once: so many of them as an answer can take.</summary>
    private async Task<SocialResumed> FetchAsync(Guid reader, Guid id, ResumePoint from)
    {
        var conversation = grains.Conversation(id);
        var limit = MessagesAtMost;
        var batch = await conversation.ResumeAsync(reader, from, limit);
        while (limit > 1 && batch.Changed.Sum(message => SocialResumeAnswer.Encode(message).Length) > Bound)
            batch = await conversation.ResumeAsync(reader, from, limit = Math.Max(1, limit / 4));
        return new SocialResumed(id, from, batch, null);
    }

    private async Task<SocialResumed> FetchAfterMessageAsync(Guid reader, string messageId, long change)
    {
        var location = await grains.Lookup().LocateMessageAsync(SocialId.Message(messageId)) ?? throw new ChatException(ChatError.MessageNotFound);
        try
        {
            // A stored message is of the conversation's present epoch, which any answer tells.
            var now = await grains.Conversation(location.ConversationId).ResumeAsync(reader, new ResumePoint(0, location.Sequence, change), 1);
            return await FetchAsync(reader, location.ConversationId, new ResumePoint(now.Epoch, location.Sequence, change));
        }
        catch (ChatException refused) when (refused.Error is ChatError.ConversationNotFound)
        {
            // Whether a message that one may not see exists must not show.
            throw new ChatException(ChatError.MessageNotFound);
        }
    }
}

/// <summary>What was found of one conversation: a batch, or why there is none.</summary>
internal sealed record SocialResumed(Guid ConversationId, ResumePoint From, ResumeBatch? Batch, SocialError? Error);

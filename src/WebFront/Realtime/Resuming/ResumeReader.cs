using Microsoft.Extensions.Options;
using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime.Resuming;

/// <summary>Fetches what a returning client missed (docs/resume.md), no more at once than its connection may hold.</summary>
internal sealed class ResumeReader(IGrainFactory grains, IOptions<RealtimeOptions> options)
{
    private const int AtOnce = 16;
    private const int MessagesAtMost = 100;

    /// <summary>Bytes of an answer: half of what may wait for a connection, so that events have room beside it.</summary>
    private int Bound => options.Value.MaxQueuedBytes / 2;

    /// <summary>The answer in a contract's words, JSON.</summary>
    public async Task<ReadOnlyMemory<byte>> AnswerAsync(Guid reader, ResumeRequest request, IResumeWords words)
    {
        using var answer = new ResumeAnswer(words, Bound);
        foreach (var some in request.Checked(words).Chunk(AtOnce))
        {
            if (answer.IsFull)
            {
                foreach (var point in some)
                    answer.WriteLater(point);
                continue;
            }

            var found = await Task.WhenAll(some.Select(point => FetchAsync(reader, point, words)));
            for (var index = 0; index < some.Length; index++)
                answer.Write(some[index], found[index]);
        }

        return answer.Complete();
    }

    /// <summary>One conversation's refusal does not fail the others.</summary>
    private async Task<FoundConversation> FetchAsync(Guid reader, AskedConversation asked, IResumeWords words)
    {
        try
        {
            return asked.MessageId is null
                ? await FetchAsync(reader, words.Conversation(asked.ConversationId!), asked.Point, words)
                : await FetchAfterMessageAsync(reader, words.Message(asked.MessageId), asked.Point.Change, words);
        }
        catch (Exception exception) when (Refusal.Of(exception).Http is not HttpRefusal.Internal)
        {
            return new FoundConversation(default, asked.Point, null, Refusal.Of(exception));
        }
    }

    /// <summary>Messages may be cut anywhere, but changes go all at once: so many of them as an answer can take.</summary>
    private async Task<FoundConversation> FetchAsync(Guid reader, Guid id, ResumePoint from, IResumeWords words)
    {
        var conversation = grains.Conversation(id);
        var limit = MessagesAtMost;
        var batch = await conversation.ResumeAsync(reader, from, limit);
        while (limit > 1 && batch.Changed.Sum(message => words.Encode(message).Length) > Bound)
            batch = await conversation.ResumeAsync(reader, from, limit = Math.Max(1, limit / 4));
        return new FoundConversation(id, from, batch, null);
    }

    private async Task<FoundConversation> FetchAfterMessageAsync(Guid reader, Guid messageId, long change, IResumeWords words)
    {
        var location = await grains.Lookup().LocateMessageAsync(messageId) ?? throw new ChatException(ChatError.MessageNotFound);
        try
        {
            // A stored message is of the conversation's present epoch, which any answer tells.
            var now = await grains.Conversation(location.ConversationId).ResumeAsync(reader, new ResumePoint(0, location.Sequence, change), 1);
            return await FetchAsync(reader, location.ConversationId, new ResumePoint(now.Epoch, location.Sequence, change), words);
        }
        catch (ChatException refused) when (refused.Error is ChatError.ConversationNotFound)
        {
            // Whether a message that one may not see exists must not show.
            throw new ChatException(ChatError.MessageNotFound);
        }
    }
}

/// <summary>What was found of one conversation: a batch, or why there is none.</summary>
internal sealed record FoundConversation(Guid ConversationId, ResumePoint From, ResumeBatch? Batch, Refusal? Refusal);

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime.Resuming;

/// <summary>
/// Writes the answer to a resume, at most about so many bytes of it: what does not fit is left for the next request.
/// The position in each answer is the one to ask from next.
/// </summary>
internal sealed class ResumeAnswer : IDisposable
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Utf8JsonWriter _json;
    private readonly IResumeWords _words;
    private readonly int _bound;
    private bool _empty = true;

    /// <summary>Begins an answer.</summary>
    /// <param name="words">How its contract words it.</param>
    /// <param name="bound">About how many bytes it may have.</param>
    public ResumeAnswer(IResumeWords words, int bound)
    {
        (_words, _bound) = (words, bound);
        _json = new Utf8JsonWriter(_output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        _json.WriteStartObject();
        _json.WriteStartArray("conversations"u8);
    }

    /// <summary>True when no message fits any more.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Writes what was found of a conversation.</summary>
    public void Write(AskedConversation asked, FoundConversation found)
    {
        if (found.Refusal is { } refusal)
            WriteRefusal(asked, refusal);
        else if (IsFull)
            WriteLater(asked);
        else
            WriteBatch(asked, found, found.Batch!);
    }

    /// <summary>Leaves a conversation for the next request.</summary>
    public void WriteLater(AskedConversation asked)
    {
        Begin(asked);
        _json.WriteBoolean("recovered"u8, true);
        WritePosition(asked.Point, more: true);
        _json.WriteStartArray("messages"u8);
        _json.WriteEndArray();
        _json.WriteStartArray("changed"u8);
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    /// <summary>The whole answer.</summary>
    public ReadOnlyMemory<byte> Complete()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        return _output.WrittenMemory;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteRefusal(AskedConversation asked, Refusal refusal)
    {
        Begin(asked);
        _json.WriteBoolean("recovered"u8, false);
        _words.WriteRefusal(_json, refusal);
        _json.WriteEndObject();
    }

    private void WriteBatch(AskedConversation asked, FoundConversation found, ResumeBatch batch)
    {
        Begin(asked);
        if (asked.ConversationId is null)
            _json.WriteString(_words.ConversationId, _words.Spell(found.ConversationId));
        _json.WriteBoolean("recovered"u8, batch.Recovered);
        _json.WriteStartArray("messages"u8);
        var written = 0;
        while (written < batch.Messages.Length && TryWrite([_words.Encode(batch.Messages[written])]))
            written++;
        _json.WriteEndArray();

        // Changes come with the last of the messages and all at once, so that no position claims a change that was not sent.
        _json.WriteStartArray("changed"u8);
        var complete = written == batch.Messages.Length && TryWrite([.. batch.Changed.Select(_words.Encode)]);
        _json.WriteEndArray();
        WritePosition(Next(found, batch, written, complete), batch.More || !complete);
        _json.WriteEndObject();
    }

    private static ResumePoint Next(FoundConversation found, ResumeBatch batch, int written, bool complete)
    {
        if (complete && !batch.More)
            return new ResumePoint(batch.Epoch, batch.Sequence, batch.Change);
        if (written == 0 && !complete)
            return found.From;
        var sequence = written > 0 ? batch.Messages[written - 1].Sequence : batch.Sequence;
        return new ResumePoint(batch.Epoch, sequence, complete ? batch.Change : found.From.Change);
    }

    /// <summary>Writes all of these or none. An answer that is empty takes what there is: every request gets its client further.</summary>
    private bool TryWrite(ReadOnlySpan<byte[]> messages)
    {
        var bytes = 0;
        foreach (var message in messages)
            bytes += message.Length;
        if (!_empty && _json.BytesCommitted + _json.BytesPending + bytes > _bound)
        {
            IsFull = true;
            return false;
        }

        foreach (var message in messages)
            _json.WriteRawValue(message, skipInputValidation: true);
        _empty &= messages.IsEmpty;
        return true;
    }

    private void Begin(AskedConversation asked)
    {
        _json.WriteStartObject();
        if (asked.ConversationId is not null)
            _json.WriteString(_words.ConversationId, asked.ConversationId);
        else
            _json.WriteString(_words.MessageId, asked.MessageId);
    }

    private void WritePosition(ResumePoint next, bool more)
    {
        _json.WriteNumber("epoch"u8, next.Epoch);
        _json.WriteNumber("sequence"u8, next.Sequence);
        _json.WriteNumber("change"u8, next.Change);
        _json.WriteBoolean("more"u8, more);
    }
}

using System.Net.Mime;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>The two requests of a client that polls: GET waits for packets, POST brings some.</summary>
internal static class EngineIoPolling
{
    private static readonly byte[] Ok = "ok"u8.ToArray();

    /// <summary>Answers with what is queued for the session, as soon as there is something.</summary>
    public static async Task PollAsync(HttpContext context, EngineIoSession session)
    {
        if (session.BeginPoll() is not { } ready)
        {
            session.Close(EngineIoClose.Overlap);
            await EngineIoError.BadRequest.WriteAsync(context);
            return;
        }

        try
        {
            await ready.WaitAsync(context.RequestAborted);
            var answer = session.EndPoll();
            await WriteAsync(context, answer.Frames);
            session.PollAnswered(answer);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            // What was being written is lost with the connection, so the session is, too: the client begins a new one.
            session.Finish();
        }
    }

    /// <summary>Takes the packets of a post, each begun before the next, and says <c>ok</c>.</summary>
    public static async Task PostAsync(HttpContext context, EngineIoSession session)
    {
        if (!session.TryBeginPost())
        {
            session.Close(EngineIoClose.Overlap);
            await EngineIoError.BadRequest.WriteAsync(context);
            return;
        }

        var message = new InboundMessage(session.MaxMessageBytes);
        try
        {
            var error = await ReadBodyAsync(context, message) ?? await TakeAsync(session, message);
            session.EndPost();
            await (error?.WriteAsync(context) ?? WriteOkAsync(context));
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            session.Finish();
        }
        finally
        {
            message.Release();
        }
    }

    private static async Task<EngineIoError?> ReadBodyAsync(HttpContext context, InboundMessage message)
    {
        // Protocol 4 sends text only; binary messages come as base64.
        if (context.Request.ContentType is MediaTypeNames.Application.Octet)
            return EngineIoError.BadRequest;

        int read;
        do
        {
            read = await context.Request.Body.ReadAsync(message.Free(), context.RequestAborted);
            message.Advance(read);
        }
        while (read > 0 && !message.IsTooLarge);
        return message.IsTooLarge ? EngineIoError.PayloadTooLarge : null;
    }

    private static async Task<EngineIoError?> TakeAsync(EngineIoSession session, InboundMessage message)
    {
        ReadOnlyMemory<byte>? rest = message.Data;
        while (rest is not null && session.IsOpen)
        {
            if (EngineIoPayload.TryReadPacket(ref rest, out var packet))
                await session.ReceiveAsync(packet);
            else
                session.Close(EngineIoClose.ProtocolError);
        }

        return session.IsBroken ? EngineIoError.BadRequest : null;
    }

    private static async Task WriteAsync(HttpContext context, List<OutboundFrame> frames)
    {
        var response = context.Response;
        response.ContentType = "text/plain; charset=UTF-8";
        response.ContentLength = EngineIoPayload.Length(frames);
        response.Headers.CacheControl = "no-store";
        EngineIoPayload.Write(frames, response.BodyWriter);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
        await response.CompleteAsync();
    }

    private static Task WriteOkAsync(HttpContext context)
    {
        // Not text/plain: some browsers would offer the answer as a download, says the reference server.
        context.Response.ContentType = "text/html";
        context.Response.ContentLength = Ok.Length;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(Ok, context.RequestAborted).AsTask();
    }
}

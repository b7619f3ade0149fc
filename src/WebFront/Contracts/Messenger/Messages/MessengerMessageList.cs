using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.WebFront.Http.Json;

namespace OrleansChat.WebFront.Contracts.Messenger.Messages;

/// <summary>200 with messages, newest first, and the cursor of those before them.</summary>
internal sealed class MessengerMessageList(MessageBatch batch) : IResult, IEndpointMetadataProvider
{
    /// <summary>Bytes of a message of a hundred characters, about.</summary>
    private const int BytesEach = 1024;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        using var bytes = new PooledBytes((batch.Messages.Length + 1) * BytesEach);
        var json = new JsonText(bytes);
        json.Raw("{\"success\":true,\"data\":{\"messages\":["u8);
        for (var i = 0; i < batch.Messages.Length; i++)
        {
            if (i > 0)
                json.Raw(","u8);
            MessengerMessageJson.Write(ref json, batch.Messages[i], MessengerReceipts.Of(batch.Messages[i], batch.Horizons));
        }

        json.Raw("],\"has_more\":"u8);
        json.Flag(batch.More);
        json.Raw(",\"next_cursor\":"u8);
        json.Id("msg_"u8, batch.More ? batch.Messages[^1].Id : null);
        json.Raw("}}"u8);
        json.Complete();
        return JsonAnswer.SendAsync(httpContext, StatusCodes.Status200OK, bytes.Written.Span);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
        => MessengerWriter.Describe<MessengerEnvelope<MessengerMessages>>(builder, StatusCodes.Status200OK);
}

using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.WebFront.Http.Json;

namespace OrleansChat.WebFront.Contracts.Social.Messages;

/// <summary>201 with the message that was sent: SENT, whatever became of it since (a repeated send is answered the same).</summary>
internal sealed class SocialMessagePosted(Message message) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        using var bytes = new PooledBytes();
        var json = new JsonText(bytes);
        json.Raw("{\"success\":true,\"message\":\"Message sent successfully\",\"data\":"u8);
        SocialMessageJson.Write(ref json, message, MessageStatus.Sent);
        json.Raw("}"u8);
        json.Complete();
        httpContext.Response.Headers.Location = $"messages/{message.Id}";
        return JsonAnswer.SendAsync(httpContext, StatusCodes.Status201Created, bytes.Written.Span);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
        => SocialWriter.Describe<SocialEnvelope<SocialMessage>>(builder, StatusCodes.Status201Created);
}

/// <summary>200 with a page of messages.</summary>
internal sealed class SocialMessageList(PageRequest asked, Page<Message> page) : IResult, IEndpointMetadataProvider
{
    /// <summary>Bytes of a message of a hundred characters, about.</summary>
    private const int BytesEach = 768;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        using var bytes = new PooledBytes((page.Items.Length + 1) * BytesEach);
        var json = new JsonText(bytes);
        json.Raw("{\"success\":true,\"data\":["u8);
        for (var i = 0; i < page.Items.Length; i++)
        {
            if (i > 0)
                json.Raw(","u8);
            SocialMessageJson.Write(ref json, page.Items[i], page.Items[i].Status);
        }

        json.Raw("],\"pagination\":"u8);
        Write(ref json, SocialPagination.Of(asked, page.Total));
        json.Raw("}"u8);
        json.Complete();
        return JsonAnswer.SendAsync(httpContext, StatusCodes.Status200OK, bytes.Written.Span);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
        => SocialWriter.Describe<SocialPage<SocialMessage>>(builder, StatusCodes.Status200OK);

    private static void Write(ref JsonText json, SocialPagination pagination)
    {
        json.Raw("{\"page\":"u8);
        json.Number(pagination.Page);
        json.Raw(",\"limit\":"u8);
        json.Number(pagination.Limit);
        json.Raw(",\"total\":"u8);
        json.Number(pagination.Total);
        json.Raw(",\"totalPages\":"u8);
        json.Number(pagination.TotalPages);
        json.Raw("}"u8);
    }
}

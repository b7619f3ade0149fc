using System.Net.Mime;
using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;
using OrleansChat.WebFront.Http.Docs;
using OrleansChat.WebFront.Http.Json;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>How Messenger wraps an answer. <paramref name="Message"/> is left out where the contract shows none.</summary>
internal sealed record MessengerEnvelope<T>(
    bool Success,
    T Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message);

/// <summary>How Messenger answers where there is nothing to show.</summary>
internal sealed record MessengerDone(bool Success, string Message);

/// <summary>How Messenger wraps one page of a list.</summary>
internal sealed record MessengerPage<T>(bool Success, T Data, MessengerPagination Pagination);

/// <summary>How Messenger words a refusal over REST.</summary>
internal sealed record MessengerErrorAnswer(bool Success, MessengerError Error, string RequestId, DateTimeOffset Timestamp);

/// <summary>A refusal, wherever it is told. <paramref name="Details"/> is left out where no field is to blame.</summary>
internal sealed record MessengerError(
    string Code,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Details = null);

/// <summary>Wraps answers.</summary>
internal static class MessengerAnswer
{
    /// <summary>200 with data and, where the contract shows one, a message.</summary>
    public static MessengerOk<T> Ok<T>(T data, string? message = null) => new(data, message);

    /// <summary>200 with a message.</summary>
    public static MessengerSaid Done(string message) => new(message);

    /// <summary>201 with what was made; <paramref name="location"/> is relative to the request, so that it holds on every port. 200 where it was there before.</summary>
    public static MessengerCreated<T> Created<T>(string location, T data, string? message = null, bool existed = false) => new(location, data, message, existed);

    /// <summary>200 with one page: the list as the document shows it, and where it stands.</summary>
    public static MessengerList<T> List<T>(MessengerPaging asked, long total, T data) => new(data, MessengerPagination.Of(asked, total));
}

/// <summary>200.</summary>
internal sealed class MessengerOk<T>(T data, string? message) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => MessengerWriter.WriteAsync(httpContext, 200, new MessengerEnvelope<T>(true, data, message));

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => MessengerWriter.Describe<MessengerEnvelope<T>>(builder, 200);
}

/// <summary>200 with a message.</summary>
internal sealed class MessengerSaid(string message) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => MessengerWriter.WriteAsync(httpContext, 200, new MessengerDone(true, message));

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => MessengerWriter.Describe<MessengerDone>(builder, 200);
}

/// <summary>201, or 200 for what was there before.</summary>
internal sealed class MessengerCreated<T>(string location, T data, string? message, bool existed) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (!existed)
            httpContext.Response.Headers.Location = location;
        return MessengerWriter.WriteAsync(httpContext, existed ? 200 : 201, new MessengerEnvelope<T>(true, data, message));
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => MessengerWriter.Describe<MessengerEnvelope<T>>(builder, 201);
}

/// <summary>200 with a page.</summary>
internal sealed class MessengerList<T>(T data, MessengerPagination pagination) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => MessengerWriter.WriteAsync(httpContext, 200, new MessengerPage<T>(true, data, pagination));

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => MessengerWriter.Describe<MessengerPage<T>>(builder, 200);
}

/// <summary>Writes answers and tells the OpenAPI document of them.</summary>
internal static class MessengerWriter
{
    public static Task WriteAsync<T>(HttpContext context, int status, T body) => JsonAnswer.WriteAsync(context, status, body, MessengerJson.Options);

    public static void Describe<T>(EndpointBuilder builder, int status)
        => builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(T), [MediaTypeNames.Application.Json]));
}

/// <summary>A JSON body in Messenger's spelling, read after the caller is known and counted.</summary>
internal sealed record MessengerBody<T>(T Value) : IBindableFromHttpContext<MessengerBody<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    /// <inheritdoc/>
    public static async ValueTask<MessengerBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
        => new(MessengerJson.Read<T>((await JsonBody.ReadAsync(context)).Span));

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new DocumentedBody(typeof(T)));
}

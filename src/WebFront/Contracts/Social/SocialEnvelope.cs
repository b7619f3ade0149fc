using System.Net.Mime;
using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.WebFront.Http.Docs;
using OrleansChat.WebFront.Http.Json;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>How Social wraps an answer. <paramref name="Message"/> is left out where the contract shows none.</summary>
internal sealed record SocialEnvelope<T>(
    bool Success,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message,
    T Data);

/// <summary>How Social wraps one page of a list.</summary>
internal sealed record SocialPage<T>(bool Success, IReadOnlyList<T> Data, SocialPagination Pagination);

/// <summary>Where a page stands in its list.</summary>
internal sealed record SocialPagination(int Page, int Limit, long Total, long TotalPages)
{
    /// <summary>Where a page stands of which <paramref name="asked"/> was asked.</summary>
    public static SocialPagination Of(PageRequest asked, long total) => new(asked.Number, asked.Limit, total, (total + asked.Limit - 1) / asked.Limit);
}

/// <summary>How Social words every refusal.</summary>
internal sealed record SocialError(string Message, string Code)
{
    /// <summary>Always false.</summary>
    [JsonPropertyOrder(-1)]
    public bool Success { get; } = false;
}

/// <summary>Wraps answers.</summary>
internal static class SocialAnswer
{
    /// <summary>200 with data and, where the contract shows one, a message.</summary>
    public static SocialOk<T> Ok<T>(T data, string? message = null) => new(data, message);

    /// <summary>200 with a message and null for data.</summary>
    public static SocialOk<object?> Done(string message) => new(null, message);

    /// <summary>201 with what was made; <paramref name="location"/> is relative to the request, so that it holds on every port.</summary>
    public static SocialCreated<T> Created<T>(string location, T data, string message) => new(location, data, message);

    /// <summary>200 with one page.</summary>
    public static SocialList<TWire> List<TItem, TWire>(PageRequest asked, Page<TItem> page, Func<TItem, TWire> word)
        => new([.. page.Items.Select(word)], SocialPagination.Of(asked, page.Total));
}

/// <summary>200.</summary>
internal sealed class SocialOk<T>(T data, string? message) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => SocialWriter.WriteAsync(httpContext, 200, new SocialEnvelope<T>(true, message, data));

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => SocialWriter.Describe<SocialEnvelope<T>>(builder, 200);
}

/// <summary>201.</summary>
internal sealed class SocialCreated<T>(string location, T data, string message) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.Location = location;
        return SocialWriter.WriteAsync(httpContext, 201, new SocialEnvelope<T>(true, message, data));
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => SocialWriter.Describe<SocialEnvelope<T>>(builder, 201);
}

/// <summary>200 with a page.</summary>
internal sealed class SocialList<T>(IReadOnlyList<T> items, SocialPagination pagination) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => SocialWriter.WriteAsync(httpContext, 200, new SocialPage<T>(true, items, pagination));

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => SocialWriter.Describe<SocialPage<T>>(builder, 200);
}

/// <summary>Writes answers and tells the OpenAPI document of them.</summary>
internal static class SocialWriter
{
    public static Task WriteAsync<T>(HttpContext context, int status, T body) => JsonAnswer.WriteAsync(context, status, body, SocialJson.Options);

    public static void Describe<T>(EndpointBuilder builder, int status)
        => builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(T), [MediaTypeNames.Application.Json]));
}

/// <summary>A JSON body in Social's spelling, read after the caller is known and counted.</summary>
internal sealed record SocialBody<T>(T Value) : IBindableFromHttpContext<SocialBody<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    /// <inheritdoc/>
    public static async ValueTask<SocialBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
        => new(SocialJson.Read<T>((await JsonBody.ReadAsync(context)).Span));

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new DocumentedBody(typeof(T)));
}

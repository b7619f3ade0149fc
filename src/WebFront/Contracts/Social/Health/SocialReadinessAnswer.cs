using System.Net.Mime;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using OrleansChat.WebFront.Operations;

namespace OrleansChat.WebFront.Contracts.Social.Health;

/// <summary>200 when ready, else 503 with the same data in the error envelope.</summary>
internal sealed class SocialReadinessAnswer(ReadinessAnswer answer) : IResult, IEndpointMetadataProvider
{
    private const string NoRedis = "not_configured";

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => answer.IsReady
        ? SocialAnswer.Ok(new SocialReadiness("ready", new("connected", NoRedis)), "Service is ready").ExecuteAsync(httpContext)
        : RefuseAsync(httpContext);

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
        => builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(SocialEnvelope<SocialReadiness>), [MediaTypeNames.Application.Json]));

    private Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "1";
        var refusal = new SocialNotReady(false, "Service is not ready", "SERVICE_UNAVAILABLE", new("not ready", new(answer.DatabaseAnswers ? "connected" : "disconnected", NoRedis)));
        return context.Response.WriteAsJsonAsync(refusal, SocialJson.Options, context.RequestAborted);
    }
}

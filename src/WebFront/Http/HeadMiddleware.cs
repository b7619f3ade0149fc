using Microsoft.Net.Http.Headers;

namespace OrleansChat.WebFront.Http;

/// <summary>
/// Answers HEAD wherever a contract answers GET, as RFC 9110 (9.1) asks of every server: the same without the body, which the
/// server leaves out by itself. Runs before routing. A transport's GET begins or reads a connection: there HEAD stays what it is.
/// </summary>
internal sealed class HeadMiddleware(RequestDelegate next, RestPrefixes rest)
{
    private static readonly object Asked = new();

    /// <summary>Whether a GET was a HEAD: for those whose body is worth leaving out themselves.</summary>
    public static bool WasHead(HttpContext context) => context.Items.ContainsKey(Asked);

    /// <summary>Has a HEAD served as a GET.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method) && rest.Contain(context.Request.Path))
        {
            context.Request.Method = HttpMethods.Get;
            context.Items[Asked] = Asked;
        }

        return next(context);
    }

    /// <summary>Adds HEAD to the methods that a refusal of another one names.</summary>
    public static void Allow(IHeaderDictionary headers)
    {
        var methods = headers.GetCommaSeparatedValues(HeaderNames.Allow);
        if (methods.Contains(HttpMethods.Get) && !methods.Contains(HttpMethods.Head))
            headers.Allow = string.Join(", ", [.. methods, HttpMethods.Head]);
    }
}

using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Http;

/// <summary>The caller, bound once: handlers ask for it and never look at a token.</summary>
internal sealed record CurrentUser(Guid Id, Guid SessionId) : IBindableFromHttpContext<CurrentUser>
{
    /// <summary>The caller of this request; null when it carries no valid access token.</summary>
    public static CurrentUser? Of(HttpContext context) => context.Features.Get<CurrentUser>();

    /// <inheritdoc/>
    public static ValueTask<CurrentUser?> BindAsync(HttpContext context, System.Reflection.ParameterInfo parameter)
        => ValueTask.FromResult<CurrentUser?>(Of(context) ?? throw new ChatException(ChatError.Unauthenticated));
}

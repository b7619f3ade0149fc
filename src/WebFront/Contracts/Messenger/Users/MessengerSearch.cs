using System.Reflection;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Interfaces.Search;

namespace OrleansChat.WebFront.Contracts.Messenger.Users;

/// <summary>What is looked for, and which page of what is found.</summary>
internal sealed record MessengerSearch(string Text, MessengerPaging Paging) : IBindableFromHttpContext<MessengerSearch>
{
    /// <summary>Characters of a query.</summary>
    public const int MaxLength = 200;

    /// <summary>Users on a page, unless the caller says otherwise.</summary>
    public const int DefaultLimit = 20;

    /// <inheritdoc/>
    public static ValueTask<MessengerSearch?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var text = ((string?)context.Request.Query["q"])?.Trim();
        return text is { Length: > 0 and <= MaxLength } && !text.Contains('\0', StringComparison.Ordinal)
            ? ValueTask.FromResult<MessengerSearch?>(new(text, MessengerPaging.Of(context.Request.Query, DefaultLimit)))
            : throw new ChatException("q", $"must be 1 to {MaxLength} characters.");
    }
}

/// <summary>A user who was found.</summary>
internal sealed record MessengerFoundUser(string UserId, string Username, string? FullName, string? AvatarUrl, PresenceStatus Status)
{
    /// <summary>The user, and what the caller may see of their presence.</summary>
    public static MessengerFoundUser From(UserSummary user, PresenceInfo presence)
        => new(MessengerId.OfUser(user.Id), user.Username, user.FullName, user.Avatar, presence.Status);
}

/// <summary>One page of them.</summary>
internal sealed record MessengerFoundUsers(IReadOnlyList<MessengerFoundUser> Users, long Total, int Limit, long Offset);

using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Storage.Accounts;

namespace OrleansChat.Grains.Accounts;

/// <summary>Where an account stands in its life.</summary>
[GenerateSerializer, Alias("account-status")]
internal enum AccountStatus
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>It is in use.</summary>
    Active,

    /// <summary>Its deletion has begun and will be finished.</summary>
    Deleting,

    /// <summary>It is gone, and nothing is kept; an activation that starts later finds none.</summary>
    Deleted,
}

/// <summary>One account as it is kept, and what may become of it. Every change makes a new one.</summary>
[GenerateSerializer, Immutable, Alias("account-state")]
internal sealed partial record AccountState
{
    /// <summary>Where it stands.</summary>
    [Id(0)]
    public AccountStatus Status { get; init; }

    /// <summary>The name, as it was written.</summary>
    [Id(1)]
    public string Username { get; init; } = "";

    /// <summary>The address, as it was written.</summary>
    [Id(2)]
    public string Email { get; init; } = "";

    /// <summary>The hashed password.</summary>
    [Id(3)]
    public string PasswordHash { get; init; } = "";

    /// <summary>The picture's URL.</summary>
    [Id(4)]
    public string? Avatar { get; init; }

    /// <summary>What the user says about themselves.</summary>
    [Id(5)]
    public string? StatusMessage { get; init; }

    /// <summary>What the account may do.</summary>
    [Id(6)]
    public AccountRole Role { get; init; }

    /// <summary>When the user was last online.</summary>
    [Id(7)]
    public DateTimeOffset LastSeen { get; init; }

    /// <summary>When it was created.</summary>
    [Id(8)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its profile last changed.</summary>
    [Id(9)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Its live sessions, the one used longest ago first.</summary>
    [Id(10)]
    public ImmutableArray<Session> Sessions { get; init; } = [];

    /// <summary>Sessions that ended and of which the cluster may not know yet.</summary>
    [Id(11)]
    public ImmutableArray<EndedSession> Revoking { get; init; } = [];

    /// <summary>Whether the user directory may lag behind.</summary>
    [Id(12)]
    public bool DirectoryLags { get; init; }

    /// <summary>A new account.</summary>
    public static AccountState Create(NewAccount account, string passwordHash, AccountRole role, DateTimeOffset now) => new()
    {
        Status = AccountStatus.Active,
        Username = account.Username,
        Email = account.Email,
        PasswordHash = passwordHash,
        Role = role,
        LastSeen = now,
        CreatedAt = now,
        UpdatedAt = now,
        DirectoryLags = true,
    };

    /// <summary>With a changed profile.</summary>
    public AccountState With(AccountChange change, DateTimeOffset now) => this with
    {
        Username = change.Username.Or(Username),
        Avatar = change.Avatar.Or(Avatar),
        StatusMessage = change.StatusMessage.Or(StatusMessage),
        UpdatedAt = now,
        DirectoryLags = true,
    };

    /// <summary>Whether a handle is this account's.</summary>
    public bool Holds(string handle) =>
        Status == AccountStatus.Active && (handle == Handle.Email(Email) || handle == Handle.Username(Username));

    /// <summary>The profile.</summary>
    public Account ToAccount(Guid id) => new(id, Username, Email, Avatar, StatusMessage, Role, LastSeen, CreatedAt, UpdatedAt);

    /// <summary>The entry of the user directory.</summary>
    public StoredUser ToDirectoryEntry(Guid id) => new(id, Username, Email, Avatar);
}

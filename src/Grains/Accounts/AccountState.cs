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

    /// <summary>What the user is called.</summary>
    [Id(13)]
    public string? FullName { get; init; }

    /// <summary>What the user tells of themselves.</summary>
    [Id(14)]
    public string? Bio { get; init; }

    /// <summary>The phone number by E.164.</summary>
    [Id(15)]
    public string? Phone { get; init; }

    /// <summary>When the address was proven; null when it was not.</summary>
    [Id(16)]
    public DateTimeOffset? EmailVerifiedAt { get; init; }

    /// <summary>How the address will be proven; null when that is done or nobody asked for it.</summary>
    [Id(17)]
    public EmailVerification? Verification { get; init; }

    /// <summary>Since when the account may not be used; null when it may.</summary>
    [Id(18)]
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>The second factor; null without one.</summary>
    [Id(19)]
    public SecondFactor? SecondFactor { get; init; }

    /// <summary>A new account under a name, which it was given or was found for it.</summary>
    public static AccountState Create(NewAccount account, string username, string passwordHash, AccountRole role, DateTimeOffset now) => new()
    {
        Status = AccountStatus.Active,
        Username = username,
        Email = account.Email,
        PasswordHash = passwordHash,
        Role = role,
        LastSeen = now,
        CreatedAt = now,
        UpdatedAt = now,
        DirectoryLags = true,
        FullName = account.FullName,
        Phone = account.Phone,
        Verification = account.VerifyEmail ? new EmailVerification { MailDue = true } : null,
    };

    /// <summary>With a changed profile.</summary>
    public AccountState With(AccountChange change, DateTimeOffset now)
    {
        var changed = this with
        {
            Username = change.Username.Or(Username),
            Avatar = change.Avatar.Or(Avatar),
            StatusMessage = change.StatusMessage.Or(StatusMessage),
            FullName = change.FullName.Or(FullName),
            Bio = change.Bio.Or(Bio),
            UpdatedAt = now,
        };

        // A status message changes often, and the directory has no use for it.
        return changed with { DirectoryLags = DirectoryLags || changed.ToDirectoryEntry(default) != ToDirectoryEntry(default) };
    }

    /// <summary>Suspended, which ends every session, or usable again.</summary>
    public AccountState Suspend(bool suspended, DateTimeOffset now) => suspended
        ? EndSessions([.. Sessions.Select(session => session.Id)], now) with { SuspendedAt = SuspendedAt ?? now }
        : this with { SuspendedAt = null };

    /// <summary>Whether a handle is this account's.</summary>
    public bool Holds(string handle) => Status == AccountStatus.Active && Handles.Contains(handle);

    /// <summary>All its handles.</summary>
    public IEnumerable<string> Handles => Phone is null
        ? [Handle.Email(Email), Handle.Username(Username)]
        : [Handle.Email(Email), Handle.Username(Username), Handle.Phone(Phone)];

    /// <summary>The profile.</summary>
    public Account ToAccount(Guid id) => new(
        id,
        Username,
        Email,
        Avatar,
        StatusMessage,
        Role,
        LastSeen,
        CreatedAt,
        UpdatedAt,
        FullName,
        Bio,
        Phone,
        EmailVerifiedAt is not null,
        SecondFactor is { IsOn: true });

    /// <summary>The entry of the user directory.</summary>
    public StoredUser ToDirectoryEntry(Guid id) => new(id, Username, Email, Avatar, FullName);
}

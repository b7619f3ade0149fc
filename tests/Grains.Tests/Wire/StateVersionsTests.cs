using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Accounts;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Wire;

/// <summary>A grain state that another release stored is read: unknown members are passed over, missing ones have their defaults.</summary>
[Collection(ClusterCollection.Name)]
public sealed class StateVersionsTests(ClusterFixture cluster)
{
    private static readonly DateTimeOffset Time = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly GrainId _id = GrainId.Create("account", Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task What_a_newer_release_stored_is_read_without_what_is_new()
    {
        await StoreAsync(new NewerState
        {
            Status = 1,
            Username = "ada",
            Role = 1,
            CreatedAt = Time,
            Sessions = [new NewerSession(_guid, "hash", Time, "phone")],
            Languages = ["en", "fr"],
            Settings = new NewerSettings(true),
        });

        var state = await ReadAsync();

        Assert.Equal((AccountStatus.Active, "ada", AccountRole.Admin, Time), (state.Status, state.Username, state.Role, state.CreatedAt));
        Assert.Equal(new Session(_guid, "hash", Time), Assert.Single(state.Sessions));
    }

    [Fact]
    public async Task What_an_older_release_stored_is_read_with_defaults_for_the_rest()
    {
        await StoreAsync(new OlderState { Status = 1, Username = "ada" });

        var state = await ReadAsync();

        Assert.Equal(("ada", "", null), (state.Username, state.PasswordHash, state.Avatar));
        Assert.False(state.Sessions.IsDefault);
        Assert.Empty(state.Sessions);
        Assert.Empty(state.Revoking);
    }

    [Fact]
    public async Task An_account_of_before_there_was_more_than_a_password_is_as_it_was()
    {
        await StoreAsync(new EarlierState
        {
            Status = 1,
            Username = "ada",
            Email = "ada@example.com",
            PasswordHash = "hash",
            CreatedAt = Time,
            Sessions = [new EarlierSession(_guid, RefreshSecret.Hash("secret"), Time.AddDays(7))],
        });

        var state = await ReadAsync();

        Assert.Equal(new Session(_guid, RefreshSecret.Hash("secret"), Time.AddDays(7)), Assert.Single(state.Sessions));
        Assert.False(state.Sessions[0].KeepsRefreshToken);
        Assert.Null(state.Sessions[0].Renew("secret", "next", Time)!.PreviousHash);
        Assert.Equal((null, null, null, null, null, null), (state.FullName, state.Bio, state.Phone, state.SuspendedAt, state.SecondFactor, state.Verification));
        Assert.Equal(["email:ada@example.com", "username:ada"], state.Handles);
        var account = state.ToAccount(_guid);
        Assert.Equal((null, false, false), (account.FullName, account.EmailVerified, account.HasSecondFactor));
    }

    private readonly Guid _guid = Guid.NewGuid();

    private async Task StoreAsync<T>(T state) => await cluster.GrainStorage.WriteStateAsync("account", _id, new GrainState<T>(state));

    private async Task<AccountState> ReadAsync()
    {
        var read = new GrainState<AccountState>(new AccountState());
        await cluster.GrainStorage.ReadStateAsync("account", _id, read);
        return read.State!;
    }

    /// <summary>As an earlier release might have had it.</summary>
    private sealed record OlderState
    {
        public int Status { get; init; }

        public string Username { get; init; } = "";
    }

    /// <summary>As a later release might have it.</summary>
    private sealed record NewerState
    {
        public int Status { get; init; }

        public string Username { get; init; } = "";

        public int Role { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public ImmutableArray<NewerSession> Sessions { get; init; } = [];

        public ImmutableArray<string> Languages { get; init; } = [];

        public NewerSettings? Settings { get; init; }
    }

    /// <summary>As the release before full names, phones and second factors had it.</summary>
    private sealed record EarlierState
    {
        public int Status { get; init; }

        public string Username { get; init; } = "";

        public string Email { get; init; } = "";

        public string PasswordHash { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }

        public ImmutableArray<EarlierSession> Sessions { get; init; } = [];

        public ImmutableArray<EarlierSession> Revoking { get; init; } = [];

        public bool DirectoryLags { get; init; }
    }

    private sealed record EarlierSession(Guid Id, string SecretHash, DateTimeOffset ExpiresAt);

    private sealed record NewerSession(Guid Id, string SecretHash, DateTimeOffset ExpiresAt, string Device);

    private sealed record NewerSettings(bool Dark);
}

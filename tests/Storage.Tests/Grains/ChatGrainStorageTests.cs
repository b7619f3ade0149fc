using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Grains;

namespace OrleansChat.Storage.Tests.Grains;

public sealed class SqliteGrainStorageTests(SqliteFixture fixture) : ChatGrainStorageTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresGrainStorageTests(PostgresFixture fixture) : ChatGrainStorageTests(fixture), IClassFixture<PostgresFixture>;

public abstract class ChatGrainStorageTests(StoreFixture fixture)
{
    private const string Name = "profile";

    private readonly ChatGrainStorage _storage = new(fixture.Store.Get<IDatabase>(), "chat");
    private readonly GrainId _grain = GrainId.Create("account", Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task A_state_is_read_as_it_was_written()
    {
        var state = new Profile
        {
            Id = Guid.NewGuid(),
            At = new DateTimeOffset(2030, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)).AddTicks(9),
            Names = ["Ann", "Bob", "𝔸 \0 \" ü"],
            Sessions = ImmutableDictionary<Guid, Session>.Empty.Add(Guid.NewGuid(), new Session("hash", Make.Noon, null)),
            Kind = DayOfWeek.Friday,
            Bytes = [1, 2, 255],
        };
        var written = await ReadAsync();
        Assert.Equal((false, null), (written.RecordExists, written.ETag));
        written.State = state;
        await _storage.WriteStateAsync(Name, _grain, written);
        Assert.True(written.RecordExists);

        var read = await ReadAsync();

        Assert.Equal((true, written.ETag), (read.RecordExists, read.ETag));
        Assert.Equivalent(state, read.State, strict: true);
        Assert.Equal(state.At.Offset, read.State!.At.Offset);
    }

    [Fact]
    public async Task A_stale_write_is_refused_and_the_stored_state_stays()
    {
        var (one, other) = (await ReadAsync(), await ReadAsync());
        await WriteAsync(one, "first");

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(other, "insert race"));
        other = await ReadAsync();
        await WriteAsync(one, "second");
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(other, "stale"));

        Assert.Equal(["second"], (await ReadAsync()).State!.Names);
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_can_be_written_anew()
    {
        var state = await ReadAsync();
        await WriteAsync(state, "first");
        var stale = await ReadAsync();
        await WriteAsync(state, "second");

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync(Name, _grain, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync(Name, _grain, new GrainState<Profile>()));
        await _storage.ClearStateAsync(Name, _grain, state);

        Assert.Equal((false, null), (state.RecordExists, state.ETag));
        Assert.Empty(state.State!.Names);
        Assert.False((await ReadAsync()).RecordExists);
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(stale, "stale"));
        await _storage.ClearStateAsync(Name, _grain, state);
        await WriteAsync(state, "third");
        Assert.Equal(["third"], (await ReadAsync()).State!.Names);
    }

    [Fact]
    public async Task States_of_other_names_grains_and_providers_are_other_states()
    {
        await WriteAsync(await ReadAsync(), "mine");

        foreach (var (storage, name, grain) in new[]
        {
            (_storage, "another", _grain),
            (_storage, Name, GrainId.Create("account", Guid.NewGuid().ToString("N"))),
            (new ChatGrainStorage(fixture.Store.Get<IDatabase>(), "another"), Name, _grain),
        })
        {
            var state = new GrainState<Profile>();
            await storage.ReadStateAsync(name, grain, state);
            Assert.False(state.RecordExists);
        }
    }

    private async Task<GrainState<Profile>> ReadAsync()
    {
        var state = new GrainState<Profile>();
        await _storage.ReadStateAsync(Name, _grain, state);
        return state;
    }

    private Task WriteAsync(GrainState<Profile> state, string name)
    {
        state.State = new Profile { Names = [name] };
        return _storage.WriteStateAsync(Name, _grain, state);
    }

    public sealed record Session(string Hash, DateTimeOffset Expires, Guid? ReplacedBy);

    public sealed class Profile
    {
        public Guid Id { get; set; }

        public DateTimeOffset At { get; set; }

        public ImmutableArray<string> Names { get; set; } = [];

        public ImmutableDictionary<Guid, Session> Sessions { get; set; } = ImmutableDictionary<Guid, Session>.Empty;

        public DayOfWeek Kind { get; set; }

        public byte[] Bytes { get; set; } = [];
    }
}

using OrleansChat.Storage.Calls;
using OrleansChat.Storage.Conversations;

namespace OrleansChat.Storage.Tests.Calls;

public sealed class SqliteCallStoreTests(SqliteFixture fixture) : CallStoreTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresCallStoreTests(PostgresFixture fixture) : CallStoreTests(fixture), IClassFixture<PostgresFixture>;

public abstract class CallStoreTests(StoreFixture fixture)
{
    private readonly ICallStore _calls = fixture.Store.Calls;
    private readonly Guid _ann = Guid.NewGuid();
    private readonly Guid _bob = Guid.NewGuid();

    [Fact]
    public async Task A_call_is_loaded_as_it_was_saved()
    {
        var call = Call(0);
        await _calls.SaveAsync(call);
        AssertSame(call, await _calls.LoadAsync(call.Id));
        Assert.Null(await _calls.LoadAsync(Guid.NewGuid()));

        var answered = call with
        {
            Version = 2,
            Status = 1,
            GroupId = Guid.NewGuid(),
            AnsweredAt = Make.Noon.AddSeconds(5),
            EndedAt = Make.Noon.AddSeconds(9),
            Participants = [.. call.Participants, new StoredCallParticipant(Guid.NewGuid(), 2, Make.Noon, Make.Noon.AddHours(1))],
        };
        await _calls.SaveAsync(answered);
        AssertSame(answered, await _calls.LoadAsync(call.Id));
    }

    [Fact]
    public async Task Another_version_is_a_conflict_and_changes_nothing()
    {
        var call = Call(0);
        await _calls.SaveAsync(call);

        await Assert.ThrowsAsync<StoreConflictException>(() => _calls.SaveAsync(call));
        await Assert.ThrowsAsync<StoreConflictException>(() => _calls.SaveAsync(call with { Version = 3, Participants = [] }));
        await Assert.ThrowsAsync<StoreConflictException>(() => _calls.SaveAsync(Call(0) with { Version = 2 }));

        AssertSame(call, await _calls.LoadAsync(call.Id));
    }

    [Fact]
    public async Task The_calls_of_a_user_are_listed_newest_first()
    {
        var calls = Enumerable.Range(0, 5).Select(Call).ToList();
        foreach (var call in calls)
        {
            await _calls.SaveAsync(call);
        }

        var page = await _calls.ListAsync(_bob, 1, 2);
        Assert.Equal(5, page.Total);
        Assert.Equal([calls[3].Id, calls[2].Id], page.Items.Select(call => call.Id));
        AssertSame(calls[3], page.Items[0]);
        Assert.Empty((await _calls.ListAsync(_bob, 5, 2)).Items);
        Assert.Equal(0, (await _calls.ListAsync(Guid.NewGuid(), 0, 2)).Total);
    }

    [Fact]
    public async Task A_call_that_is_hidden_from_somebody_is_not_in_their_list()
    {
        var call = Call(0);
        call = call with { Participants = [call.Participants[0], call.Participants[1] with { Hidden = true }] };
        await _calls.SaveAsync(call);
        AssertSame(call, await _calls.LoadAsync(call.Id));
        Assert.Equal(1, (await _calls.ListAsync(_ann, 0, 2)).Total);
        Assert.Equal(0, (await _calls.ListAsync(_bob, 0, 2)).Total);
    }

    private StoredCall Call(int minutes) => new(Guid.CreateVersion7(), 1, _ann, "room", 1, 0, null, Make.Noon.AddMinutes(minutes), null, null)
    {
        Participants = [new StoredCallParticipant(_ann, 1, Make.Noon, null), new StoredCallParticipant(_bob, 0, null, null)],
    };

    private static void AssertSame(StoredCall expected, StoredCall? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Participants, actual.Participants);
        Assert.Equal(expected with { Participants = actual.Participants }, actual);
    }
}

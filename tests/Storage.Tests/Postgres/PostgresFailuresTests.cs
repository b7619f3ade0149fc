using Npgsql;
using OrleansChat.Storage.Postgres;

namespace OrleansChat.Storage.Tests.Postgres;

/// <summary>A server whose host name is not known: one that is away in a cluster that forgets the names of what does not run.</summary>
public sealed class PostgresFailuresTests
{
    /// <summary>Longer than any name may be, so that nobody is asked about it.</summary>
    private static readonly string Nowhere = $"Host={new string('x', 64)};Username=nobody;Pooling=false";

    [Fact]
    public async Task A_server_whose_name_is_not_known_is_away()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(ConnectAsync);
        Assert.True(PostgresFailures.IsAway(failure, isConnected: false), failure.ToString());
    }

    [Fact]
    public async Task A_server_whose_name_is_not_known_yet_is_waited_for_at_the_start()
    {
        var attempts = 0;
        await PostgresStart.RetryAsync(_ => ++attempts == 1 ? ConnectAsync() : Task.CompletedTask, TimeProvider.System, CancellationToken.None);
        Assert.Equal(2, attempts);
    }

    private static async Task ConnectAsync()
    {
        await using var connection = new NpgsqlConnection(Nowhere);
        await connection.OpenAsync();
    }
}

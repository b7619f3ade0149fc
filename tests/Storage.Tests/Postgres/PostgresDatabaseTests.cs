using Npgsql;
using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Tests.Postgres;

/// <summary>What a real PostgreSQL says, and what callers learn of it.</summary>
public sealed class PostgresDatabaseTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData("57P01")] // admin_shutdown
    [InlineData("57P03")] // cannot_connect_now
    [InlineData("53100")] // disk_full
    [InlineData("53200")] // out_of_memory
    [InlineData("53300")] // too_many_connections
    [InlineData("25006")] // read_only_sql_transaction
    public async Task A_server_that_cannot_serve_now_is_away_for_reads_and_writes(string code)
    {
        var database = fixture.Store.Get<IDatabase>();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => database.ReadAsync((session, cancel) => RaiseAsync(session, code, cancel), CancellationToken.None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => database.WriteAsync((session, cancel) => RaiseAsync(session, code, cancel), CancellationToken.None));
    }

    [Fact]
    public async Task What_a_server_has_against_a_statement_is_a_bug()
    {
        var database = fixture.Store.Get<IDatabase>();
        await Assert.ThrowsAsync<PostgresException>(() => database.ReadAsync((session, cancel) => RaiseAsync(session, "22012", cancel), CancellationToken.None));
    }

    private static Task<int> RaiseAsync(DbSession session, string code, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"DO $$ BEGIN RAISE EXCEPTION 'as the test wants' USING ERRCODE = '{code}'; END $$", cancellationToken);
}

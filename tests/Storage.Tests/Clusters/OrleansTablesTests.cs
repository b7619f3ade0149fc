using Npgsql;
using OrleansChat.Storage.Clusters;

namespace OrleansChat.Storage.Tests.Clusters;

/// <summary>The statements that Orleans' ADO.NET providers find in the database, with the parameters that they give them.</summary>
public sealed class OrleansTablesTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly Dictionary<string, string> _queries = [];
    private NpgsqlDataSource _database = null!;
    private string _connectionString = "";

    public async ValueTask InitializeAsync()
    {
        if (await fixture.CreateDatabaseAsync() is not { } options)
            return;
        _connectionString = options.ConnectionString!;
        _database = NpgsqlDataSource.Create($"{_connectionString};Maximum Pool Size=4");
        await ApplyAsync();
        await using var command = _database.CreateCommand("SELECT QueryKey, QueryText FROM OrleansQuery");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            _queries[reader.GetString(0)] = reader.GetString(1);
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Fact]
    public async Task Silos_that_start_at_once_make_the_tables_once_and_keep_what_is_in_them()
    {
        fixture.SkipWithoutDatabase();
        await JoinAsync("ten", 1, version: 0, first: true);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ApplyAsync()));

        Assert.Equal(1, await NumberAsync("SELECT count(*) FROM OrleansMembershipTable WHERE DeploymentId = 'ten'"));
    }

    [Fact]
    public async Task A_member_joins_and_changes_only_with_the_version_it_read()
    {
        fixture.SkipWithoutDatabase();
        Assert.True(await JoinAsync("one", 1, version: 0, first: true));
        Assert.False(await JoinAsync("one", 2, version: 0));
        Assert.True(await JoinAsync("one", 2, version: 1));
        Assert.False(await JoinAsync("one", 2, version: 2), "it is there already");

        Assert.False(await UpdateAsync("one", 1, status: 3, version: 1));
        Assert.True(await UpdateAsync("one", 1, status: 3, version: 2));
        Assert.False(await UpdateAsync("one", 9, status: 3, version: 3), "there is no such member");

        Assert.Equal(3, await NumberAsync("SELECT Version FROM OrleansMembershipVersionTable WHERE DeploymentId = 'one'"));
        Assert.Equal(2, (await RowsAsync("MembershipReadAllKey", ("DeploymentId", "one"))).Count);
        Assert.Equal([30001], (await RowsAsync("GatewaysQueryKey", ("DeploymentId", "one"), ("Status", 3))).Select(row => row["proxyport"]));
    }

    [Fact]
    public async Task Of_silos_that_join_at_once_with_one_version_one_is_let_in()
    {
        fixture.SkipWithoutDatabase();
        await RowsAsync("InsertMembershipVersionKey", ("DeploymentId", "race"));

        var joined = await Task.WhenAll(Enumerable.Range(1, 8).Select(port => JoinAsync("race", port, version: 0)));

        Assert.Single(joined, won => won);
        Assert.Equal(1, await NumberAsync("SELECT count(*) FROM OrleansMembershipTable WHERE DeploymentId = 'race'"));
    }

    [Fact]
    public async Task A_cluster_without_members_still_has_a_version()
    {
        fixture.SkipWithoutDatabase();
        await RowsAsync("InsertMembershipVersionKey", ("DeploymentId", "empty"));
        await RowsAsync("InsertMembershipVersionKey", ("DeploymentId", "empty"));

        var row = Assert.Single(await RowsAsync("MembershipReadAllKey", ("DeploymentId", "empty")));

        Assert.Equal(0, row["version"]);
        Assert.Equal(DBNull.Value, row["starttime"]);
    }

    [Fact]
    public async Task Only_the_dead_are_cleaned_away()
    {
        fixture.SkipWithoutDatabase();
        await JoinAsync("old", 1, version: 0, first: true);
        await JoinAsync("old", 2, version: 1);
        await UpdateAsync("old", 1, status: 3, version: 2);
        await UpdateAsync("old", 2, status: 6, version: 3);

        await RowsAsync("CleanupDefunctSiloEntriesKey", ("DeploymentId", "old"), ("IAmAliveTime", DateTimeOffset.MaxValue.UtcDateTime));

        Assert.Equal(1, Assert.Single(await RowsAsync("MembershipReadAllKey", ("DeploymentId", "old")))["port"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("email:ann@example.com")]
    public async Task A_state_is_written_only_over_the_version_that_was_read(string? extension)
    {
        fixture.SkipWithoutDatabase();
        Assert.Empty(await StateAsync("ReadFromStorageKey", extension));

        Assert.Equal(1, await WriteAsync(extension, null));
        Assert.Equal(DBNull.Value, await WriteAsync(extension, null));
        Assert.Equal(2, await WriteAsync(extension, 1));
        Assert.Equal(1, await WriteAsync(extension, 1));
        Assert.Equal(2, Assert.Single(await StateAsync("ReadFromStorageKey", extension))["version"]);

        Assert.Empty(await StateAsync("DeleteStorageKey", extension, ("GrainStateVersion", 1)));
        Assert.Equal(3, Assert.Single(await StateAsync("DeleteStorageKey", extension, ("GrainStateVersion", 2)))["newgrainstateversion"]);
        Assert.Empty(await StateAsync("ReadFromStorageKey", extension));
        Assert.Equal(1, await WriteAsync(extension, null));
        Assert.Equal(2, Assert.Single(await StateAsync("ClearStorageKey", extension, ("GrainStateVersion", 1)))["newgrainstateversion"]);
        Assert.Equal(DBNull.Value, Assert.Single(await StateAsync("ReadFromStorageKey", extension))["payloadbinary"]);
    }

    [Fact]
    public async Task Of_activations_that_write_a_new_state_at_once_one_is_let()
    {
        fixture.SkipWithoutDatabase();

        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WriteAsync("race", null)));

        Assert.Single(versions, version => version is 1);
    }

    private async Task ApplyAsync() => await new OrleansTables(_connectionString, TimeProvider.System).StartingAsync(CancellationToken.None);

    private async Task<bool> JoinAsync(string cluster, int port, int version, bool first = false)
    {
        if (first)
            await RowsAsync("InsertMembershipVersionKey", ("DeploymentId", cluster));
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var rows = await RowsAsync(
            "InsertMembershipKey", ("DeploymentId", cluster), ("Address", "127.0.0.1"), ("Port", port), ("Generation", 1), ("SiloName", $"silo{port}"),
            ("HostName", "here"), ("Status", 2), ("ProxyPort", 30000 + port), ("StartTime", now), ("IAmAliveTime", now), ("Version", version));
        return Assert.Single(rows).Values.Single() is 1;
    }

    private async Task<bool> UpdateAsync(string cluster, int port, int status, int version)
    {
        var rows = await RowsAsync(
            "UpdateMembershipKey", ("DeploymentId", cluster), ("Address", "127.0.0.1"), ("Port", port), ("Generation", 1), ("Status", status),
            ("SuspectTimes", null), ("IAmAliveTime", TimeProvider.System.GetUtcNow().UtcDateTime), ("Version", version));
        return Assert.Single(rows).Values.Single() is 1;
    }

    private async Task<object> WriteAsync(string? extension, int? version)
        => Assert.Single(await StateAsync("WriteToStorageKey", extension, ("GrainStateVersion", version), ("PayloadBinary", new byte[] { 1 })))["newgrainstateversion"];

    private Task<List<Dictionary<string, object>>> StateAsync(string key, string? extension, params (string, object?)[] more) => RowsAsync(
        key,
        [("GrainIdHash", 7), ("GrainIdN0", 1L), ("GrainIdN1", 2L), ("GrainTypeHash", 3), ("GrainTypeString", "account"), ("GrainIdExtensionString", extension), ("ServiceId", "chat"), .. more]);

    private async Task<long> NumberAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), null);
    }

    /// <summary>Runs a statement as a provider does: named parameters, nulls with a type.</summary>
    private async Task<List<Dictionary<string, object>>> RowsAsync(string key, params (string Name, object? Value)[] parameters)
    {
        await using var command = _database.CreateCommand(_queries[key]);
        foreach (var (name, value) in parameters)
        {
            var parameter = command.Parameters.AddWithValue(name, value ?? DBNull.Value);
            if (value is null)
                parameter.DbType = name == "GrainStateVersion" ? System.Data.DbType.Int32 : System.Data.DbType.String;
        }

        var rows = new List<Dictionary<string, object>>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(index => reader.GetName(index), reader.GetValue));
        return rows;
    }
}

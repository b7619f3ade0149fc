using System.Net;
using System.Net.Sockets;
using Npgsql;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests;

/// <summary>SIGTERM at any moment of the start: the start is given up, the process ends by itself, and that is no failure.</summary>
[Collection(Alone.Name)]
public sealed class StopDuringStartTests
{
    /// <summary>The code of a process that a signal ended because it did not handle it yet.</summary>
    private const int EndedBySigTerm = 128 + 15;

    private const string Waiting = """
        SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("Wildcard detected, all requests with hosts will be allowed")]
    [InlineData("Now listening on")]
    [InlineData("Application started")]
    [InlineData("OrleansChat is ready")]
    public async Task A_server_told_to_end_at_a_line_of_its_start_ends_in_good_order(string line)
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder);
        await SaysAsync(server, line);
        await AssertEndsAsync(server);
    }

    [Fact]
    public async Task A_server_told_to_end_while_it_opens_its_database_ends_in_good_order()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder);
        await UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(folder.Path, "orleanschat.db"))));
        await AssertEndsAsync(server);
    }

    [Fact]
    public async Task A_server_told_to_end_as_soon_as_it_exists_ends()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder);
        var (exitCode, _) = await server.TerminateAsync();
        Assert.Contains(exitCode, new[] { 0, EndedBySigTerm });
        Assert.DoesNotContain("Unhandled exception", server.Output, StringComparison.Ordinal);
    }

    /// <summary>All that stops has the same worker to do it with, so that nothing may keep it waiting.</summary>
    [Fact]
    public async Task A_server_whose_thread_pool_has_one_worker_ends_in_good_order()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, new() { ["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1" });
        await SaysAsync(server, "OrleansChat is ready");
        await AssertEndsAsync(server);
    }

    [Fact]
    public async Task A_server_told_to_end_while_PostgreSQL_does_not_answer_ends_in_good_order()
    {
        using var folder = new TemporaryFolder();
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        await using var server = await StartAsync(folder, [], "--Storage:Provider=Postgres", $"--Storage:ConnectionString=Host=127.0.0.1;Port={((IPEndPoint)deaf.LocalEndpoint).Port};Username=chat");
        using var asked = await deaf.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        await AssertEndsAsync(server);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_told_to_end_while_its_start_waits_for_PostgreSQL_ends_in_good_order(bool isDropped)
    {
        var (postgres, reason) = await PostgresServer.StartAsync();
        Assert.True(postgres is not null || Environment.GetEnvironmentVariable("CI") != "true", reason);
        Assert.SkipWhen(postgres is null, reason);
        await using var running = postgres;
        var database = await postgres.CreateDatabaseAsync();
        await using (var other = new NpgsqlConnection(database + ";Pooling=false"))
        {
            // What creates the tables holds this lock meanwhile.
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await NumberAsync(other, "SELECT count(*) FROM (SELECT pg_advisory_lock(20545, 1)) AS held");
            using var folder = new TemporaryFolder();
            await using var server = await StartAsync(folder, [], "--Storage:Provider=Postgres", $"--Storage:ConnectionString={database}");
            await UntilAsync(async () => await NumberAsync(other, Waiting) > 0);
            if (isDropped)
                await postgres.DropDatabaseAsync(database);
            await AssertEndsAsync(server);
        }

        await postgres.DropDatabaseAsync(database);
    }

    private static async Task AssertEndsAsync(ProgramProcess server)
    {
        var (exitCode, _) = await server.TerminateAsync();
        Assert.True(exitCode == 0, $"It ended with {exitCode}:\n{server.Output}");
        Assert.DoesNotContain("Unhandled exception", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Still not stopped", server.Output, StringComparison.Ordinal);
    }

    private static Task<ProgramProcess> StartAsync(TemporaryFolder folder, Dictionary<string, string>? environment = null, params string[] arguments) => ProgramProcess.StartAsync(
        "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "OrleansChat.Silo.dll"),
            $"--Data={folder.Path}",
            $"--Listen:Social={FreePort.Next()}",
            $"--Cluster:SiloPort={FreePort.Next()}",
            $"--Cluster:GatewayPort={FreePort.Next()}",
            "--Logging:LogLevel:Microsoft.AspNetCore.HostFiltering=Debug",
            .. arguments,
        ],
        new Dictionary<string, string>(environment ?? []) { ["DOTNET_ENVIRONMENT"] = "Development", ["ASPNETCORE_ENVIRONMENT"] = "Development" });

    private static async Task<long> NumberAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static Task SaysAsync(ProgramProcess server, string line) => UntilAsync(() => Task.FromResult(server.Output.Contains(line, StringComparison.Ordinal)));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
            await pause.WaitForNextTickAsync(limit.Token);
    }
}

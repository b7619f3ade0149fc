using System.Net.Sockets;
using Npgsql;

namespace OrleansChat.Storage.Postgres;

/// <summary>What a failure says of the server.</summary>
internal static class PostgresFailures
{
    /// <summary>The codes of a server that stops, crashed or is starting begin with this.</summary>
    private const string Going = "57P";

    /// <summary>The codes of a server without memory, disk or places for connections begin with this.</summary>
    private const string NoRoom = "53";

    /// <summary>
    /// No connection, a lost one, or a server that is going, has no room or is only a copy now; not what it has against a statement. A host
    /// whose name is not known now fails as a socket does, or takes too long, before there is a connection: Npgsql lets that pass as it is.
    /// </summary>
    public static bool IsAway(Exception failure, bool isConnected) => failure switch
    {
        PostgresException server => IsGoing(server)
            || server.SqlState.StartsWith(NoRoom, StringComparison.Ordinal)
            || server.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException => true,
        SocketException or TimeoutException => !isConnected,
        _ => false,
    };

    /// <summary>
    /// The connection is gone, as after a restart of the server: so are the others of the pool, and one that is opened now shows whether the
    /// server is there. Not when the server took too long, which is no better the second time.
    /// </summary>
    public static bool IsLost(NpgsqlException failure) =>
        failure is PostgresException server ? IsGoing(server) : failure.InnerException is not TimeoutException;

    private static bool IsGoing(PostgresException server) => server.SqlState.StartsWith(Going, StringComparison.Ordinal);
}

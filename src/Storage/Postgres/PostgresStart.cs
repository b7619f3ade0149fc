using System.Net.Sockets;
using Npgsql;

namespace OrleansChat.Storage.Postgres;

/// <summary>The first use of a database, which may be starting just like we are.</summary>
internal static class PostgresStart
{
    private const int Attempts = 20;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs <paramref name="step"/> until the database is there.</summary>
    /// <exception cref="StorageStartupException">It cannot be used.</exception>
    public static async Task RetryAsync(Func<CancellationToken, Task> step, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await step(cancellationToken);
                return;
            }
            catch (Exception away) when (attempt < Attempts && (away is NpgsqlException { IsTransient: true } or SocketException or TimeoutException))
            {
                await Task.Delay(BetweenAttempts, clock, cancellationToken);
            }
            catch (Exception away) when (away is NpgsqlException or SocketException or TimeoutException)
            {
                throw new StorageStartupException($"Storage:ConnectionString: the database cannot be used: {away.Message}", away);
            }
        }
    }
}

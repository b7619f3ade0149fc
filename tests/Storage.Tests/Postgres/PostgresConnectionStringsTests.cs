using Npgsql;
using OrleansChat.Storage.Postgres;

namespace OrleansChat.Storage.Tests.Postgres;

public sealed class PostgresConnectionStringsTests
{
    [Fact]
    public void The_size_of_the_pool_is_ours_unless_it_is_configured()
    {
        Assert.InRange(Pool("Host=db").MaxPoolSize, 8, 32);
        Assert.Equal(77, Pool("Host=db;Maximum Pool Size=77").MaxPoolSize);
        Assert.Equal(78, Pool("Host=db;MaxPoolSize=78").MaxPoolSize);
    }

    [Fact]
    public void The_writer_has_a_connection_of_its_own_and_waits_a_bounded_time()
    {
        var writer = new NpgsqlConnectionStringBuilder(PostgresConnectionStrings.ForWriter("Host=db;Username=chat;Command Timeout=0;Timeout=500"));

        Assert.False(writer.Pooling);
        Assert.InRange(writer.Timeout, 1, 5);
        Assert.InRange(writer.CommandTimeout, 1, 10);
        Assert.Equal(("db", "chat"), (writer.Host, writer.Username));
    }

    private static NpgsqlConnectionStringBuilder Pool(string configured) => new(PostgresConnectionStrings.ForPool(configured));
}

using Npgsql;
using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

public sealed class WarmConnectionsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_connection_used_last_is_used_next()
    {
        var database = await postgres.DatabaseAsync();
        await using var connections = new WarmConnections(database.AppDataSource());
        var (one, two) = (await connections.TakeAsync(Ct), await connections.TakeAsync(Ct));
        Assert.NotSame(one, two);
        connections.Keep(one);
        connections.Keep(two);
        var next = await connections.TakeAsync(Ct);
        Assert.Same(two, next);
        connections.Keep(next);
    }

    [Fact]
    public async Task What_nobody_takes_goes_back_to_the_pool()
    {
        var database = await postgres.DatabaseAsync();
        var one = new NpgsqlConnectionStringBuilder(database.AppConnectionString) { MaxPoolSize = 1, Timeout = 30 };
        await using var source = NpgsqlDataSource.Create(one);
        await using var connections = new WarmConnections(source);
        connections.Keep(await connections.TakeAsync(Ct));
        await using var other = await source.OpenConnectionAsync(Ct); // waits for the only one there is
        Assert.Equal(System.Data.ConnectionState.Open, other.FullState);
    }

    [Fact]
    public async Task Nothing_is_kept_once_it_is_closed()
    {
        var database = await postgres.DatabaseAsync();
        var connections = new WarmConnections(database.AppDataSource());
        var (before, after) = (await connections.TakeAsync(Ct), await connections.TakeAsync(Ct));
        connections.Keep(before);
        await connections.DisposeAsync();
        connections.Keep(after);
        Assert.All([before, after], each => Assert.Equal(System.Data.ConnectionState.Closed, each.FullState));
    }
}

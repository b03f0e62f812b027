using System.Security.Cryptography;
using Npgsql;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

public sealed class ExternalPostgresTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrators_server_gets_its_databases_and_roles_by_itself()
    {
        var superuser = await PostgresFixture.SuperuserAsync();
        var prefix = NewPrefix();
        await using (var suite = await SuiteProcess.StartAsync(Environment(superuser, prefix), Ct))
        {
            Assert.False(Directory.Exists(Path.Combine(suite.Data, "postgres")));
            Assert.Equal(3, await CountAsync(superuser, prefix));
            Assert.Equal(0, await suite.StopAsync());
        }

        await DropAsync(superuser, prefix);
    }

    [Fact]
    public async Task Where_it_may_not_create_them_it_leaves_a_script_and_starts_when_an_administrator_ran_that()
    {
        var superuser = await PostgresFixture.SuperuserAsync();
        var prefix = NewPrefix();
        await ExecuteAsync(superuser, $"create role {prefix}nobody login password 'a-password-of-tests'");
        var nobody = new NpgsqlConnectionStringBuilder(superuser)
        {
            Username = $"{prefix}nobody",
            Password = "a-password-of-tests",
        }.ConnectionString;
        await using var suite = SuiteProcess.Prepare(Environment(nobody, prefix));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => suite.StartAgainAsync(Ct));
        Assert.Contains(
            $"{prefix}consent, {prefix}pseudonym, {prefix}identity", refused.Message, StringComparison.Ordinal);

        var script = await File.ReadAllTextAsync(Path.Combine(suite.Data, "keys/create-databases.sql"), Ct);
        foreach (var statement in script.Split(';', StringSplitOptions.TrimEntries).Where(one => one.Length > 0))
            await ExecuteAsync(superuser, statement);

        await suite.StartAgainAsync(Ct);
        Assert.Equal(0, await suite.StopAsync());
        await DropAsync(superuser, prefix);
    }

    [Theory]
    [InlineData("this is nothing", "is no connection string")]
    [InlineData("Host=127.0.0.1;Port=1;Username=x;Password=y;Timeout=2", "PostgreSQL at 127.0.0.1:1")]
    [InlineData("postgresql://x:y@127.0.0.1:1/postgres?sslmode=disable", "PostgreSQL at 127.0.0.1:1")]
    public async Task A_server_that_is_not_there_is_said_plainly(string given, string expected)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SuiteProcess.StartAsync(Environment(given, ""), Ct));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Message, StringComparison.Ordinal);
    }

    static Dictionary<string, string> Environment(string server, string prefix) => new()
    {
        ["TRUSTCENTER_POSTGRES"] = server,
        ["TRUSTCENTER_POSTGRES_PREFIX"] = prefix,
    };

    static string NewPrefix() => $"t{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}_";

    static async Task<long> CountAsync(string superuser, string prefix)
    {
        await using var connection = new NpgsqlConnection(superuser);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_database where starts_with(datname, $1)", connection)
        {
            Parameters = { new() { Value = prefix } },
        };
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    static async Task DropAsync(string superuser, string prefix)
    {
        foreach (var service in (string[])["consent", "pseudonym", "identity"])
        {
            await Postgres.Databases.DropAsync(superuser, prefix + service, Ct);
            await ExecuteAsync(superuser, $"drop role {prefix}{service}_owner");
            await ExecuteAsync(superuser, $"drop role {prefix}{service}_app");
        }
    }

    static async Task ExecuteAsync(string superuser, string sql)
    {
        await using var connection = new NpgsqlConnection(superuser);
        await connection.OpenAsync(Ct);
#pragma warning disable CA2100 // names and scripts of this test
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
    }
}

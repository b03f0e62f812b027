using Npgsql;
using TrustCenter.Postgres;
using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

public sealed class DatabasesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static readonly (string Name, string Sql) Script = ("numbers", """
        create table if not exists numbers (n int);
        grant select on numbers to {app};
        """);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_test_gets_a_database_of_its_own_with_the_schema_in_place()
    {
        var one = await postgres.DatabaseAsync(Script);
        var two = await postgres.DatabaseAsync(Script);
        await ExecuteAsync(one.OwnerDataSource(), "insert into numbers values (1)");
        Assert.Equal(1L, await ScalarAsync(one.AppDataSource(), "select count(*) from numbers"));
        Assert.Equal(0L, await ScalarAsync(two.AppDataSource(), "select count(*) from numbers"));
    }

    [Fact]
    public async Task The_app_role_can_do_what_the_script_grants_and_no_more()
    {
        var database = await postgres.DatabaseAsync(Script);
        var refused = await Assert.ThrowsAsync<PostgresException>(
            () => ExecuteAsync(database.AppDataSource(), "insert into numbers values (1)"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Instances_that_start_at_once_run_each_script_exactly_once()
    {
        var database = await postgres.DatabaseAsync();
        (string, string) script = ("once", "create table once (n int); insert into once values (1)");
        var ran = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => Migrations.ApplyAsync(database.OwnerConnectionString, [script], TestDatabase.App.Name, Ct), Ct)));
        Assert.Single(ran.SelectMany(names => names));
    }

    [Fact]
    public async Task A_failing_script_changes_nothing()
    {
        var database = await postgres.DatabaseAsync();
        (string, string)[] scripts = [("good", "create table good (n int)"), ("bad", "create table bad (n nonsense)")];
        await Assert.ThrowsAsync<PostgresException>(
            () => Migrations.ApplyAsync(database.OwnerConnectionString, scripts, TestDatabase.App.Name, Ct));
        Assert.Equal(false,
            await ScalarAsync(database.OwnerDataSource(), "select to_regclass('good') is not null"));
    }

    [Fact]
    public async Task A_role_of_one_database_cannot_enter_another_one()
    {
        var superuser = await PostgresFixture.SuperuserAsync();
        var names = (string[])["tc_wall_a", "tc_wall_b"];
        var apps = names.Select(name => new DatabaseRole(name + "_app", $"pass'word of {name}")).ToArray();
        try
        {
            await Task.WhenAll(names.Zip(apps).SelectMany(pair => Enumerable.Repeat(pair, 3)).Select(
                pair => Databases.EnsureAsync(
                    superuser, pair.First, new(pair.First + "_owner", "o"), pair.Second, Ct)));
            Assert.Equal(1, await ScalarAsync(Source(superuser, "tc_wall_a", apps[0]), "select 1"));
            var refused = await Assert.ThrowsAsync<PostgresException>(
                () => ScalarAsync(Source(superuser, "tc_wall_b", apps[0]), "select 1"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
        finally
        {
            foreach (var name in names)
                await Databases.DropAsync(superuser, name, Ct);
        }
    }

    static NpgsqlDataSource Source(string server, string database, DatabaseRole role) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server)
        {
            Database = database,
            Username = role.Name,
            Password = role.Password,
        });

    static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ct);
    }
}

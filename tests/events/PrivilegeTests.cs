using Npgsql;
using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

public sealed class PrivilegeTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static readonly string[] Changes =
    [
        "update events.events set actor = 'x'",
        "update events.events set data = '{}' where false",
        "delete from events.events",
        "truncate events.events",
        "drop table events.events",
        "alter table events.events add column x int",
        "alter table events.events disable trigger all",
        "alter table events.events alter column actor drop not null",
        "drop trigger refuse_change on events.events",
        "insert into events.events "
            + "(id, stream_id, kind, version, type, schema_version, data, actor, correlation, recorded_at) "
            + "values (gen_random_uuid(), gen_random_uuid(), 'wallet', 1, 'money-put', 1, '{}', 'x', 'x', now())",
        "select nextval('events.events_seq_seq')",
        "drop schema events cascade",
        "create table events.more (n int)",
        "drop function events.append",
        "create or replace function events.refuse_change() returns trigger language plpgsql as "
            + "$$ begin return new; end $$",
        "alter function events.append security invoker",
        "create table public.mine (n int)",
        "create schema mine",
        "set session_replication_role = replica",
        "copy events.events from program 'true'",
    ];

    [Fact]
    public async Task The_service_can_change_nothing_about_events()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        await wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, "a"));
        await wallets.ExecuteAsync("grant update on events.events to current_user"); // a warning, and no effect
        foreach (var change in Changes)
        {
            var problem = await Record.ExceptionAsync(() => wallets.ExecuteAsync(change));
            Assert.True(problem is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege },
                $"{change}: {problem?.Message ?? "was done"}");
        }
    }

    [Theory]
    [InlineData("update events.events set actor = 'x'")]
    [InlineData("delete from events.events")]
    [InlineData("truncate events.events")]
    public async Task Not_even_the_owner_of_the_schema_changes_events_by_mistake(string change)
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        await wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, "a"));
        await using var command = wallets.Database.OwnerDataSource().CreateCommand(change);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Ct));
        Assert.Equal("TC002", refused.SqlState);
    }
}

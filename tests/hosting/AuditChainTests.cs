using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Testing;

namespace TrustCenter.Hosting.Tests;

public sealed class AuditChainTests : IAsyncLifetime
{
    const int Entries = 300;
    const int Mutations = 1_000;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    readonly PostgresFixture _postgres = new();
    TestDatabase _database = null!;
    NpgsqlDataSource _app = null!;
    NpgsqlDataSource _superuser = null!;
    AuditSealer _sealer = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await _postgres.DatabaseAsync(DocumentStore.Schema, HostingSchema.Script);
        (_app, _superuser) = (_database.AppDataSource(), _database.SuperuserDataSource());
        _sealer = new("notes", _app, TimeProvider.System, NullLogger.Instance);
    }

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();

    static AuditRecord Record(int i) => new(
        new("consent.check", $"consent/{i}", i % 3 == 0 ? "deny" : "permit", i % 2 == 0 ? "care\0 Ω" : null,
            i % 5 == 0 ? new { codes = new[] { "a", "b" }, big = 1.5e30, small = 0.10m, n = i, Ω = "ü\0" } : null),
        "diz", "diz", "0af7651916cd43dd8448eb211c80319c", TimeProvider.System.GetUtcNow());

    async Task WriteAsync(int count, int perStatement = 7)
    {
        foreach (var chunk in Enumerable.Range(0, count).Select(Record).Chunk(perStatement))
        {
            await using var batch = _app.CreateBatch();
            batch.BatchCommands.Add(Audit.Commands(chunk));
            await batch.ExecuteNonQueryAsync(Ct);
        }
    }

    // What is below the oldest open transaction is sealed, and tests in other databases of the server have some open.
    async Task SealAsync(int count)
    {
        var done = 0;
        for (var patience = Stopwatch.StartNew(); done < count && patience.Elapsed < Patience;)
            done += await _sealer.SealAsync(Ct);

        Assert.Equal(count, done);
    }

    async Task<long> UnsealedAsync() => (await AuditVerifier.VerifyAsync(_app, ct: Ct)).Unsealed;

    [Fact]
    public async Task An_honest_trail_verifies_and_its_dump_does_too()
    {
        await WriteAsync(Entries);
        await SealAsync(Entries);
        await WriteAsync(10);
        await SealAsync(10);
        await WriteAsync(3);
        var verdict = await AuditVerifier.VerifyAsync(_app, ct: Ct);
        Assert.Equal((true, Entries + 10, 3, null), (verdict.Intact, verdict.Sealed, verdict.Unsealed, verdict.What));
        using var dump = new StringReader(await DumpAsync());
        Assert.Equal(verdict, await AuditVerifier.VerifyDumpAsync(dump, [new(Entries + 10, verdict.Hash)], Ct));
    }

    [Fact]
    public async Task An_empty_trail_verifies() =>
        Assert.True((await AuditVerifier.VerifyAsync(_app, ct: Ct)).Intact);

    [Fact]
    public async Task The_service_can_neither_change_nor_remove_and_the_owner_cannot_either()
    {
        await WriteAsync(1);
        await SealAsync(1);
        foreach (var source in (NpgsqlDataSource[])[_app, _database.OwnerDataSource(), _superuser])
        {
            foreach (var sql in (string[])
                ["update audit.entries set actor = 'x'", "delete from audit.entries", "truncate audit.entries",
                "update audit.chain set position = 9", "delete from audit.chain", "truncate audit.chain"])
            {
                await using var command = source.CreateCommand(sql);
                var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Ct));
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
            }
        }
    }

    [Fact]
    public async Task Entries_that_commit_late_are_sealed_late_and_no_place_is_lost()
    {
        await using var slow = await _app.OpenConnectionAsync(Ct);
        await using var transaction = await slow.BeginTransactionAsync(Ct);
        await using (var batch = new NpgsqlBatch(slow, transaction) { BatchCommands = { Audit.Commands([Record(0)]) } })
            await batch.ExecuteNonQueryAsync(Ct);

        await WriteAsync(20);
        Assert.Equal(0, await _sealer.SealAsync(Ct));
        await transaction.CommitAsync(Ct);
        await SealAsync(21);
        Assert.True((await AuditVerifier.VerifyAsync(_app, ct: Ct)).Intact);
    }

    [Fact]
    public async Task Sealers_that_race_make_one_chain()
    {
        var others = Enumerable.Range(0, 4).Select(_ => new AuditSealer(
            "notes", _app, TimeProvider.System, NullLogger.Instance)).ToArray();
        var writing = Task.WhenAll(WriteAsync(400), WriteAsync(400), WriteAsync(400));
        while (!writing.IsCompleted)
            await Task.WhenAll(others.Select(sealer => sealer.SealAsync(Ct)));

        await writing;
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < Patience && await UnsealedAsync() > 0;)
            await _sealer.SealAsync(Ct);

        var verdict = await AuditVerifier.VerifyAsync(_app, ct: Ct);
        Assert.Equal((true, 1200, 0), (verdict.Intact, verdict.Sealed, verdict.Unsealed));
    }

    [Fact]
    public async Task Every_one_of_a_thousand_random_mutations_is_found()
    {
        await WriteAsync(Entries, perStatement: 1);
        await SealAsync(Entries);
        await WriteAsync(40, perStatement: 1);
        await SealAsync(40);
        await ExecuteAsync("""
            alter table audit.entries disable trigger append_only;
            alter table audit.chain disable trigger append_only
            """);
        var head = await AuditVerifier.VerifyAsync(_app, ct: Ct);
        Assert.True(head.Intact);
        var chance = new Chance(20261122);
        var missed = new List<string>();
        await using var connection = await _superuser.OpenConnectionAsync(Ct);
        for (var i = 0; i < Mutations; i++)
        {
            var sql = Mutation(chance);
            await using var transaction = await connection.BeginTransactionAsync(Ct);
            await using (var command = new NpgsqlCommand(sql, connection, transaction))
                await command.ExecuteNonQueryAsync(Ct);

            using var dump = new StringReader(await DumpAsync(connection));
            var verdict = await AuditVerifier.VerifyDumpAsync(dump, [new(head.Sealed, head.Hash)], Ct);
            if (verdict.Intact || verdict.BrokenAt is null)
                missed.Add(sql);

            await transaction.RollbackAsync(Ct);
        }

        Assert.Empty(missed);
        Assert.True((await AuditVerifier.VerifyAsync(_app, ct: Ct)).Intact);
    }

    static string Mutation(Chance chance)
    {
        var at = chance.Next(Entries + 40);
        var entry = $"(select seq from audit.entries order by tx, seq offset {at} limit 1)";
        var elsewhere = (at + 1 + chance.Next(300)) % (Entries + 40);
        var other = $"(select seq from audit.entries order by tx, seq offset {elsewhere} limit 1)";
        var later = $"interval '{1 + chance.Next(1000)} microseconds'";
        string[] columns = ["actor", "roles", "action", "object", "outcome", "request_id"];
        return chance.Next(9) switch
        {
            0 => $"update audit.entries set {columns[chance.Next(6)]} = 'changed' where seq = {entry}",
            1 => Flip("audit.entries", "leaf", chance) + $"where seq = {entry}",
            2 => $"delete from audit.entries where seq = {entry}",
            3 => $"update audit.entries set at = at + {later} where seq = {entry}",
            4 => $"""
                update audit.entries e set
                    (id, at, actor, roles, action, object, outcome, purpose, request_id, detail, leaf) =
                    (select o.id, o.at, o.actor, o.roles, o.action, o.object, o.outcome, o.purpose, o.request_id,
                        o.detail, o.leaf
                     from audit.entries o where o.seq = case when e.seq = {entry} then {other} else {entry} end)
                where e.seq in ({entry}, {other})
                """,
            5 => $"""
                insert into audit.entries (seq, tx, id, at, actor, roles, action, object, outcome, purpose, request_id,
                    detail, leaf) overriding system value
                select 1000000 + seq, tx, id, at, actor, roles, action, object, outcome, purpose, request_id, detail,
                    leaf from audit.entries where seq = {entry}
                """,
            6 => Flip("audit.chain", "hash", chance)
                + $"where position = (select {(chance.Next(2) == 0 ? "min" : "max")}(position) from audit.chain)",
            7 => $"delete from audit.entries where (tx, seq) >= (select tx, seq from audit.entries "
                + $"order by tx, seq offset {at} limit 1); delete from audit.chain where position > {at}",
            _ => $"update audit.entries set detail = '{{\"n\":{chance.Next(1000)}}}' where seq = {entry}",
        };
    }

    static string Flip(string table, string column, Chance chance)
    {
        var (place, bits) = (chance.Next(32), 1 + chance.Next(255));
        return $"update {table} set {column} = set_byte({column}, {place}, get_byte({column}, {place}) # {bits}) ";
    }

    async Task<string> DumpAsync()
    {
        await using var connection = await _app.OpenConnectionAsync(Ct);
        return await DumpAsync(connection);
    }

    static async Task<string> DumpAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("""
            select string_agg(line, e'\n') from (
                (select to_jsonb(c)::text as line from audit.chain c order by position)
                union all
                (select to_jsonb(e)::text from audit.entries e order by tx, seq)) lines
            """, connection);
        return await command.ExecuteScalarAsync(Ct) as string ?? "";
    }

    async Task ExecuteAsync(string sql)
    {
        await using var command = _superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>Repeatable chance (SplitMix64).</summary>
    sealed class Chance(ulong seed)
    {
        ulong _state = seed;

        public int Next(int below)
        {
            unchecked
            {
                var z = _state += 0x9E3779B97F4A7C15;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                return (int)((z ^ (z >> 31)) % (ulong)below);
            }
        }
    }
}

using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>A simulation somebody runs.</summary>
/// <param name="Sample">The pairs it is to draw; null: none.</param>
sealed record RunningSimulation(
    Guid Id, string Domain, int Version, int Base, Guid Reached, long Done, SimulationTally Tally,
    SampleWish? Sample = null);

static class SimulationRows
{
    public const int MostListed = 10_000;

    const string Columns = """
        select simulation, domain, version, base, status, started_by, started_at, ended_at, done, total, tally
        from identity.simulations
        """;

    public static NpgsqlBatchCommand Insert(
        Guid id, string domain, int version, int @base, string by, DateTimeOffset at, SampleWish? sample = null) =>
        Sql.Command("""
        insert into identity.simulations (simulation, domain, version, base, status, started_by, started_at, total,
            tally, seed, sample_linked, sample_below)
        select $1, $2, $3, $4, 'running', $5, $6, (select count(*) from identity.identities i
            join identity.persons p on p.person = i.person and p.domain = $2 and p.status = 'active' where i.active),
            $7, $8::bytea, $9::int, $10::int
        """, id, domain, version, @base, by, at, Json(SimulationTally.Empty), new NpgsqlParameter
        {
            Value = (object?)sample?.Seed ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Bytea,
        }, sample?.Linked, sample?.Below);

    /// <summary>Another version is in use: what was found against the one before says nothing any more.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Over(string domain) =>
    [
        Sql.Command("""
            delete from identity.simulation_changes c using identity.simulations s
            where s.simulation = c.simulation and s.domain = $1
            """, domain),
        Sql.Command("""
            update identity.simulations set status = 'over' where domain = $1 and status in ('running', 'done')
            """, domain),
    ];

    /// <summary>The oldest that nobody runs, or whose runner has not been heard of.</summary>
    public static async Task<RunningSimulation?> TakeAsync(
        NpgsqlDataSource data, Guid runner, DateTimeOffset now, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            update identity.simulations s set runner = $1, beat = $2
            where s.simulation = (
                select simulation from identity.simulations
                where status = 'running' and (beat < $2 - interval '60 seconds' or runner = $1)
                order by started_at limit 1 for update skip locked)
            returning simulation, domain, version, base, reached, done, tally, seed, sample_linked, sample_below
            """, runner, now));
        await using var row = await batch.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetGuid(4), row.GetInt64(5),
                Tally(row.GetString(6)), await row.IsDBNullAsync(7, ct) ? null
                    : new(row.GetFieldValue<byte[]>(7), row.GetInt32(8), row.GetInt32(9)))
            : null;
    }

    /// <summary>Writes how far it is, with what was found; false where it is not to go on.</summary>
    public static async Task<bool> AdvanceAsync(
        NpgsqlDataSource data, RunningSimulation simulation, Guid runner, bool finished, DateTimeOffset now,
        IReadOnlyList<SimulatedPair> listed, IReadOnlyList<DrawnPair> drawn, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            with alive as (
                update identity.simulations set reached = $3, done = $4, tally = $5, beat = $6,
                    status = case when $7 then 'done' else status end, ended_at = case when $7 then $6 end
                where simulation = $1 and runner = $2 and status = 'running' returning simulation),
            kept as (
                insert into identity.simulation_changes (simulation, number, kind, identity_a, identity_b,
                    from_outcome, from_score, to_outcome, to_score)
                select alive.simulation, x.n, x.k, x.a, x.b, x.f, nullif(x.fs, 'NaN'), x.t, nullif(x.ts, 'NaN')
                from alive, unnest($8::bigint[], $9::text[], $10::uuid[], $11::uuid[], $12::text[], $13::float8[],
                    $14::text[], $15::float8[]) as x (n, k, a, b, f, fs, t, ts))
            select count(*)::int from alive
            """,
            simulation.Id, runner, simulation.Reached, simulation.Done, Json(simulation.Tally), now, finished,
            listed.Select(pair => pair.Number).ToArray(), listed.Select(pair => pair.Kind).ToArray(),
            listed.Select(pair => pair.IdentityA).ToArray(), listed.Select(pair => pair.IdentityB).ToArray(),
            listed.Select(pair => pair.From).ToArray(),
            listed.Select(pair => pair.FromScore ?? double.NaN).ToArray(), listed.Select(pair => pair.To).ToArray(),
            listed.Select(pair => pair.ToScore ?? double.NaN).ToArray()));
        if (simulation.Sample is { } sample && drawn.Count > 0)
            SampleRows.Keep(batch, simulation.Id, runner, sample, drawn);
        await using var row = await batch.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) && row.GetInt32(0) == 1;
    }

    public static Task<List<SimulationView>> OfDomainAsync(
        NpgsqlDataSource data, string domain, CancellationToken ct) =>
        ReadAsync(data, Sql.Command(Columns + " where domain = $1 order by started_at desc limit 100", domain), ct);

    public static async Task<SimulationView?> FindAsync(NpgsqlDataSource data, Guid id, CancellationToken ct) =>
        (await ReadAsync(data, Sql.Command(Columns + " where simulation = $1", id), ct)).FirstOrDefault();

    public static async Task<List<SimulatedPair>> ChangesAsync(
        NpgsqlDataSource data, Guid id, string? kind, long after, int most, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select number, kind, identity_a, identity_b, from_outcome, from_score, to_outcome, to_score
            from identity.simulation_changes
            where simulation = $1 and number > $2 and ($3::text is null or kind = $3) order by number limit $4
            """, id, after, kind, most));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var pairs = new List<SimulatedPair>();
        while (await row.ReadAsync(ct))
        {
            pairs.Add(new(row.GetInt64(0), row.GetString(1), row.GetGuid(2), row.GetGuid(3), row.GetString(4),
                row.GetFieldValue<double?>(5), row.GetString(6), row.GetFieldValue<double?>(7)));
        }

        return pairs;
    }

    static async Task<List<SimulationView>> ReadAsync(
        NpgsqlDataSource data, NpgsqlBatchCommand command, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(command);
        await using var row = await batch.ExecuteReaderAsync(ct);
        var views = new List<SimulationView>();
        while (await row.ReadAsync(ct))
        {
            views.Add(new(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetString(4),
                row.GetString(5), row.GetFieldValue<DateTimeOffset>(6), row.GetFieldValue<DateTimeOffset?>(7),
                row.GetInt64(8), row.GetInt64(9), Tally(row.GetString(10)).Counts));
        }

        return views;
    }

    public static SimulationTally Tally(string json) =>
        JsonSerializer.Deserialize<SimulationTally>(json, StoredJson.Options)!;

    static NpgsqlParameter Json(SimulationTally tally) => new()
    {
        Value = JsonSerializer.Serialize(tally, StoredJson.Options),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };
}

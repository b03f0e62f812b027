using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>What one look into the index showed.</summary>
/// <param name="Snapshot">What could be seen, for the claim.</param>
/// <param name="Domain">Version of the domain.</param>
/// <param name="Records">Records that have hashes in common, those with most first.</param>
/// <param name="Identified">Identities with one of the local identifiers, and which.</param>
/// <param name="TakenIds">Ids of the index that are taken already.</param>
sealed record Seen(
    string Snapshot, long Domain, IReadOnlyList<long> Records, IReadOnlyList<(Guid Identity, byte[] Lookup)> Identified,
    IReadOnlyList<byte[]> TakenIds);

/// <summary>Finds who may be alike, in one round trip.</summary>
static class CandidateSearch
{
    /// <summary>Records compared with one registration at most, those with most in common.</summary>
    const int MostCandidates = 5_000;

    const string Records = """
        select t.record from unnest($1::bigint[]) as k (token)
        cross join lateral (select record from identity.tokens where token = k.token limit $2) t
        group by t.record order by count(*) desc limit $3
        """;

    public static async Task<Seen> LookAsync(
        NpgsqlDataSource data, Incoming incoming, byte[][] newIds, CancellationToken ct)
    {
        var linker = incoming.Domain.Linker;
        var tokens = incoming.Records.SelectMany(record => record.Tokens).Distinct().ToArray();
        var lookups = incoming.Identifiers.Where(identifier => identifier.Rule != "none")
            .Select(identifier => identifier.Lookup).ToArray();
        await using var batch = data.CreateBatch();
        // first, so that it shows no more than the others do
        batch.BatchCommands.Add(Sql.Command("""
            select pg_current_snapshot()::text, (select version from identity.domains where name = $1)
            """, incoming.Domain.Name));
        batch.BatchCommands.Add(Sql.Command(
            Records, tokens, linker.Configuration.Blocking.MostPersons, MostCandidates));
        batch.BatchCommands.Add(Sql.Command(
            "select identity, lookup from identity.identifiers where lookup = any($1)", (object)lookups));
        batch.BatchCommands.Add(Sql.Command(
            "select lookup from identity.mpi_ids where lookup = any($1)", (object)newIds));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (snapshot, domain) = (reader.GetString(0), reader.GetInt64(1));
        await reader.NextResultAsync(ct);
        var records = new List<long>();
        while (await reader.ReadAsync(ct)) records.Add(reader.GetInt64(0));
        await reader.NextResultAsync(ct);
        var identified = new List<(Guid, byte[])>();
        while (await reader.ReadAsync(ct)) identified.Add((reader.GetGuid(0), reader.GetFieldValue<byte[]>(1)));
        await reader.NextResultAsync(ct);
        var taken = new List<byte[]>();
        while (await reader.ReadAsync(ct)) taken.Add(reader.GetFieldValue<byte[]>(0));
        return new(snapshot, domain, records, identified, taken);
    }

    /// <summary>Decides on the records found; those that are or may be the same person.</summary>
    public static async Task<Dictionary<long, PairDecision>> WeighAsync(
        NpgsqlDataSource data, Vault vault, Incoming incoming, IReadOnlyList<long> records, CancellationToken ct)
    {
        var linker = incoming.Domain.Linker;
        var near = new Dictionary<long, PairDecision>();
        List<long>? unknown = null;
        foreach (var record in records)
        {
            if (linker.TryDecide(incoming.Records, record, out var decision)) Keep(record, decision);
            else (unknown ??= []).Add(record);
        }

        if (unknown is null) return near;
        await foreach (var (record, _, content) in RecordRows.OpenAsync(data, vault, [.. unknown], ct))
            Keep(record, linker.Decide(incoming.Records, record, content));
        return near;

        void Keep(long record, PairDecision decision)
        {
            if (decision.Outcome != Outcome.NonMatch) near[record] = decision;
        }
    }
}

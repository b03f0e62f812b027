using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>The two numbers of a submission as pairs, and the original of a case in the vault.</summary>
static class CasePairs
{
    const string Field = "original";

    /// <summary>All pairs of these originals, with the original each belongs to.</summary>
    public static async Task<List<(string Original, int Domain, int Number, string Pseudonym)>> RowsAsync(
        NpgsqlDataSource database, CaseScheme scheme, IReadOnlyList<string> originals, CancellationToken ct)
    {
        var lookups = new Dictionary<Guid, string>();
        foreach (var original in originals)
        {
            foreach (var domain in new[] { scheme.Genome, scheme.Clinical })
                for (var key = 0; key < domain.Lookups; key++) lookups[domain.Lookup(original, key)] = original;
        }

        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(
            "select lookup, domain, number, pseudonym from pseudonym.pairs where lookup = any($1)",
            (object)lookups.Keys.ToArray()));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var rows = new List<(string, int, int, string)>();
        while (await row.ReadAsync(ct))
            rows.Add((lookups[row.GetGuid(0)], row.GetInt32(1), row.GetInt32(2), row.GetString(3)));
        return rows;
    }

    /// <summary>Both or, with the transaction, none.</summary>
    public static void Store(
        IDocumentSession session, CaseScheme scheme,
        IReadOnlyList<(string Original, int Genome, string GenomeCode, int Clinical, string ClinicalCode)> numbers,
        string by, DateTimeOffset now)
    {
        if (numbers.Count == 0) return;
        var pairs = numbers.SelectMany(one => new[]
        {
            Pair(scheme.Genome, one.Original, one.Genome, one.GenomeCode, by),
            Pair(scheme.Clinical, one.Original, one.Clinical, one.ClinicalCode, by),
        });
        OpenDomain[] domains = [scheme.Genome, scheme.Clinical];
        session.QueueSqlCommand(PairSql.Lock([.. domains.Select(domain => domain.Id).Order()]));
        session.QueueSqlCommand(PairSql.InsertAll(new(pairs, now), domains));
        session.QueueSqlCommand(PairSql.Tally(
            now, [.. domains.Select(domain => new PairTally(domain.Id, numbers.Count))]));
    }

    static NewPair Pair(OpenDomain domain, string original, int number, string code, string by) =>
        new(new(domain, original, domain.Lookup(original)) { CreatedBy = by }, number, code, null);

    public static void StoreOriginal(IDocumentSession session, Vault vault, Guid id, string original)
    {
        var key = vault.NewKey(id);
        session.QueueSqlCommand(VaultRows.StoreKey(id, key));
        session.QueueSqlCommand(VaultRows.StoreItem(
            id, Field, 1, vault.Seal(id, key, Field, System.Text.Encoding.UTF8.GetBytes(original))));
    }

    /// <summary>The originals of these cases, in one way there and back.</summary>
    public static async Task<Dictionary<Guid, string>> OriginalsAsync(
        NpgsqlDataSource database, Vault vault, Guid[] cases, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select i.subject, k.kek, k.wrapped, i.content from vault.items i join vault.keys k using (subject)
            where i.subject = any($1) and i.field = $2
            """, cases, Field));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var originals = new Dictionary<Guid, string>();
        while (await row.ReadAsync(ct))
        {
            var id = row.GetGuid(0);
            originals[id] = System.Text.Encoding.UTF8.GetString(vault.Open(id,
                new(row.GetString(1), row.GetFieldValue<byte[]>(2)), Field, row.GetFieldValue<byte[]>(3)));
        }

        return originals;
    }
}

using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>What is to be erased, by originals or by pseudonyms.</summary>
/// <param name="Delete">Delete the pairs; otherwise cut the link and keep the pseudonyms.</param>
/// <param name="Keep">A statement for the same transaction, made of the outcome: the stored answer.</param>
public sealed record ErasureAsk(
    string Domain, IReadOnlyList<string>? Originals, IReadOnlyList<string>? Pseudonyms, bool Delete, Caller Caller,
    Func<ErasureReply, NpgsqlBatchCommand?>? Keep = null);

/// <param name="Done">Per value whether there was a pair.</param>
public sealed record ErasureReply(Rejection? Rejection, bool[] Done, int Pairs, int Below);

/// <summary>
/// Anonymises and deletes. Afterwards neither the sealed original nor its keyed hash is in the table; what remains in
/// dead rows until they are vacuumed is sealed under a key outside the database.
/// </summary>
public sealed class PairEraser(NpgsqlDataSource database, DomainCatalog catalog, TimeProvider clock)
{
    const string Found = """
        with found as (select id, lookup, pseudonym from pseudonym.pairs
            where domain = $1 and {0} and not anonymised order by id for update),
        """;

    const string Anonymise = """
        done as (update pseudonym.pairs p set anonymised = true, lookup = null, original = null from found f
            where p.id = f.id returning p.id)
        select f.id, f.lookup, f.pseudonym from found f join done using (id)
        """;

    const string Delete = """
        done as (delete from pseudonym.pairs p using found f where p.id = f.id returning p.id)
        select f.id, f.lookup, f.pseudonym from found f join done using (id)
        """;

    static readonly string[] Statements =
    [
        Of("lookup = any($2)", Anonymise), Of("pseudonym = any($2)", Anonymise),
        Of("lookup = any($2)", Delete), Of("pseudonym = any($2)", Delete).Replace(" and not anonymised", ""),
    ];

    public Task<ErasureReply> EraseAsync(ErasureAsk ask, CancellationToken ct) => PairTransaction.RunAsync(
        database, catalog, ask.Domain, () => Task.FromResult(Refused(Faults.DomainUnknown)),
        (transaction, domain) => EraseAsync(ask, domain, transaction, ct), ct);

    async Task<ErasureReply?> EraseAsync(
        ErasureAsk ask, OpenDomain domain, PairTransaction transaction, CancellationToken ct)
    {
        if (ask.Delete && !domain.Settings.Deletable)
        {
            await transaction.CommitAsync(ct, Entry(ask, domain, "refused", new { code = "deletion-not-allowed" }));
            return Refused(Rejection.Conflict("deletion-not-allowed",
                "Pseudonyms of this domain are not deleted; they can be anonymised.", "domain"));
        }

        var family = ask.Delete ? await DomainFamily.CascadeAsync(transaction, domain, catalog, ct) : [];
        if (family is null) return null;
        var statement = Statements[(ask.Delete ? 2 : 0) + (ask.Originals is null ? 1 : 0)];
        var (rows, known) = await RunAsync(transaction, domain, family, Command(), ct);
        if (!known) return null;

        var below = await CascadeAsync(transaction, domain, family, rows, ct);
        var reply = new ErasureReply(
            null, Results(ask, domain, rows), rows.Count, below.Sum(tally => (int)tally.Deleted));
        await transaction.CommitAsync(ct,
        [
            PairSql.Tally(clock.GetUtcNow(), [.. below, ask.Delete ? new(domain.Id, 0, Deleted: rows.Count)
                : new(domain.Id, 0, Anonymised: rows.Count)]),
            Entry(ask, domain, "done", new { pairs = rows.Select(row => row.Id), below = reply.Below }),
            ask.Keep?.Invoke(reply),
        ]);
        if (ask.Delete) domain.Fill.Add(-rows.Count);
        return reply;

        NpgsqlBatchCommand Command() => Sql.Command(statement, domain.Id, ask.Originals is { } originals
            ? Lookups(domain, originals) : ask.Pseudonyms!.ToArray());
    }

    /// <summary>Domain by domain, parents first: what was a pseudonym there is an original below.</summary>
    static async Task<List<PairTally>> CascadeAsync(
        PairTransaction transaction, OpenDomain domain, IReadOnlyList<OpenDomain> family, List<Row> rows,
        CancellationToken ct)
    {
        var gone = new Dictionary<string, List<string>> { [domain.Name] = [.. rows.Select(row => row.Pseudonym)] };
        var tallies = new List<PairTally>();
        foreach (var child in family)
        {
            var originals = child.Settings.Parents!
                .SelectMany(parent => gone.GetValueOrDefault(parent) ?? []).ToArray();
            await using var batch = transaction.Batch(Sql.Command(Statements[2], child.Id, Lookups(child, originals)));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            var below = await TakeAsync(reader, ct);
            gone[child.Name] = [.. below.Select(row => row.Pseudonym)];
            tallies.Add(new(child.Id, 0, Deleted: below.Count));
        }

        return tallies;
    }

    static async Task<(List<Row> Rows, bool Known)> RunAsync(
        PairTransaction transaction, OpenDomain domain, IReadOnlyList<OpenDomain> family, NpgsqlBatchCommand command,
        CancellationToken ct)
    {
        OpenDomain[] all = [domain, .. family];
        var locks = PairTransaction.Choosing(family.Select(child => child.Id)).ToArray();
        await using var batch = transaction.Batch(
        [
            PairSql.Lock([.. all.Select(one => one.Id).Order()]), .. locks, command,
            PairSql.Versions([.. all.Select(one => one.Id)]),
        ]);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        for (var i = 0; i <= locks.Length; i++) await reader.NextResultAsync(ct);
        var rows = await TakeAsync(reader, ct);
        return (rows, (await PairSql.TakeVersionsAsync(reader, all, ct)).Count == all.Length);
    }

    static async Task<List<Row>> TakeAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var rows = new List<Row>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new(reader.GetInt64(0), await reader.IsDBNullAsync(1, ct) ? Guid.Empty : reader.GetGuid(1),
                reader.GetString(2)));
        }

        return rows;
    }

    static bool[] Results(ErasureAsk ask, OpenDomain domain, List<Row> rows)
    {
        if (ask.Pseudonyms is { } pseudonyms)
        {
            var gone = rows.Select(row => row.Pseudonym).ToHashSet(StringComparer.Ordinal);
            return [.. pseudonyms.Select(gone.Contains)];
        }

        var cut = rows.Select(row => row.Lookup).ToHashSet();
        return [.. ask.Originals!.Select(original =>
            Enumerable.Range(0, domain.Lookups).Any(key => cut.Contains(domain.Lookup(original, key))))];
    }

    static Guid[] Lookups(OpenDomain domain, IReadOnlyList<string> originals) => [.. originals.SelectMany(original =>
        Enumerable.Range(0, domain.Lookups).Select(key => domain.Lookup(original, key))).Distinct()];

    NpgsqlBatchCommand Entry(ErasureAsk ask, OpenDomain domain, string outcome, object detail) => Audit.Commands(
        [AuditRecord.Of(new(ask.Delete ? "pseudonym-delete" : "pseudonym-anonymise", $"domain/{domain.Row.Stream}",
            outcome, Detail: detail), ask.Caller, clock.GetUtcNow())]);

    static ErasureReply Refused(Rejection rejection) => new(rejection, [], 0, 0);

    static string Of(string condition, string then) =>
        Found.Replace("{0}", condition, StringComparison.Ordinal) + "\n" + then;

    sealed record Row(long Id, Guid Lookup, string Pseudonym);
}

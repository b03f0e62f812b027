using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Pairs somebody brings in.</summary>
/// <param name="Keep">A statement for the same transaction, made of the outcome: the stored answer.</param>
public sealed record InsertAsk(
    string Domain, IReadOnlyList<ExistingPair> Pairs, Caller Caller,
    Func<InsertReply, NpgsqlBatchCommand?>? Keep = null);

/// <param name="Verdicts">Per pair, see <see cref="Contracts.Pseudonym.InsertVerdicts"/>.</param>
public sealed record InsertReply(Rejection? Rejection, string[] Verdicts, int Created);

/// <summary>Stores pairs that exist already and says of each what came of it. Alone in its domain meanwhile.</summary>
public sealed class PairInserter(NpgsqlDataSource database, DomainCatalog catalog, TimeProvider clock)
{
    public const string Created = "created";
    public const string Exists = "exists";
    public const string ValueInvalid = "value-invalid";
    public const string PseudonymInvalid = "pseudonym-invalid";
    public const string OtherPseudonym = "different-pseudonym-for-value-exists";
    public const string OtherValue = "different-value-for-pseudonym-exists";
    public const string NotInParent = "original-not-in-parent";

    public Task<InsertReply> InsertAsync(InsertAsk ask, CancellationToken ct) => PairTransaction.RunAsync(
        database, catalog, ask.Domain, () => Task.FromResult(Refused(Faults.DomainUnknown)),
        (transaction, domain) => InsertAsync(ask, domain, transaction, ct), ct);

    async Task<InsertReply?> InsertAsync(
        InsertAsk ask, OpenDomain domain, PairTransaction transaction, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (domain.Row.Closed)
        {
            await transaction.CommitAsync(ct, Entry(ask, domain, "refused", new { code = "domain-closed" }, now));
            return Refused(Faults.DomainClosed);
        }

        var work = new Work(ask, domain, now);
        if (!await ReadAsync(work, transaction, ct)) return null;
        work.Accepted = await DomainFamily.AcceptedAsync(transaction, domain, work.Texts,
            await DomainFamily.ParentsAsync(domain, catalog, ct), now, ct);
        var made = work.Decide();
        if (made.Count > 0)
        {
            await using var batch = transaction.Batch(PairSql.InsertAll(new(made, now), [domain]));
            await batch.ExecuteNonQueryAsync(ct);
        }

        var reply = new InsertReply(null, work.Verdicts, made.Count);
        await transaction.CommitAsync(ct,
        [
            PairSql.Tally(now, new PairTally(domain.Id, made.Count)),
            Entry(ask, domain, "done", new { asked = ask.Pairs.Count, created = made.Count }, now),
            ask.Keep?.Invoke(reply),
        ]);
        domain.Fill.Add(made.Count);
        return reply;
    }

    /// <summary>Locks, then reads what is there of these originals and of these pseudonyms.</summary>
    static async Task<bool> ReadAsync(Work work, PairTransaction transaction, CancellationToken ct)
    {
        await using var batch = transaction.Batch(
        [
            PairSql.Lock([work.Domain.Id]), .. PairTransaction.Choosing([work.Domain.Id]),
            PairSql.Find(work.Round.Lookups), PairSql.Versions([work.Domain.Id]),
            Sql.Command("select pseudonym, lookup from pseudonym.pairs where domain = $1 and pseudonym = any($2)",
                work.Domain.Id, work.Ask.Pairs.Select(pair => pair?.Pseudonym ?? "").ToArray()),
        ]);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        await reader.NextResultAsync(ct);
        await PairSql.TakeAsync(reader, work.Round, work.Now, ct);
        var known = await PairSql.TakeVersionsAsync(reader, [work.Domain], ct);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            work.Owners[reader.GetString(0)] =
                reader.IsDBNull(1) ? null : work.Round.Original(reader.GetGuid(1));
        }

        return known.Count == 1;
    }

    static NpgsqlBatchCommand Entry(
        InsertAsk ask, OpenDomain domain, string outcome, object detail, DateTimeOffset now) =>
        Audit.Commands([AuditRecord.Of(
            new("pseudonym-insert", $"domain/{domain.Row.Stream}", outcome, Detail: detail), ask.Caller, now)]);

    static InsertReply Refused(Rejection rejection) => new(rejection, [], 0);

    sealed class Work
    {
        public Work(InsertAsk ask, OpenDomain domain, DateTimeOffset now)
        {
            (Ask, Domain, Now, Round, Verdicts) = (ask, domain, now, new(), new string[ask.Pairs.Count]);
            Texts = [.. ask.Pairs.Select(pair => pair?.Original).OfType<string>().Where(Originals.IsUsable).Distinct()];
            if (Texts.Length > 0) Round.Add(new(ask.Domain, Texts, PairWish.Get, ask.Caller), 0, domain, now);
        }

        public InsertAsk Ask { get; }

        public OpenDomain Domain { get; }

        public DateTimeOffset Now { get; }

        public PairRound Round { get; }

        public string[] Texts { get; }

        public string[] Verdicts { get; }

        public HashSet<string> Accepted { get; set; } = [];

        /// <summary>Pseudonyms in use, with the original where it is one of those asked for.</summary>
        public Dictionary<string, AskedOriginal?> Owners { get; } = new(StringComparer.Ordinal);

        /// <summary>One after the other, so that a list that contradicts itself is noticed like one that contradicts
        /// what is stored.</summary>
        public List<NewPair> Decide()
        {
            var made = new List<NewPair>();
            for (var i = 0; i < Verdicts.Length; i++)
            {
                Verdicts[i] = Verdict(Ask.Pairs[i]);
                if (Verdicts[i] != Created) continue;
                var original = Round.Original(Domain.Lookup(Ask.Pairs[i].Original))!;
                var pair = new NewPair(original, original.LastNumber + 1, Ask.Pairs[i].Pseudonym, null);
                original.Found(pair.Pseudonym, pair.Number, null, Now);
                Owners[pair.Pseudonym] = original;
                made.Add(pair);
            }

            return made;
        }

        string Verdict(ExistingPair? pair)
        {
            if (pair is null || !Originals.IsUsable(pair.Original)) return ValueInvalid;
            if (pair.Pseudonym is null || !Domain.Format.Validate(pair.Pseudonym).IsValid) return PseudonymInvalid;
            var original = Round.Original(Domain.Lookup(pair.Original))!;
            if (Owners.TryGetValue(pair.Pseudonym, out var owner)) return owner == original ? Exists : OtherValue;
            if (original.Stored.Pseudonym is not null && !Domain.Settings.Several) return OtherPseudonym;
            return Accepted.Contains(pair.Original) ? Created : NotInParent;
        }
    }
}

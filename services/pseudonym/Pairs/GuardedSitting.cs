using System.Numerics;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>One transaction of <see cref="GuardedDesk"/>.</summary>
sealed class GuardedSitting(
    PairTransaction transaction, OpenDomain domain, PairRound round, DateTimeOffset now, FreeCodes free)
{
    BigInteger _next;
    BigInteger _first;

    public long Made { get; private set; }

    bool Counts => domain.Settings.Generation == DomainRules.Permutation;

    /// <summary>Locks, then reads again what is there. False where the domain has changed.</summary>
    public async Task<bool> EnterAsync(CancellationToken ct)
    {
        await using var batch = transaction.Batch(
        [
            PairSql.Lock([domain.Id]), .. PairTransaction.Choosing([domain.Id]), PairSql.Find(round.Lookups),
            PairSql.Versions([domain.Id]), PairSql.Used(domain.Id),
            Sql.Command("select next from pseudonym.counters where domain = $1", domain.Id),
        ]);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        await reader.NextResultAsync(ct);
        await PairSql.TakeAsync(reader, round, now, ct);
        var known = await PairSql.TakeVersionsAsync(reader, [domain], ct);
        await reader.NextResultAsync(ct);
        if (await reader.ReadAsync(ct)) domain.Fill.Read(reader.GetInt64(0), now);
        await reader.NextResultAsync(ct);
        if (await reader.ReadAsync(ct)) _next = reader.GetFieldValue<BigInteger>(0);
        _first = _next;
        return known.Count == 1;
    }

    /// <summary>What forbids making any, if some are to be made.</summary>
    public Rejection? Refusal()
    {
        var missing = round.Missing(domain);
        if (missing == 0) return null;
        if (domain.Row.Closed) return Faults.DomainClosed;
        if (domain.Settings.ValidFrom > now || domain.Settings.ValidUntil <= now) return Faults.DomainNotValid;
        return domain.Format.Capacity - domain.Fill.Used < missing
            ? Faults.DomainFull(domain.Name, domain.Format.Capacity, missing) : null;
    }

    /// <summary>Whether an original that needs a pseudonym is none the parents know.</summary>
    public async Task<Rejection?> RefuseOriginalsAsync(IReadOnlyList<OpenDomain> parents, CancellationToken ct)
    {
        var texts = round.Originals.Where(original => original.Wanted > 0).Select(original => original.Text).ToArray();
        if (texts.Length == 0 || domain.Settings.Originals == OriginalsRule.Off) return null;
        var accepted = await DomainFamily.AcceptedAsync(transaction, domain, texts, parents, now, ct);
        return Array.TrueForAll(texts, accepted.Contains) ? null : Rejection.Unprocessable("original-not-in-parent",
            "An original is no pseudonym of a parent of this domain; nothing was made.", "originals");
    }

    /// <summary>Chooses free pseudonyms and inserts once, in the order all insert in: whoever inserted a second time
    /// could wait for somebody who waits for him. Overtaken all the same, the whole begins anew.</summary>
    public async Task<Rejection?> MakeAsync(int mostRounds, CancellationToken ct)
    {
        var open = round.Originals.SelectMany(original => Enumerable.Range(1, original.Wanted)
            .Select(i => (Original: original, Number: original.LastNumber + i))).ToList();
        if (open.Count == 0) return null;
        var codes = new HashSet<string>(open.Count, StringComparer.Ordinal);
        for (var turn = 0; codes.Count < open.Count; turn++)
        {
            if (turn == mostRounds) return Faults.DomainNearlyFull(domain.Name, domain.Format.Capacity);
            if (await ChooseAsync(open.Count - codes.Count, turn, ct) is not { } chosen)
                return Faults.DomainFull(domain.Name, domain.Format.Capacity, open.Count);

            free.Take(domain, chosen);
            var taken = await TakenAsync(chosen, ct);
            codes.UnionWith(chosen.Where(code => !taken.Contains(code)).Take(open.Count - codes.Count));
            free.Take(domain, codes);
        }

        var pairs = open.Zip(codes, (one, code) =>
            new NewPair(one.Original, one.Number, code, one.Original.ValidUntil)).ToList();
        if (await InsertAsync(pairs, ct) < pairs.Count)
            throw new PostgresException("overtaken", "ERROR", "ERROR", PairSql.Overtaken);
        foreach (var pair in pairs) pair.Original.New.Add(pair);
        Made = pairs.Count;
        return null;
    }

    public async Task LeaveAsync(IEnumerable<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        await transaction.CommitAsync(ct,
        [
            Made > 0 ? PairSql.Tally(now, new PairTally(domain.Id, Made)) : null,
            _next == _first ? null : Sql.Command("""
                insert into pseudonym.counters as c (domain, next) values ($1, $2)
                on conflict (domain) do update set next = excluded.next
                """, domain.Id, _next),
            .. commands,
        ]);
    }

    async Task<string[]?> ChooseAsync(int count, int turn, CancellationToken ct)
    {
        if (Counts)
        {
            if (_next + count > domain.Format.Capacity) return null;
            var numbers = new string[count];
            for (var i = 0; i < count; i++) numbers[i] = domain.Permutation.Encode(_next++);
            return numbers;
        }

        if (FreeCodes.Covers(domain)) return await free.ChooseAsync(domain, count, transaction, ct);

        // the longer it takes the more at once: a domain that is nearly full is found out soon
        return DrawnCodes.Distinct(domain.Format, turn == 0 ? count : Math.Min(count * 20 + 100, 20_000));
    }

    async Task<int> InsertAsync(List<NewPair> pairs, CancellationToken ct)
    {
        await using var batch = transaction.Batch(PairSql.InsertSome(new(pairs, now)));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var stored = 0;
        while (await reader.ReadAsync(ct)) stored++;
        return stored;
    }

    async Task<HashSet<string>> TakenAsync(string[] codes, CancellationToken ct)
    {
        await using var batch = transaction.Batch(Sql.Command(
            "select pseudonym from pseudonym.pairs where domain = $1 and pseudonym = any($2)", domain.Id, codes));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) taken.Add(reader.GetString(0));
        return taken;
    }
}

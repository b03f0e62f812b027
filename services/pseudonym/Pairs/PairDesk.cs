using Npgsql;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Answers asks for pseudonyms. Usually two ways to the database, however many asks of whatever domains: one reads,
/// the other writes new pairs, counts and audit entries in one transaction. What others did in between is noticed there
/// and the whole begins anew. An answer leaves after its audit entry is committed.
/// </summary>
public sealed class PairDesk(NpgsqlDataSource database, DomainCatalog catalog, Ties ties, TimeProvider clock)
{
    const int MostAttempts = 8;

    readonly GuardedDesk _guarded = new(database, catalog, clock);

    public async Task<PairReply> AnswerAsync(PairAsk ask, CancellationToken ct) => (await AnswerAsync([ask], ct))[0];

    /// <summary>Its answers may have to wait for the consent service.</summary>
    public async ValueTask<bool> IsTiedAsync(string domain, CancellationToken ct) =>
        await catalog.FindAsync(domain, ct) is { Tie: not null };

    public async Task<PairReply[]> AnswerAsync(IReadOnlyList<PairAsk> asks, CancellationToken ct)
    {
        var replies = new PairReply?[asks.Count];
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var now = clock.GetUtcNow();
            var round = await OpenAsync(asks, replies, now, ct);
            if (round.IsEmpty) break;
            var known = round.IsTied ? new KnownTies() : null;
            if (!await ReadAsync(round, known, now, ct)) continue;
            if (known is not null && await ties.JudgeAsync(round, known, replies, now, ct)) continue;
            await GuardAsync(round, replies, overtaken: attempt > 2, ct);
            if (!round.IsEmpty) await WriteAsync(round, replies, now, ct);
        }

        return Array.ConvertAll(replies, reply => reply
            ?? throw new TimeoutException("The domains or their pairs changed again and again while this was done."));
    }

    /// <summary>Asks without an answer yet, with their domains.</summary>
    async Task<PairRound> OpenAsync(
        IReadOnlyList<PairAsk> asks, PairReply?[] replies, DateTimeOffset now, CancellationToken ct)
    {
        var round = new PairRound();
        for (var i = 0; i < asks.Count; i++)
        {
            if (replies[i] is not null) continue;
            if (await catalog.FindAsync(asks[i].Domain, ct) is not { } domain)
                replies[i] = PairReply.Refused(Faults.DomainUnknown);
            else round.Add(asks[i], i, domain, now);
        }

        return round;
    }

    /// <summary>False where a domain has changed; it is forgotten, so that it is read anew.</summary>
    async Task<bool> ReadAsync(PairRound round, KnownTies? ties, DateTimeOffset now, CancellationToken ct)
    {
        var domains = round.Domains.ToArray();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(PairSql.Find(round.Lookups));
        batch.BatchCommands.Add(PairSql.Versions(Array.ConvertAll(domains, domain => domain.Id)));
        foreach (var domain in domains.Where(domain => domain.Fill.IsOld(now)))
            batch.BatchCommands.Add(PairSql.Used(domain.Id));
        if (ties is not null) TieSql.Read(batch, round);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await PairSql.TakeAsync(reader, round, now, ct);
        var known = await PairSql.TakeVersionsAsync(reader, domains, ct);
        foreach (var domain in domains.Where(domain => domain.Fill.IsOld(now)))
        {
            await reader.NextResultAsync(ct);
            if (await reader.ReadAsync(ct)) domain.Fill.Read(reader.GetInt64(0), now);
        }

        if (ties is not null) await ties.TakeAsync(reader, ct);
        foreach (var domain in domains.Except(known)) catalog.Forget(domain);
        return known.Count == domains.Length;
    }

    /// <summary>Domains where free pseudonyms have to be looked for are answered one by one.</summary>
    async Task GuardAsync(PairRound round, PairReply?[] replies, bool overtaken, CancellationToken ct)
    {
        foreach (var domain in round.Domains.ToArray())
        {
            var missing = round.Missing(domain);
            if (missing == 0 || (!overtaken && !GuardedDesk.IsNeeded(domain, missing))) continue;
            var withheld = round.Tied.Where(original => original.Withheld)
                .Select(original => original.Lookup).ToHashSet();
            var asks = round.Release(other => other == domain);
            var answers = await _guarded.AnswerAsync(domain, [.. asks.Select(ask => ask.Ask)], withheld, ct);
            if (answers is null) catalog.Forget(domain);
            for (var i = 0; i < asks.Count; i++) replies[asks[i].Index] = answers?[i];
        }
    }

    async Task WriteAsync(PairRound round, PairReply?[] replies, DateTimeOffset now, CancellationToken ct)
    {
        var made = DrawnCodes.For(round);
        var answers = round.Asks.Select(ask =>
            (ask.Index, ask.Ask, ask.Domain, Reply: round.Reply(ask.Index))).ToList();
        await using var batch = database.CreateBatch();
        var creating = made.Select(pair => pair.Original.Domain).Distinct().ToArray();
        if (made.Count > 0)
        {
            batch.BatchCommands.Add(PairSql.Lock(Array.ConvertAll(creating, domain => domain.Id)));
            batch.BatchCommands.Add(PairSql.InsertAll(new(made, now), creating));
            batch.BatchCommands.Add(PairSql.Tally(now, [.. made.GroupBy(pair => pair.Original.Domain.Id)
                .Select(group => new PairTally(group.Key, group.Count()))]));
        }

        foreach (var command in TieSql.Expect(round, now)) batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(Audit.Commands([.. answers.Select(answer =>
            PairAudit.Of(answer.Ask, answer.Domain, answer.Reply, now))]));
        foreach (var (_, ask, _, reply) in answers)
            if (ask.Keep?.Invoke(reply) is { } keep) batch.BatchCommands.Add(keep);

        try
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (PairSql.IsToBeRepeated(e))
        {
            if (e.SqlState == PairSql.DomainMoved)
                foreach (var domain in creating) catalog.Forget(domain);
            return;
        }

        foreach (var pair in made) pair.Original.Domain.Fill.Add(1);
        foreach (var (index, _, _, reply) in answers) replies[index] = reply;
    }
}

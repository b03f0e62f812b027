using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Pairs that wait for a decision, what matters most first.</summary>
static class Worklist
{
    const int Most = 500;

    const string Waiting = """
        with kinds as materialized (
            select version, case when configuration ? 'fellegiSunter' then 'f' when configuration ? 'epix' then 'e'
                else 'm' end as kind
            from identity.configurations where domain = $1),
        waiting as materialized (
            select p.pair, p.identity_a, p.identity_b, p.found_at, p.postponed_until, p.first_by, p.second_by,
                p.version, p.sample, a.person as person_a, a.source as source_a, b.person as person_b,
                b.source as source_b, s.blind, case when not s.blind then k.kind end as kind,
                case when s.blind then 0 else p.score end as score,
                case when p.status = 'same' or (p.status = 'postponed' and p.postponed_until <= $2) then 'open'
                    else p.status end as stands
            from identity.pairs p
            join identity.identities a on a.identity = p.identity_a
            join identity.identities b on b.identity = p.identity_b
            left join kinds k on k.version = p.configuration
            cross join lateral (select p.sample is not null
                and p.status in ('open', 'postponed', 'second-opinion') as blind) s
            where p.domain = $1 and (not p.joined or p.sample is not null) and p.status not in ('distinct', 'withdrawn')
                and not (p.joined and p.status = 'same')),
        hanging as materialized (
            select person, count(*)::int as pairs
            from (select person_a as person from waiting union all select person_b from waiting) x group by person),
        held as (
            select w.*, c.holder, c.until, case when w.blind then 0 else x.pairs + y.pairs - 2 end as others
            from waiting w
            join hanging x on x.person = w.person_a join hanging y on y.person = w.person_b
            left join identity.pair_claims c on c.pair = w.pair and c.until > $3),
        yours as (
            select *, not (stands = 'postponed' or stands = 'to-part' and not $5
                or stands = 'second-opinion' and first_by = $4
                or stands = 'disputed' and (not $5 or first_by = $4 or second_by = $4)) as yours from held)
        """;

    const string Page = Waiting + """
        , chosen as (
            select *,
        """ + PairPriority.Sql + """
             as rank from yours
            where case when $6::text[] is null then yours else stands = any($6) end
                and ($7::text is null or source_a = $7 or source_b = $7) and score >= $8 and score < $9
                and ($10::text is null or coalesce(holder, '') = $10)
                and ($11::uuid is null or person_a = $11 or person_b = $11)
                and (not $12 or holder is null or holder = $4) and ($16::uuid[] is null or pair = any($16))
                and ($17::boolean is null or $17 = (sample is not null)))
        select pair, identity_a, case when not blind then person_a end, source_a, identity_b,
            case when not blind then person_b end, source_b, score, stands, rank, others, found_at, holder, until,
            postponed_until::text, first_by, second_by, version, (select count(*)::int from chosen) as total,
            sample is not null
        from chosen
        where $13::float8 is null or (rank, pair) < ($13, $14)
        order by ($12 and holder is not null) desc, rank desc, pair desc limit $15
        """;

    const string Counts = Waiting + """
        select count(*) filter (where stands = 'open')::int, count(*) filter (where stands = 'postponed')::int,
            count(*) filter (where stands = 'second-opinion')::int, count(*) filter (where stands = 'disputed')::int,
            count(*) filter (where yours)::int, count(*) filter (where holder = $4)::int,
            count(*) filter (where holder <> $4)::int, min(found_at)
        from yours
        """;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/pairs", List).RequirePermission(Permissions.IdentityLink)
            .WithSummary("The worklist: pairs that wait for a decision, by keys").Produces<PairPage>();
        routes.MapGet("/pairs/counts", Count).RequirePermission(Permissions.IdentityLink)
            .WithSummary("How many pairs wait").Produces<PairCounts>();
    }

    static async Task<IResult> List(
        string domain, string? status, string? source, double? minScore, double? maxScore, string? assignedTo,
        Guid? person, bool? sample, string? after, int? count, Caller caller, IQuerySession session, TimeProvider clock,
        CancellationToken ct)
    {
        if (count is < 1 or > Most)
            return Problem.From(Rejection.Invalid("paging-invalid", $"Count is 1 to {Most}.", "count"));
        if (!PagePosition.TryRead(after, out var position)) return Problem.From(PagePosition.Malformed);
        var (query, fault) = WorklistQuery.Of(
            new(domain, status, source, minScore, maxScore, assignedTo, person, sample), caller, clock.GetUtcNow());
        return query is null ? Problem.From(fault!)
            : Results.Ok(await ReadAsync(session.DataSource, query, position, count ?? 50, ct));
    }

    static async Task<IResult> Count(
        string domain, Caller caller, IQuerySession session, TimeProvider clock, CancellationToken ct)
    {
        var (query, fault) = WorklistQuery.Of(new(domain), caller, clock.GetUtcNow());
        if (query is null) return Problem.From(fault!);
        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Counts, [.. Whose(query)]));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return Results.Ok(new PairCounts(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2),
            reader.GetInt32(3), reader.GetInt32(4), reader.GetInt32(5), reader.GetInt32(6),
            await reader.IsDBNullAsync(7, ct) ? null : reader.GetFieldValue<DateTimeOffset>(7)));
    }

    public static async Task<PairPage> ReadAsync(
        NpgsqlDataSource data, WorklistQuery query, (double Rank, Guid Key)? after, int count, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Page,
        [
            .. Whose(query), query.Statuses, query.Source, query.Min, query.Max, query.Holder, query.Person, query.Free,
            after?.Rank, after?.Key ?? Guid.Empty, count + 1, query.Pairs, query.Sample,
        ]));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var (pairs, ranks, total) = (new List<PairView>(), new List<double>(), 0);
        while (await reader.ReadAsync(ct))
        {
            total = reader.GetInt32(18);
            ranks.Add(reader.GetDouble(9));
            pairs.Add(View(reader, query.Now));
        }

        if (pairs.Count <= count) return new(total, pairs, null);
        return new(total, pairs[..count], PagePosition.Of(ranks[count - 1], pairs[count - 1].Pair));
    }

    /// <summary>One pair as the worklist shows it, or null where it does not wait.</summary>
    public static async Task<PairView?> FindAsync(
        NpgsqlDataSource data, string domain, Guid pair, Guid person, Caller caller, DateTimeOffset now,
        CancellationToken ct)
    {
        var query = new WorklistQuery(domain,
            WorklistQuery.Known, null,
            double.NegativeInfinity, double.PositiveInfinity, null, person, caller.Name, false, now);
        return (await ReadAsync(data, query, null, Most, ct)).Pairs.FirstOrDefault(view => view.Pair == pair);
    }

    /// <summary>Those of the pairs that are in domains the caller may use.</summary>
    public static async Task<Guid[]> KnownAsync(
        NpgsqlDataSource data, Guid[] pairs, Caller caller, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(
            "select pair, domain from identity.pairs where pair = any($1) and status <> 'withdrawn' order by pair",
            (object)pairs));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var known = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            if (caller.MayUse(reader.GetString(1))) known.Add(reader.GetGuid(0));
        }

        return [.. known];
    }

    /// <summary>The domains of pairs; none where one of them is not the caller's to know.</summary>
    public static async Task<IReadOnlyList<string>> DomainsAsync(
        NpgsqlDataSource data, Guid[] pairs, Caller caller, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(
            "select domain, count(*)::int from identity.pairs where pair = any($1) group by domain", (object)pairs));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var (domains, known) = (new List<string>(), 0);
        while (await reader.ReadAsync(ct))
        {
            domains.Add(reader.GetString(0));
            known += reader.GetInt32(1);
        }

        return known == pairs.Length && domains.TrueForAll(caller.MayUse) ? domains : [];
    }

    static object?[] Whose(WorklistQuery query) =>
        [query.Domain, Days.Of(query.Now), query.Now, query.Me, query.MaySettle];

    static PairView View(NpgsqlDataReader row, DateTimeOffset now) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetFieldValue<Guid?>(2) ?? default, row.GetString(3), row.GetGuid(4),
        row.GetFieldValue<Guid?>(5) ?? default, row.GetString(6), row.GetDouble(7), row.GetString(8),
        PairPriority.Of(row.GetDouble(9), now), row.GetInt32(10), row.GetFieldValue<DateTimeOffset>(11), Text(row, 12),
        row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13), Text(row, 14), Text(row, 15), Text(row, 16),
        row.GetInt64(17), row.GetBoolean(19));

    static string? Text(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
}

using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Says how well a domain's people are linked, as far as clerks' decisions tell.</summary>
static class ReportingQuality
{
    // the last word on each pair, by score; what followed from another decision tells nothing of its own
    const string Decided = """
        with versions as (
            select version from identity.configurations where domain = $1 and case $2
                when 'f' then configuration ? 'fellegiSunter' when 'e' then configuration ? 'epix'
                else configuration ? 'mainzelliste' end)
        select x.score, x.verdict, x.stage <> 'single', count(*)::int
        from identity.pair_acts x
        join identity.pairs p on p.pair = x.pair and p.version = x.version
        join versions v on v.version = x.configuration
        where x.domain = $1 and x.act = 'decided'
        group by 1, 2, 3
        """;

    const string Waiting = """
        select p.score, count(*)::int from identity.pairs p
        where p.domain = $1 and not p.joined and p.status not in ('distinct', 'withdrawn') and p.configuration > 0
        group by 1
        """;

    const string Opinions = """
        select f.verdict, s.verdict, count(*)::int
        from identity.pair_acts s
        cross join lateral (select verdict from identity.pair_acts f
            where f.pair = s.pair and f.act = 'first-opinion' and f.version < s.version
            order by f.version desc limit 1) f
        where s.domain = $1 and s.act = 'second-opinion' group by 1, 2
        """;

    const string Trial = """
        select tally from identity.simulations
        where domain = $1 and version = $2 and status in ('done', 'over') and ended_at is not null
        order by ended_at desc limit 1
        """;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/domains/{domain}/quality", Handle).RequirePermission(Permissions.IdentityManage)
        .WithSummary("How well people are linked, as far as decisions tell").Produces<QualityReport>();

    static async Task<IResult> Handle(
        string domain, Caller caller, IQuerySession session, DomainCatalog domains, CancellationToken ct)
    {
        if (!caller.MayUse(domain) || await domains.FindAsync(domain, ct) is not { } open)
            return Problem.From(Faults.DomainUnknown);
        var configuration = open.Linker.Configuration;
        var kind = ScoreBands.KindOf(configuration);
        var read = await ReadAsync(session.DataSource, domain, open.Linker.Version, kind, ct);
        var population = read.Trial ?? read.Bands.ToDictionary(
            band => band.Key, band => (long)(band.Value.Same + band.Value.Distinct));
        var strata = population.Keys.Union(read.Bands.Keys).Order().Select(band =>
        {
            var known = read.Bands.GetValueOrDefault(band) ?? new();
            var decided = known.Same + known.Distinct;
            return new Stratum(band, Math.Max(population.GetValueOrDefault(band), decided), decided, known.Same,
                ScoreBands.Chance(band, kind));
        }).ToArray();
        var thresholds = configuration.FellegiSunter is null ? null : configuration.Thresholds;
        var (linked, shown) = Parted(strata, thresholds, kind);
        return Results.Ok(new QualityReport(domain, open.Linker.Version,
            read.Trial is null ? "decided" : "simulation", thresholds?.Possible, thresholds?.Match,
            read.Trial is null ? null : QualityEstimation.Precision(linked),
            read.Trial is null ? null : QualityEstimation.Recall(linked, shown),
            [.. strata.Select(stratum => Band(stratum, read.Bands.GetValueOrDefault(stratum.Band) ?? new(), kind))],
            read.Agreement, QualityEstimation.Thresholds(strata, kind),
            (await SampleRows.ReadAsync(session.DataSource, domain, null, ct)).Find(sample =>
                sample.Configuration == open.Linker.Version && sample.DrawnAt is not null)));
    }

    static (Stratum[] Linked, Stratum[] Shown) Parted(Stratum[] strata, Thresholds? thresholds, ScoreKind kind)
    {
        if (thresholds is null) return ([], []);
        var match = ScoreBands.Of(thresholds.Match, kind);
        return ([.. strata.Where(stratum => stratum.Band >= match)],
            [.. strata.Where(stratum => stratum.Band < match)]);
    }

    static QualityBand Band(Stratum stratum, Decisions known, ScoreKind kind)
    {
        var (from, to) = ScoreBands.Range(stratum.Band, kind);
        return new(from, to, stratum.Pairs, known.Same, known.Distinct, known.Agreed, known.Waiting,
            QualityEstimation.Share(known.Same, known.Same + known.Distinct));
    }

    sealed record Decisions(int Same = 0, int Distinct = 0, int Agreed = 0, int Waiting = 0);

    sealed record Known(
        Dictionary<int, Decisions> Bands, Agreement? Agreement, IReadOnlyDictionary<int, long>? Trial);

    static async Task<Known> ReadAsync(
        NpgsqlDataSource data, string domain, int version, ScoreKind kind, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        var letter = kind switch { ScoreKind.FellegiSunter => "f", ScoreKind.Epix => "e", _ => "m" };
        batch.BatchCommands.Add(Sql.Command(Decided, domain, letter));
        batch.BatchCommands.Add(Sql.Command(Waiting, domain));
        batch.BatchCommands.Add(Sql.Command(Opinions, domain));
        batch.BatchCommands.Add(Sql.Command(Trial, domain, version));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var bands = new Dictionary<int, Decisions>();
        while (await row.ReadAsync(ct))
        {
            var (same, agreed, count) = (row.GetString(1) == Verdicts.Same, row.GetBoolean(2), row.GetInt32(3));
            Add(row.GetDouble(0), band => band with
            {
                Same = band.Same + (same ? count : 0),
                Distinct = band.Distinct + (same ? 0 : count),
                Agreed = band.Agreed + (agreed ? count : 0),
            });
        }

        await row.NextResultAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var count = row.GetInt32(1);
            Add(row.GetDouble(0), band => band with { Waiting = band.Waiting + count });
        }

        await row.NextResultAsync(ct);
        var agreement = await AgreementAsync(row, ct);
        await row.NextResultAsync(ct);
        return new(bands, agreement,
            await row.ReadAsync(ct) ? SimulationRows.Tally(row.GetString(0)).Bands : null);

        void Add(double score, Func<Decisions, Decisions> more)
        {
            var band = ScoreBands.Of(score, kind);
            bands[band] = more(bands.GetValueOrDefault(band) ?? new());
        }
    }

    static async Task<Agreement?> AgreementAsync(NpgsqlDataReader row, CancellationToken ct)
    {
        var (yes, yesNo, noYes, no) = (0, 0, 0, 0);
        while (await row.ReadAsync(ct))
        {
            var count = row.GetInt32(2);
            switch (row.GetString(0), row.GetString(1))
            {
                case (Verdicts.Same, Verdicts.Same): yes += count; break;
                case (Verdicts.Same, _): yesNo += count; break;
                case (_, Verdicts.Same): noYes += count; break;
                default: no += count; break;
            }
        }

        var kappa = CohensKappa.Of(yes, yesNo, noYes, no);
        return yes + yesNo + noYes + no == 0 ? null
            : new(yes, yesNo, noYes, no, kappa?.Kappa, kappa?.Lower, kappa?.Upper);
    }
}

using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Samples as they are stored.</summary>
static class SampleRows
{
    const string Views = """
        select simulation, domain, version, status, started_by, started_at, ended_at, done, total, tally
        from identity.simulations
        where seed is not null and ($1::text is null or domain = $1) and ($2::uuid is null or simulation = $2)
        order by started_at desc limit 100
        """;

    // the last word on each pair, whoever had it when
    const string Words = """
        select s.simulation, s.linked, count(*)::int, count(*) filter (where x.verdict = 'same')::int,
            count(*) filter (where x.verdict = 'distinct')::int, count(*) filter (where p.pair is null)::int
        from identity.sampled_pairs s
        left join identity.pairs p on p.pair = s.pair
        left join identity.pair_acts x on x.pair = p.pair and x.version = p.version and x.act in ('decided', 'follows')
        where s.simulation = any($1) group by 1, 2
        """;

    /// <summary>Adds pairs and drops those that are not among the lowest any more, where the runner is the one who
    /// got on.</summary>
    public static void Keep(
        NpgsqlBatch batch, Guid simulation, Guid runner, SampleWish sample, IReadOnlyList<DrawnPair> drawn)
    {
        batch.BatchCommands.Add(Sql.Command("""
            insert into identity.sampled_pairs (simulation, linked, draw, pair, identity_a, identity_b, score)
            select s.simulation, x.* from identity.simulations s,
                unnest($3::boolean[], $4::bigint[], $5::uuid[], $6::uuid[], $7::uuid[], $8::float8[]) as x
            where s.simulation = $1 and s.runner = $2 and s.status = 'running' on conflict do nothing
            """, simulation, runner, drawn.Select(pair => pair.Linked).ToArray(),
            drawn.Select(pair => pair.Draw).ToArray(), drawn.Select(pair => pair.Pair).ToArray(),
            drawn.Select(pair => pair.A).ToArray(), drawn.Select(pair => pair.B).ToArray(),
            drawn.Select(pair => pair.Score).ToArray()));
        batch.BatchCommands.Add(Sql.Command("""
            delete from identity.sampled_pairs s using (
                select pair, linked, row_number() over (partition by linked order by draw, pair) as place
                from identity.sampled_pairs where simulation = $1) x
            where s.simulation = $1 and s.pair = x.pair and x.place > case when x.linked then $2 else $3 end
            """, simulation, sample.Linked, sample.Below));
    }

    public static async Task<List<DrawnPair>> PairsAsync(NpgsqlDataSource data, Guid simulation, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select linked, draw, pair, identity_a, identity_b, score from identity.sampled_pairs
            where simulation = $1 order by draw, pair
            """, simulation));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var pairs = new List<DrawnPair>();
        while (await row.ReadAsync(ct))
        {
            pairs.Add(new(row.GetBoolean(0), row.GetInt64(1), row.GetGuid(2), row.GetGuid(3), row.GetGuid(4),
                row.GetDouble(5)));
        }

        return pairs;
    }

    /// <summary>Samples of a domain, the newest first, or one.</summary>
    public static async Task<List<QualitySample>> ReadAsync(
        NpgsqlDataSource data, string? domain, Guid? id, CancellationToken ct)
    {
        var samples = new List<(QualitySample View, SimulationTally Tally)>();
        await using (var batch = data.CreateBatch())
        {
            batch.BatchCommands.Add(Sql.Command(Views, domain, id));
            await using var row = await batch.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                samples.Add((new(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(4),
                    row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset?>(6), row.GetInt64(7),
                    row.GetInt64(8), new(), new(), null, null), SimulationRows.Tally(row.GetString(9))));
            }
        }

        if (samples.Count == 0) return [];
        await using var words = data.CreateBatch();
        words.BatchCommands.Add(Sql.Command(Words, (object)samples.Select(sample => sample.View.Sample).ToArray()));
        await using var word = await words.ExecuteReaderAsync(ct);
        var strata = new Dictionary<(Guid, bool), SampledPairs>();
        while (await word.ReadAsync(ct))
        {
            var (drawn, same, distinct) = (word.GetInt32(2), word.GetInt32(3), word.GetInt32(4));
            strata[(word.GetGuid(0), word.GetBoolean(1))] =
                new(0, drawn, same, distinct, drawn - same - distinct - word.GetInt32(5));
        }

        return samples.ConvertAll(sample => Estimated(sample.View with
        {
            Linked = Of(sample.View.Sample, true) with { Pairs = sample.Tally.Linked },
            Below = Of(sample.View.Sample, false) with { Pairs = sample.Tally.Below },
        }));

        SampledPairs Of(Guid sample, bool linked) => strata.GetValueOrDefault((sample, linked)) ?? new();
    }

    static QualitySample Estimated(QualitySample sample)
    {
        var (linked, below) = (Stratum(sample.Linked), Stratum(sample.Below));
        return sample with
        {
            Precision = linked.Decided == 0 ? null : QualityEstimation.Precision([linked]),
            Recall = linked.Decided == 0 || (below.Decided == 0 && below.Pairs > 0) ? null
                : QualityEstimation.Recall([linked], [below]),
        };
    }

    static Stratum Stratum(SampledPairs pairs) =>
        new(0, pairs.Pairs, pairs.Same + pairs.Distinct, pairs.Same, 0);
}

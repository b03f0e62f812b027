using System.Collections.Immutable;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>How well each profile links, and what attacks get out of it.</summary>
static class PprlQuality
{
    const int Attacked = 3_000;

    public static List<SafetyRow> Measure(
        DataSets sets, Action<FormattableString> say, bool records, bool fields)
    {
        var rows = new List<SafetyRow>();
        var data = sets.All().Select(read => read()).Where(set => set.Name is "FEBRL 4" or "de10k").ToArray();
        if (records) Records(data, say, rows);
        if (fields) Separate(data, say, rows);
        return rows;
    }

    static void Records(DataSet[] data, Action<FormattableString> say, List<SafetyRow> rows)
    {
        say($"""

            F1 of the pairs of a file with the other. Best: at the threshold that is best by the truth, all pairs; 1:1
            best: the same, nobody twice; 1:1 own: at the profile's own threshold, which no truth has chosen. Attacks:
            share of {Attacked:N0} records of the first file that are re-identified by an attacker who has the same
            people in plain text and knows the profile, but not the secret; the worse of both files; in brackets to
            how many values or q-grams a place in the filters was assigned.

            | Profile | bits | fill | FEBRL 4 best | 1:1 best | 1:1 own | de10k best | 1:1 best | 1:1 own
             | frequency alignment | pattern mining |
            |---|---|---|---|---|---|---|---|---|---|---|
            """);
        foreach (var profile in PprlProfiles.All().Append(StandardProfiles.Default("bench")))
        {
            var found = data.Select(set => RecordQuality.Of(set, profile)).ToArray();
            var attacks = data.Select(set => Attack(set, profile)).ToArray();
            var worst = (Frequency: attacks.MaxBy(one => one.Frequency.Rate)!.Frequency,
                Patterns: attacks.MaxBy(one => one.Patterns.Rate)!.Patterns);
            rows.Add(new(profile, [worst.Frequency, worst.Patterns]));
            say($"""
                | {profile.Name} | {profile.Hardened(profile.Length)} | {found[1].Fill:0.00}
                 | {found[0].Best.F1:0.0000} | **{found[0].OneToOne.F1:0.0000}** | {found[0].Own.F1:0.0000}
                 | {found[1].Best.F1:0.0000} | **{found[1].OneToOne.F1:0.0000}** | {found[1].Own.F1:0.0000}
                 | {worst.Frequency.Rate:0.0000} ({worst.Frequency.Found})
                 | {worst.Patterns.Rate:0.0000} ({worst.Patterns.Found}) |
                """);
        }

    }

    static (AttackResult Frequency, AttackResult Patterns) Attack(DataSet set, EncodingProfile profile)
    {
        var target = new AttackTarget(profile, PprlSamples.Secret, set.Persons.Take(Attacked).ToArray());
        return (FrequencyAlignment.Run(target), PatternMining.Run(target, 2));
    }

    static void Separate(DataSet[] data, Action<FormattableString> say, List<SafetyRow> rows)
    {
        say($"""

            Filters of single fields, weighed by Fellegi and Sunter with expectation maximisation, beside the plain text
            by the same weighting; both link at even odds, without any truth (aim: no more than .005 below).

            | Data set | plain text F1 | filters P / R | filters F1 | 1:1 F1 | difference | pairs complete |
            |---|---|---|---|---|---|---|
            """);
        var worst = new List<AttackResult>();
        foreach (var set in data)
        {
            var profile = WithFurther(StandardProfiles.Separate("bench"), set.Further);
            var run = new LinkageRun(set);
            var plain = Quality.Of(run, i => run.Score[i] >= 0);
            var encoder = new FilterEncoder(profile, PprlSamples.Secret);
            var records = new FieldRecords(
                profile, encoder.Slots, [.. set.Persons.SelectMany(encoder.Encode)]);
            var linkage = new FieldLinkage(records, set.Counts, set.AllPairs);
            var pairs = linkage.Pairs();
            var truth = set.TruePairs();
            Quality Counted(IReadOnlyCollection<FilterPair> links) => new(
                links.Count(pair => truth.Contains((pair.Left, pair.Right))), links.Count, truth.Count);
            var (ours, one) = (Counted(pairs), Counted(OneToOne.Optimal(pairs)));
            say($"""
                | {set.Name} | {plain.F1:0.0000} | {ours.Precision:0.0000} / {ours.Recall:0.0000}
                 | **{ours.F1:0.0000}** | {one.F1:0.0000} | {ours.F1 - plain.F1:+0.0000;-0.0000}
                 | {linkage.Candidates.Count(truth.Contains) / (double)truth.Count:0.0000} |
                """);
            var (frequency, patterns) = Attack(set, StandardProfiles.Separate("bench"));
            worst.AddRange([frequency, patterns]);
        }

        rows.Add(new(StandardProfiles.Separate("bench"), [worst.MaxBy(result => result.Rate)!]));
        say($"""

            Attacks on filters of single fields: {worst.Max(result => result.Rate):0.0000} re-identified
            ({worst.MaxBy(result => result.Rate)!.Name}).
            """);
    }

    /// <summary>Fields of a set that others do not have: identifiers digit by digit, the rest as texts.</summary>
    static EncodingProfile WithFurther(EncodingProfile profile, ImmutableArray<string> further) => profile with
    {
        Fields =
        [
            .. profile.Fields,
            .. further.Select(name => new EncodedField { Source = $"more:{name}", Length = 256, Hashes = 8 }),
        ],
    };
}

/// <summary>Quality of one profile on one set.</summary>
/// <param name="Best">All pairs at the best threshold.</param>
/// <param name="OneToOne">Nobody twice, at the best threshold.</param>
/// <param name="Own">Nobody twice, at the profile's own threshold.</param>
/// <param name="Fill">Share of bits set.</param>
sealed record RecordQuality(Quality Best, Quality OneToOne, Quality Own, double Fill)
{
    /// <summary>How far below a profile's threshold the best one is looked for; strangers are too many below that.
    /// </summary>
    static double Below(EncodingProfile profile) =>
        profile.Hardening.Any(step => step.Kind is Hardening.Diffuse or Hardening.Balance) ? 0.05 : 0.15;

    public static RecordQuality Of(DataSet set, EncodingProfile profile)
    {
        var encoder = new FilterEncoder(profile, PprlSamples.Secret);
        FilterTable Table(IEnumerable<PersonData> persons) =>
            new(encoder.Words * 64, [.. persons.SelectMany(encoder.Encode)]);
        var (left, right) = (Table(set.Persons.Take(set.First)), Table(set.Persons.Skip(set.First)));
        var measure = new FilterMeasure(FilterSimilarity.Dice, profile.Threshold - Below(profile), left.Length);
        var pairs = FilterJoin.Run(left, SlicedBlocks.Of(right), measure, 2);
        var truth = set.TruePairs();
        bool Right(FilterPair pair) => truth.Contains((pair.Left, pair.Right + set.First));
        var single = TrustCenter.Identities.Linkage.OneToOne.Greedy(pairs);
        var own = TrustCenter.Identities.Linkage.OneToOne.Optimal(
            [.. pairs.Where(pair => pair.Score >= profile.Threshold)]);
        return new(
            At(pairs, Right, truth.Count), At(single, Right, truth.Count),
            new(own.Count(Right), own.Count, truth.Count), right.Fill());
    }

    static Quality At(List<FilterPair> pairs, Func<FilterPair, bool> right, int truth)
    {
        var (best, links, hits) = (new Quality(0, 0, truth), 0, 0);
        foreach (var same in pairs.GroupBy(pair => pair.Score).OrderByDescending(group => group.Key))
        {
            links += same.Count();
            hits += same.Count(right);
            var now = new Quality(hits, links, truth);
            if (now.F1 > best.F1) best = now;
        }

        return best;
    }
}

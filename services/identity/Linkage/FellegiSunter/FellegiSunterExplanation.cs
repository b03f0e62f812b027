using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>Takes a Fellegi-Sunter score apart into what each field adds to it.</summary>
static class FellegiSunterExplanation
{
    /// <summary>Rows that sum up to the score: the prior, the fields, what moving house explains, and what living
    /// together explains.</summary>
    /// <param name="weighting">The weighting.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="levels">The pair's levels.</param>
    /// <param name="score">Its score.</param>
    public static ImmutableArray<FieldEvidence> Of(
        FellegiSunter weighting, FellegiSunterParameters parameters, in PairLevels levels, double score)
    {
        var evidence = ImmutableArray.CreateBuilder<FieldEvidence>();
        var pairs = parameters.Pairs;
        var same = pairs.Stayed + pairs.Moved;
        var prior = weighting.PriorBits;
        evidence.Add(new("prior", "", prior, FormattableString.Invariant(
            $"1 pair in {Math.Pow(2, -prior):N0} is the same person.")));
        var (sum, home) = (prior, 0.0);
        for (var field = 0; field < parameters.Fields.Length; field++)
        {
            if (levels[field] == 0) continue;
            var (bits, chance) = weighting.Bits(levels, field);
            var share = parameters.Fields[field].Levels[levels[field] - 1];
            evidence.Add(new(parameters.Fields[field].Field, Code(share.Level), bits, Why(share, chance),
                chance));
            sum += bits;
            if (!PairKinds.IsAlike(PairKinds.Moved, field)) home += bits;
        }

        var moved = Math.Log2((pairs.Stayed * Math.Pow(2, home) + pairs.Moved) / (same * Math.Pow(2, home)));
        evidence.Add(new("moved", "", moved, FormattableString.Invariant(
            $"{pairs.Moved / same:P0} of the same persons live elsewhere by now.")));
        if (levels.Swapped)
            evidence.Add(new("names", "crosswise", 0, "Given and family name stand in each other's place."));
        evidence.Add(new("household", "", score - sum - moved,
            "People who live together share names and address without being the same."));
        return evidence.ToImmutable();
    }

    static string Why(LevelShare share, double chance) => FormattableString.Invariant(
        $"{Sentence(share.Level)}: {share.M:P1} of the same persons, 1 in {1 / chance:N0} strangers.");

    static string Sentence(string level) => level switch
    {
        nameof(NameLevel.Same) => "The same",
        nameof(NameLevel.Variant) => "The same but for umlauts or order",
        nameof(NameLevel.Close) => "Nearly the same",
        nameof(NameLevel.Part) => "A part in common",
        nameof(NameLevel.Similar) => "Similar in letters or sound",
        nameof(NameLevel.Initial) => "An initial or a short form",
        nameof(NameLevel.Linked) => "One's birth name is the other's family name",
        nameof(DateLevel.Swapped) => "Day and month changed places",
        nameof(DateLevel.OneDigit) => "One digit off",
        nameof(DateLevel.YearOnly) => "The year agrees, more is not known",
        nameof(DateLevel.OnePart) => "Part of the date agrees",
        nameof(DateLevel.TwoDigits) => "Two digits off",
        nameof(PlaceLevel.SamePostcode) => "The same postcode, another town",
        nameof(PlaceLevel.SameCity) => "The same town, another postcode",
        nameof(PlaceLevel.SameRegion) => "The same region",
        nameof(StreetLevel.SameStreet) => "The same street, another number",
        nameof(StreetLevel.SimilarStreet) => "Nearly the same street",
        nameof(StreetLevel.SameNumber) => "Another street, the same number",
        _ => "Different",
    };

    static string Code(string level) => char.ToLowerInvariant(level[0]) + level[1..];
}

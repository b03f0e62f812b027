using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>What is usual among pairs of the same person: where estimation starts, and what a few pairs' worth of it
/// stays true where there is little to learn from. Rounded from what clerical reviews of hospital registries report:
/// nine of ten fields agree, a typing error in one of twenty names, a wrong date in one of fifty.</summary>
static class StartingShares
{
    // First the missing level, which has no share.
    static readonly double[] Given = [0, 0.84, 0.01, 0.06, 0.03, 0.02, 0.01, 0.0001, 0.0299];
    static readonly double[] Family = [0, 0.84, 0.01, 0.06, 0.02, 0.02, 0.0001, 0.02, 0.0299];
    static readonly double[] Date = [0, 0.93, 0.01, 0.03, 0.01, 0.005, 0.005, 0.01];
    static readonly double[] Place = [0, 0.88, 0.05, 0.02, 0.02, 0.01, 0.005, 0.015];
    static readonly double[] Street = [0, 0.85, 0.05, 0.04, 0.01, 0.02, 0.03];
    static readonly double[] Text = [0, 0.90, 0.05, 0.01, 0.04];
    static readonly double[] Sex = [0, 0.98, 1e-6, 1e-6, 0.019998];

    // Among strangers: shares of names and places in Germany's official statistics, dates evenly over ninety years.
    static readonly double[] GivenByChance = [0, 3e-3, 5e-6, 2e-3, 1e-3, 7e-3, 5e-4, 1e-7, 0.9864949];
    static readonly double[] FamilyByChance = [0, 5e-4, 1e-5, 7e-4, 1e-4, 3e-3, 1e-7, 5e-4, 0.9951899];
    static readonly double[] DateByChance = [0, 3e-5, 1e-5, 1e-3, 2e-4, 5e-3, 8e-3, 0.98576];
    static readonly double[] PlaceByChance = [0, 2e-4, 4e-4, 1e-5, 5e-3, 1e-3, 1e-2, 0.98339];
    static readonly double[] StreetByChance = [0, 2e-5, 1e-5, 2e-3, 1.5e-3, 1e-2, 0.98647];
    static readonly double[] TextByChance = [0, 1e-7, 1e-6, 1e-4, 0.9998989];
    static readonly double[] SexByChance = [0, 0.5, 1e-7, 1e-7, 0.4999998];

    /// <summary>Parameters before anything was estimated.</summary>
    /// <param name="persons">How many persons the domain has: one in as many pairs is the same person's.</param>
    /// <param name="further">Names of the further fields.</param>
    public static FellegiSunterParameters Parameters(int persons, ImmutableArray<string> further)
    {
        var same = 0.5 / Math.Max(100, persons);
        var fields = Enumerable.Range(0, Fields.Further + further.Length).Select(field => new FieldShares(
            field < Fields.Further ? Fields.Names[field] : further[field - Fields.Further],
            [.. Fields.LevelNames(field).Skip(1).Select((name, level) =>
                new LevelShare(name, Of(field)[level + 1], ByChance(field)[level + 1]))]));
        return new([.. fields], new(0.7 * same, 0.3 * same, 0.5 * same, 0.01 * same), 0.01, persons);
    }

    static double[] ByChance(int field) => field switch
    {
        Fields.Given => GivenByChance,
        Fields.Family or Fields.Birth => FamilyByChance,
        Fields.BirthDate => DateByChance,
        Fields.Sex => SexByChance,
        Fields.Place => PlaceByChance,
        Fields.Street => StreetByChance,
        _ => TextByChance,
    };

    public static double[] Of(int field) => [.. field switch
    {
        Fields.Given => Given,
        Fields.Family or Fields.Birth => Family,
        Fields.BirthDate => Date,
        Fields.Place => Place,
        Fields.Street => Street,
        _ => Text,
    }];
}

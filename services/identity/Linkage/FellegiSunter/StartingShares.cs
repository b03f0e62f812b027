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

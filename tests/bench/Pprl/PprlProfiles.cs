using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>The profiles that are set beside each other: what was published first, ways of hardening it, and ours.
/// </summary>
static class PprlProfiles
{
    const string Project = "bench";

    public static IEnumerable<EncodingProfile> All()
    {
        var (plain, sparse) = (StandardProfiles.Plain(Project), StandardProfiles.Sparse(Project));
        yield return plain;
        yield return plain with { Name = "plain CLK, random hashing", Hashing = HashingMethod.Random };
        yield return StandardProfiles.Weighted(Project);
        yield return sparse;
        yield return Hardened(sparse, "balanced", 0.88, new HardeningStep(Hardening.Balance));
        yield return Hardened(sparse, "folded", 0.65, new HardeningStep(Hardening.Fold, 1));
        yield return Hardened(sparse, "Rule 90", 0.65, new HardeningStep(Hardening.Rule90));
        yield return Hardened(sparse, "BLIP 2 %", 0.65, new HardeningStep(Hardening.Blip, 20));
        yield return Hardened(sparse, "BLIP 10 %", 0.6, new HardeningStep(Hardening.Blip, 100));
        yield return sparse with
        {
            Name = "sparse, salted by year of birth",
            Fields = [.. sparse.Fields.Select(field => field.KeyName == "name"
                ? field with { Salt = "birthYear" } : field)],
        };
        // Where two sparse filters of Dice .65 come to lie when they are diffused.
        foreach (var (bits, threshold) in new[] { (2, 0.62), (3, 0.6), (5, 0.56), (10, 0.58) })
            yield return Hardened(
                sparse, $"diffused by {bits}", threshold, new HardeningStep(Hardening.Diffuse, bits));
    }

    static EncodingProfile Hardened(
        EncodingProfile profile, string name, double threshold, params HardeningStep[] steps) => profile with
        {
            Name = $"{profile.Name}, {name}",
            Hardening = [.. steps],
            Threshold = threshold,
        };
}

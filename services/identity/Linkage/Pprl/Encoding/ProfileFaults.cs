namespace TrustCenter.Identities.Linkage;

/// <summary>What makes a profile unusable.</summary>
static class ProfileFaults
{
    const int MostPositions = 512;

    public static string? Of(EncodingProfile profile)
    {
        if (profile.Schema != 1) return $"Schema {profile.Schema} is not known.";
        if (string.IsNullOrWhiteSpace(profile.Project)) return "There is no project.";
        if (profile.Fields.IsDefaultOrEmpty) return "There is no field.";
        if (profile.Kind != FilterKind.Fields && !IsLength(profile.Length))
            return Length("The filter", profile.Length);
        if (profile.Threshold is not (> 0 and <= 1)) return "The threshold is not between 0 and 1.";
        if (profile.Fields.GroupBy(field => field.Source).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return $"'{twice.Key}' is there twice.";
        var faults = profile.Fields.Select(field => OfField(profile, field));
        if (faults.FirstOrDefault(fault => fault is not null) is { } first) return first;
        if (profile.Kind == FilterKind.Weighted && profile.Fields.Sum(field => field.Share) != profile.Length)
            return $"The shares do not add up to {profile.Length}.";
        return Hardened(profile);
    }

    static string? OfField(EncodingProfile profile, EncodedField field)
    {
        if (!FieldSource.IsKnown(field.Source)) return $"'{field.Source}' is no field.";
        if (field.Salt is { } salt && !FieldSource.IsKnown(salt)) return $"The salt '{salt}' is no field.";
        if (field.Grams is < 1 or > 4 || (field.Positional && field.Grams > 3))
            return $"'{field.Source}': q-grams of {field.Grams} cannot be made.";
        if (field.Hashes > 0 == field.Bits > 0) return $"'{field.Source}': either hashes or bits must be given.";
        var length = profile.Kind == FilterKind.Record ? profile.Length : field.Length;
        if (!IsLength(length)) return Length($"'{field.Source}'", length);
        if (Math.Max(field.Hashes, field.Bits) > Math.Min(MostPositions, length / 2))
            return $"'{field.Source}': too many positions.";
        if (profile.Kind == FilterKind.Weighted && field.Share < 1) return $"'{field.Source}' has no share.";
        return null;
    }

    static string? Hardened(EncodingProfile profile)
    {
        var lengths = profile.Kind == FilterKind.Fields
            ? profile.Fields.Select(field => field.Length) : [profile.Length];
        foreach (var step in profile.Hardening)
        {
            var (least, most) = step.Kind switch
            {
                Hardening.Fold => (1, 4),
                Hardening.Blip => (1, 999),
                Hardening.Diffuse => (2, 64),
                _ => (0, 0),
            };
            if (step.Amount < least || step.Amount > most) return $"{step.Kind} by {step.Amount} cannot be done.";
        }

        return lengths.Select(profile.Hardened).Any(length => !IsLength(length))
            ? "After hardening the length is no multiple of 64 any more, or too great." : null;
    }

    static bool IsLength(int length) => length is > 0 and <= EncodingProfile.LongestFilter && length % 64 == 0;

    static string Length(string what, int length) =>
        $"{what}: {length} bits cannot be; multiples of 64 up to {EncodingProfile.LongestFilter} can.";
}

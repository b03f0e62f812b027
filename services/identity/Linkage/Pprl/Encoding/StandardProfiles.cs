using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>Profiles to begin with. Their parameters come from the literature, not from any data set.</summary>
public static class StandardProfiles
{
    /// <summary>What a project takes that has no reasons of its own: one filter of 1,024 bits for a record; names under
    /// one key, so that swapped and birth names agree; each value's bits in proportion to what the field says (the
    /// weights of the Mainzelliste, log2 of (1 − error) / frequency: 12, 15, 13.6, 6.6 …), few enough that less than a
    /// quarter of the filter is set; random hashing; linear diffusion.</summary>
    public static EncodingProfile Default(string project) => Sparse(project) with
    {
        Name = "default",
        Hardening = [new(Hardening.Diffuse, DefaultDiffusion)],
        Threshold = 0.6,
    };

    /// <summary>The default without hardening: links a little better, and gives more away.</summary>
    public static EncodingProfile Sparse(string project) => new()
    {
        Name = "sparse",
        Project = project,
        Threshold = 0.65,
        Fields =
        [
            new() { Source = "givenName", KeyName = "name", Bits = 48 },
            new() { Source = "familyName", KeyName = "name", Bits = 60 },
            new() { Source = "birthName", KeyName = "name", Bits = 60 },
            Digits("birthDate", 56),
            Digits("postcode", 26),
            new() { Source = "city", Bits = 26 },
            new() { Source = "street", Bits = 20 },
            new() { Source = "sex", Grams = 1, Padding = GramPadding.None, Bits = 4 },
        ],
    };

    /// <summary>A cryptographic long-term key as first published (Schnell, Bachteler and Reiher 2011): double hashing,
    /// 20 positions for each bigram of every field, nothing hardened. To compare with.</summary>
    public static EncodingProfile Plain(string project) => new()
    {
        Name = "plain CLK",
        Project = project,
        Hashing = HashingMethod.Double,
        Threshold = 0.8,
        Fields = [.. PlainFields.Select(source => new EncodedField { Source = source, Hashes = 20 })],
    };

    /// <summary>A weighted record filter (Durham and others 2014): each field in a filter of its own, shares of the
    /// record as its weights.</summary>
    public static EncodingProfile Weighted(string project) => Sparse(project) with
    {
        Name = "weighted (RBF)",
        Kind = FilterKind.Weighted,
        Fields =
        [
            .. Sparse(project).Fields.Zip([160, 200, 64, 192, 128, 128, 128, 24], (field, share) => field with
            {
                Length = 512,
                Share = share,
                KeyName = null,
            }),
        ],
    };

    /// <summary>A filter for each field (ABF): for a linkage unit that is trusted with them. Links as well as the names
    /// themselves do, and falls to frequency alignment: see the report on safety.</summary>
    public static EncodingProfile Separate(string project) => new()
    {
        Name = "fields (ABF)",
        Project = project,
        Kind = FilterKind.Fields,
        Threshold = 0.5,
        Fields =
        [
            Own("givenName", 512, 15) with { KeyName = "name" },
            Own("familyName", 512, 15) with { KeyName = "name" },
            Own("birthName", 512, 15) with { KeyName = "name" },
            Digits("birthDate", 0) with { Length = 256, Hashes = 8 },
            Own("birthYear", 64, 8) with { Grams = 4, Padding = GramPadding.None },
            Own("birthDayMonth", 64, 8) with { Padding = GramPadding.None },
            Own("sex", 64, 4),
            Digits("postcode", 0) with { Length = 256, Hashes = 12 },
            Own("city", 512, 12),
            Own("street", 512, 12),
            Own("houseNumber", 128, 8),
        ],
    };

    static readonly ImmutableArray<string> PlainFields =
        ["givenName", "familyName", "birthDate", "sex"];

    /// <summary>From three bits on the published attacks find nothing any more; beyond ten linkage suffers.</summary>
    const int DefaultDiffusion = 3;

    static EncodedField Digits(string source, int bits) => new()
    {
        Source = source,
        Grams = 1,
        Padding = GramPadding.None,
        Positional = true,
        Bits = bits,
    };

    static EncodedField Own(string source, int length, int hashes) =>
        new() { Source = source, Length = length, Hashes = hashes };
}

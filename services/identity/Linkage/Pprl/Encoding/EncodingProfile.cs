using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace TrustCenter.Identities.Linkage;

/// <summary>What one filter holds.</summary>
public enum FilterKind
{
    /// <summary>All fields hashed into one filter (CLK; Schnell, Bachteler and Reiher 2011).</summary>
    Record,

    /// <summary>Each field in a filter of its own, from which the record's filter takes its share of bits under a keyed
    /// permutation (RBF; Durham and others 2014).</summary>
    Weighted,

    /// <summary>A filter for each field, side by side (ABF): links best, and tells the linkage unit most.</summary>
    Fields,
}

/// <summary>How a q-gram becomes positions.</summary>
public enum HashingMethod
{
    /// <summary>Positions drawn from HMAC-SHA-256, all different (after Schnell and Borgs 2016).</summary>
    Random,

    /// <summary>h1 + i · h2 from two keyed hashes (Kirsch and Mitzenmacher 2006): known to be weak, kept to compare
    /// with.</summary>
    Double,
}

/// <summary>How a field enters the filter.</summary>
public sealed record EncodedField
{
    /// <summary>One of <see cref="FieldSource.Names"/>, or "more:" and the name of a further field.</summary>
    public required string Source { get; init; }

    /// <summary>Name that the keys are derived from; the source's own if null. Fields of one name may stand in each
    /// other's place: swapped names and birth names then still agree.</summary>
    public string? KeyName { get; init; }

    /// <summary>Characters in a q-gram, 1 to 4.</summary>
    public int Grams { get; init; } = 2;

    /// <summary>Blanks put around each part of a value.</summary>
    public GramPadding Padding { get; init; } = GramPadding.Full;

    /// <summary>Whether a q-gram counts only in its place: dates, numbers.</summary>
    public bool Positional { get; init; }

    /// <summary>Positions of each q-gram; 0 if <see cref="Bits"/> says it.</summary>
    public int Hashes { get; init; }

    /// <summary>Positions of the whole value, spread evenly over its q-grams, so that long values weigh no more than
    /// short ones.</summary>
    public int Bits { get; init; }

    /// <summary>Length of the field's own filter; for <see cref="FilterKind.Weighted"/> and
    /// <see cref="FilterKind.Fields"/>.</summary>
    public int Length { get; init; }

    /// <summary>The field's part of a weighted filter, in bits.</summary>
    public int Share { get; init; }

    /// <summary>Source of a stable value that is hashed along ("birthYear"): frequencies then count only among those
    /// who share it, but a fault in it costs the whole field.</summary>
    public string? Salt { get; init; }
}

/// <summary>A way of hardening.</summary>
public enum Hardening
{
    /// <summary>The filter beside its complement, in keyed order: every filter has the same number of ones.</summary>
    Balance,

    /// <summary>Both halves as one by exclusive or; the amount says how often.</summary>
    Fold,

    /// <summary>Each bit becomes the exclusive or of its neighbours (Schnell and Borgs 2018).</summary>
    Rule90,

    /// <summary>Each bit is replaced by chance with a probability of the amount in thousandths, the same way for the
    /// same filter under the same key (BLIP; Alaggan and others 2012).</summary>
    Blip,

    /// <summary>Each bit becomes the exclusive or of as many bits as the amount says (Armknecht, Heng and Schnell
    /// 2023). </summary>
    Diffuse,

    /// <summary>Keyed order.</summary>
    Permute,
}

/// <summary>A step of hardening; steps are taken in the order given.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Amount">As the kind says; without meaning for the others.</param>
public sealed record HardeningStep(Hardening Kind, int Amount = 0);

/// <summary>How the sites of a project encode: data that is stored, signed and given a version. It holds no key;
/// whoever has it and the project's secret makes the same bits on any machine.</summary>
public sealed record EncodingProfile
{
    /// <summary>The most bits that a filter may have.</summary>
    public const int LongestFilter = 4096;

    /// <summary>Version of this format and of what the bits mean, normalisation included.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Name of the profile.</summary>
    public required string Name { get; init; }

    /// <summary>Counts up with every change.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The project; keys are derived for it, so filters of two projects have nothing in common.</summary>
    public required string Project { get; init; }

    /// <summary>What one filter holds.</summary>
    public FilterKind Kind { get; init; }

    /// <summary>Bits of the record's filter before hardening; without meaning for <see cref="FilterKind.Fields"/>.
    /// </summary>
    public int Length { get; init; } = 1024;

    /// <summary>How q-grams become positions.</summary>
    public HashingMethod Hashing { get; init; }

    /// <summary>The fields.</summary>
    public required ImmutableArray<EncodedField> Fields { get; init; }

    /// <summary>What is done to the filter afterwards, or to each field's.</summary>
    public ImmutableArray<HardeningStep> Hardening { get; init; } = [];

    /// <summary><see cref="ProjectSecret.Check"/> of the secret that the sites must have; null if none was agreed.
    /// </summary>
    public string? SecretCheck { get; init; }

    /// <summary>From where on pairs are possible matches: Dice; for <see cref="FilterKind.Fields"/> the probability
    /// that both are one person.</summary>
    public double Threshold { get; init; } = 0.8;

    /// <summary>Bits of a filter after hardening.</summary>
    /// <param name="length">Bits before.</param>
    public int Hardened(int length) => Hardening.Aggregate(length, (bits, step) => step.Kind switch
    {
        Linkage.Hardening.Balance => bits * 2,
        Linkage.Hardening.Fold => bits >> step.Amount,
        _ => bits,
    });

    /// <summary>The filters of a record: one, or one for each field.</summary>
    public ImmutableArray<FilterSlot> Slots()
    {
        if (Kind != FilterKind.Fields) return [new("record", 0, Hardened(Length))];
        var slots = ImmutableArray.CreateBuilder<FilterSlot>(Fields.Length);
        var start = 0;
        foreach (var field in Fields)
        {
            slots.Add(new(field.Source, start, Hardened(field.Length)));
            start += slots[^1].Words;
        }

        return slots.ToImmutable();
    }

    /// <summary>Bits of all filters of a record.</summary>
    public int Bits() => Slots().Sum(slot => slot.Length);

    /// <summary>Why this profile cannot be used, or null.</summary>
    public string? Fault() => ProfileFaults.Of(this);
}

[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EncodingProfile))]
[JsonSerializable(typeof(SignedProfile))]
sealed partial class ProfileJson : JsonSerializerContext;

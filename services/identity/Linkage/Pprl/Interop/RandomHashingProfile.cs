using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustCenter.Identities.Linkage;

/// <summary>Whose filters are written.</summary>
public enum FilterDialect
{
    /// <summary>E-PIX: every byte of the filter.</summary>
    Epix,

    /// <summary>The Mainzelliste's federated client: without the zero bytes at the end.</summary>
    Mainzelliste,
}

/// <summary>Random hashing as the E-PIX and the Mainzelliste's federated client do it, so that their networks can go
/// on. Its seeds go into a generator of 48 bits that can be found by trying: filters of this kind are no safer than the
/// place where they are kept.</summary>
public sealed record RandomHashingProfile
{
    /// <summary>What both use if nothing else is said.</summary>
    public const string UsualAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ .-0123456789";

    /// <summary>Whose filters are written.</summary>
    public FilterDialect Dialect { get; init; }

    /// <summary>Bits before folding and balancing.</summary>
    public int Length { get; init; } = 900;

    /// <summary>Characters in a q-gram.</summary>
    public int Grams { get; init; } = 2;

    /// <summary>Positions drawn for each q-gram; some may be the same.</summary>
    public int Positions { get; init; } = 30;

    /// <summary>Characters that q-grams are made of; what is not among them is passed over. Of a character that is
    /// there twice the first place counts.</summary>
    public string Alphabet { get; init; } = UsualAlphabet;

    /// <summary>How often the filter is folded: 1 makes two parts one, 3 four.</summary>
    public int Folds { get; init; }

    /// <summary>The fields, in any order.</summary>
    public required ImmutableArray<string> Fields { get; init; }

    /// <summary>Whether the filter stands beside its complement, in the order that a seed gives.</summary>
    public bool Balanced { get; init; }

    /// <summary>Bits of a finished filter.</summary>
    [JsonIgnore]
    public int FinishedLength => Length / (Folds + 1) * (Balanced ? 2 : 1);

    /// <summary>Why this profile cannot be used, or null.</summary>
    public string? Fault()
    {
        if (Length is < 1 or > 65_536) return "The length cannot be.";
        if (Grams is < 1 or > 3 || Alphabet.Length == 0) return "These q-grams cannot be.";
        if (Math.Pow(Alphabet.Length, Grams) * Positions > 50e6) return "There would be too many positions.";
        if (Positions < 1) return "There are no positions.";
        if (Folds < 0 || Length % (Folds + 1) != 0) return "The filter cannot be folded into equal parts.";
        return Fields.IsDefaultOrEmpty ? "There is no field." : null;
    }

    /// <summary>As JSON.</summary>
    public string Write() => JsonSerializer.Serialize(this, RandomHashingJson.Default.RandomHashingProfile);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no such profile.</exception>
    /// <exception cref="FormatException">It is one that cannot be used.</exception>
    public static RandomHashingProfile Read(string json)
    {
        var read = JsonSerializer.Deserialize(json, RandomHashingJson.Default.RandomHashingProfile)
            ?? throw new FormatException("There is no profile.");
        return read.Fault() is { } fault ? throw new FormatException(fault) : read;
    }
}

/// <summary>What the sites of such a network keep to themselves.</summary>
/// <param name="Fields">Seed of each field.</param>
/// <param name="Balance">Seed of the order of a balanced filter.</param>
public sealed record RandomHashingSeeds(ImmutableDictionary<string, long> Fields, long Balance = 0);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RandomHashingProfile))]
sealed partial class RandomHashingJson : JsonSerializerContext;

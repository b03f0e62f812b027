using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustCenter.Identities.Linkage;

/// <summary>Which rules stand above the thresholds.</summary>
/// <param name="Twins">People of one birth date, family name and home whose given names differ are never linked without
/// a person looking; nor are those whose given names differ a little if both are names that others bear, or if the sex
/// differs too.</param>
/// <param name="Newborns">Nobody is linked without a given name on both sides, unless an identifier agrees.</param>
/// <param name="Contradictions">Another given name, family name or birth date needs the same home or identifier to be
/// linked without a person looking.</param>
/// <param name="NameChange">The same given name and birth date with another family name is shown to a person if the
/// home agrees or the birth name links the two, however low the score.</param>
public sealed record LinkageRules(bool Twins, bool Newborns, bool Contradictions, bool NameChange)
{
    /// <summary>All of them.</summary>
    public static LinkageRules Usual { get; } = new(true, true, true, true);
}

/// <summary>How a domain links: data that is stored, compared and given a version. Exactly one weighting is given.
/// </summary>
public sealed record LinkageConfiguration
{
    /// <summary>Version of this format.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Name of the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>Counts up with every change.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Further fields that are compared, by their names in <see cref="PersonData.More"/>; at most eight.
    /// </summary>
    public ImmutableArray<string> Further { get; init; } = [];

    /// <summary>Those of <see cref="Further"/> that nobody shares with another: insurance numbers, not regions.
    /// </summary>
    public ImmutableArray<string> Identifiers { get; init; } = [];

    /// <summary>Parameters of the Fellegi-Sunter weighting.</summary>
    public FellegiSunterParameters? FellegiSunter { get; init; }

    /// <summary>A Mainzelliste's configuration file, for sites that keep its results.</summary>
    public string? Mainzelliste { get; init; }

    /// <summary>An E-PIX domain's matching configuration, for sites that keep its results.</summary>
    public string? Epix { get; init; }

    /// <summary>Thresholds of the Fellegi-Sunter weighting; the others bring their own.</summary>
    public Thresholds Thresholds { get; init; } = new(-4, 10);

    /// <summary>Rules above the thresholds.</summary>
    public LinkageRules Rules { get; init; } = LinkageRules.Usual;

    /// <summary>What brings pairs together.</summary>
    public BlockingPlan Blocking { get; init; } = BlockingPlan.Usual;

    /// <summary>What to begin with, before anything is estimated from a domain's own pairs.</summary>
    /// <param name="name">Name of the configuration.</param>
    /// <param name="persons">How many persons the domain has or will have.</param>
    /// <param name="further">Further fields, all of them identifiers.</param>
    public static LinkageConfiguration Usual(string name, int persons, params ImmutableArray<string> further) => new()
    {
        Name = name,
        Further = further,
        Identifiers = further,
        FellegiSunter = StartingShares.Parameters(persons, further),
    };

    /// <summary>SHA-256 of the content, in hexadecimal: what a decision was taken under.</summary>
    [JsonIgnore]
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(this, LinkageJson.Default.LinkageConfiguration)));

    /// <summary>As JSON.</summary>
    public string Write() => JsonSerializer.Serialize(this, LinkageJson.Default.LinkageConfiguration);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no configuration.</exception>
    /// <exception cref="FormatException">It is one that cannot be used; the message says why.</exception>
    public static LinkageConfiguration Read(string json)
    {
        var read = JsonSerializer.Deserialize(json, LinkageJson.Default.LinkageConfiguration)
            ?? throw new FormatException("There is no configuration.");
        if (read.Fault() is { } fault) throw new FormatException(fault);
        return read;
    }

    /// <summary>Why this configuration cannot be used, or null.</summary>
    public string? Fault()
    {
        if (Schema != 1) return $"Schema {Schema} is not known.";
        if (Further.Length > Fields.Most - Fields.Further) return "There are more than eight further fields.";
        if (Identifiers.Except(Further).FirstOrDefault() is { } stray) return $"'{stray}' is no further field.";
        if (new object?[] { FellegiSunter, Mainzelliste, Epix }.Count(weighting => weighting is not null) != 1)
            return "Exactly one weighting has to be given.";
        if (!(Thresholds.Possible <= Thresholds.Match)) return "The threshold for possible is above that for matches.";
        if (Blocking.Passes is []) return "There is no blocking pass.";
        return FellegiSunter?.Fault(Further);
    }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LinkageConfiguration))]
sealed partial class LinkageJson : JsonSerializerContext;

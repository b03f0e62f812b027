using System.Text.Json;

namespace TrustCenter.Contracts.Identity;

/// <summary>Another way of comparing people, to be activated or tried out later.</summary>
/// <param name="Configuration">As the version in use shows it: weighting with its parameters (Fellegi-Sunter, or the
/// configuration of a Mainzelliste or an E-PIX for sites that keep their results), thresholds and rules. Blocking and
/// further fields stay as they are.</param>
/// <param name="Reason">Why, 3–500 characters; kept encrypted; null: not said.</param>
public sealed record AddConfiguration(JsonElement Configuration, string? Reason = null);

/// <summary>A version of how people are compared.</summary>
/// <param name="Version">Number, from 1.</param>
/// <param name="Active">Whether it is in use.</param>
/// <param name="AddedAt">Since when it is there.</param>
/// <param name="AddedBy">Who added it.</param>
/// <param name="Fingerprint">SHA-256 of the content, in hexadecimal.</param>
/// <param name="Configuration">The content.</param>
public sealed record ConfigurationView(
    int Version, bool Active, DateTimeOffset AddedAt, string AddedBy, string Fingerprint, JsonElement Configuration);

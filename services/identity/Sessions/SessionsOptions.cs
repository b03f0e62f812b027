using System.ComponentModel.DataAnnotations;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Servers of studies that may let browsers register patients here, section <c>Identity:Sessions</c>.
/// </summary>
public sealed class SessionsOptions
{
    public const string Section = "Identity:Sessions";

    /// <summary>Who may open sessions. Default: nobody.</summary>
    public List<SessionServer> Servers { get; } = [];

    /// <summary>Minutes after its last use for which a session lives, with its tokens. Default 10.</summary>
    [Range(1, 240)]
    public int Minutes { get; set; } = 10;

    /// <summary>Sessions a server may have at a time. Default 10000.</summary>
    [Range(1, 100_000)]
    public int MostSessions { get; set; } = 10_000;

    /// <summary>Tokens a session may have at a time. Default 1000.</summary>
    [Range(1, 10_000)]
    public int MostTokens { get; set; } = 1_000;
}

/// <summary>Where pseudonyms for sessions come from, section <c>Identity:Pseudonyms</c>.</summary>
public sealed class PseudonymLinkOptions : ServiceLinkOptions
{
    public const string Section = "Identity:Pseudonyms";
}

/// <summary>A study's server.</summary>
public sealed class SessionServer
{
    /// <summary>Its name, in the audit trail.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of its API key, hexadecimal. The key is random: 32 characters at least.</summary>
    [Required]
    public string KeySha256 { get; set; } = "";

    /// <summary>Domain of the index its patients are in.</summary>
    [Required]
    public string Domain { get; set; } = "";

    /// <summary>Source its registrations come from.</summary>
    public string Source { get; set; } = "default";

    /// <summary>Types of tokens it may have: <c>addPatient</c>, <c>addPatients</c>, <c>readPatients</c>,
    /// <c>editPatient</c>, <c>deletePatient</c>, <c>createIds</c>, <c>checkMatch</c>. Default: none.</summary>
    public List<string> Tokens { get; } = [];

    /// <summary>How often a <c>readPatients</c> token that does not say it can be used. Default 1.</summary>
    [Range(1, SessionsRules.MostUses)]
    public int ReadUses { get; set; } = 1;

    /// <summary>Keep patients whom the server itself sends as FHIR even where nobody can say for certain whether they
    /// are known; otherwise it is told so and may send them again with <c>sureness=true</c>. Default false.</summary>
    public bool KeepUnsure { get; set; }

    /// <summary>Types of ids it knows; the first one is given where a token names none.</summary>
    public List<SessionIdType> IdTypes { get; } = [];

    /// <summary>Names of its form's fields and what they are here; fields not named are taken by their usual names.
    /// </summary>
    public Dictionary<string, string> Fields { get; } = [];

    /// <summary>Fields that the form served here has, in their order. Default: those of the Mainzelliste's form.
    /// </summary>
    public List<string> Form { get; } = [];

    /// <summary>Origins of its pages: browsers on these may send.</summary>
    public List<string> Origins { get; } = [];

    /// <summary>Origins that callbacks and redirects may go to.</summary>
    public List<string> Targets { get; } = [];

    internal static readonly string[] UsualForm =
    [
        "vorname", "nachname", "geburtsname", "geburtstag", "geburtsmonat", "geburtsjahr", "plz", "ort",
    ];

    public bool KnowsTarget(string? address) => address is null
        || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
            && Targets.Exists(target => Uri.TryCreate(target, UriKind.Absolute, out var own)
                && Uri.Compare(own, uri, UriComponents.SchemeAndServer, UriFormat.UriEscaped,
                    StringComparison.OrdinalIgnoreCase) == 0));

    public SessionIdType? IdType(string? name) => IdTypes.Find(type => type.Name == name);

    public ImportField? Field(string name) => Fields.TryGetValue(name, out var own) ? ImportField.Named(own)
        : IdType(name)?.Authority is { } authority ? new(ImportFieldKind.Identifier, authority)
        : ImportField.Usual(name);

    internal IReadOnlyList<string> FormFields => Form.Count > 0 ? Form : UsualForm;
}

/// <summary>A type of ids.</summary>
public sealed class SessionIdType
{
    /// <summary>What the server calls it.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Domain of the pseudonym service whose pseudonyms it is. Default: none.</summary>
    public string? PseudonymDomain { get; set; }

    /// <summary>Authority whose identifiers it is, for ids that come from elsewhere. Default: none, and without a
    /// pseudonym domain it is the index's own id.</summary>
    public string? Authority { get; set; }
}

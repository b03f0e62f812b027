namespace TrustCenter.Contracts.Identity;

/// <summary>Creates a domain of the index: people of different domains are never compared.</summary>
/// <param name="Name">1–100 letters, digits, spaces, underscores, dots and hyphens.</param>
/// <param name="Settings">How it works; null: as usual.</param>
public sealed record CreateDomain(string Name, DomainSettingsView? Settings = null);

/// <summary>How a domain of the index works.</summary>
/// <param name="Label">Name for people; null: the name.</param>
/// <param name="MpiFormat">What its ids look like; null: EAN-13.</param>
/// <param name="Sources">Who may send; null: one, named <c>default</c>.</param>
/// <param name="Authorities">Who gives local identifiers; null: none.</param>
/// <param name="RequiredFields">Fields every identity must have; null: family name and birth date.</param>
/// <param name="Clearing">When two people have to decide on a pair; null: where one asks for it.</param>
public sealed record DomainSettingsView(
    string? Label = null, MpiFormat? MpiFormat = null, IReadOnlyList<Source>? Sources = null,
    IReadOnlyList<Authority>? Authorities = null, IReadOnlyList<string>? RequiredFields = null,
    ClearingSettings? Clearing = null);

/// <summary>When two people have to decide on a pair that may be one person.</summary>
/// <param name="SecondOpinion"><c>asked</c>: where one asks for it; <c>merges</c>: before any merge; <c>always</c>.
/// </param>
/// <param name="BelowScore">Merges of less than this score need two in any case; null: none does.</param>
public sealed record ClearingSettings(string SecondOpinion = "asked", double? BelowScore = null);

/// <summary>What ids look like. They are random; the check symbols catch typing errors.</summary>
/// <param name="Kind"><c>ean-13</c>: 13 digits, the last a check digit (GS1); <c>digits</c>: as many digits as
/// <paramref name="Length"/> and a check digit (Damm); <c>letters</c>: letters and digits without those mistaken for
/// each other, and two check symbols (Reed-Solomon); <c>pid</c>: the Mainzelliste's PID, six symbols and two check
/// symbols.</param>
/// <param name="Prefix">Begins every id: at most 10 symbols of the kind.</param>
/// <param name="Length">Random symbols, without prefix and check symbols; null: as usual for the kind.</param>
public sealed record MpiFormat(string Kind = "ean-13", string Prefix = "", int? Length = null);

/// <summary>Somebody who sends identities.</summary>
/// <param name="Name">Short name, as registrations name it.</param>
/// <param name="Label">Name for people.</param>
/// <param name="Trust">0 to 100: the reference of a person is the identity of the source most trusted.</param>
public sealed record Source(string Name, string? Label = null, int Trust = 50);

/// <summary>Somebody who gives local identifiers.</summary>
/// <param name="Name">Short name, as identifiers name it.</param>
/// <param name="Label">Name for people.</param>
/// <param name="System">URI or OID under which others know it.</param>
/// <param name="Rule">What the same identifier means. <c>confirms</c>: the same person if the data do not contradict,
/// otherwise refused; <c>decides</c>: the same person whatever the data; <c>none</c>: nothing.</param>
/// <param name="Compared">The identifier is one of the fields that are compared: an insurance number.</param>
public sealed record Authority(
    string Name, string? Label = null, string? System = null, string Rule = "confirms", bool Compared = false);

/// <summary>A domain as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Version of its settings, for If-Match.</param>
/// <param name="Settings">How it works.</param>
/// <param name="Configuration">Version of the linkage configuration in use.</param>
public sealed record DomainView(string Name, long Version, DomainSettingsView Settings, int Configuration);

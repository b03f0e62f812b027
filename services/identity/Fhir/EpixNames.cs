using TrustCenter.Contracts.Identity;
using TrustCenter.Fhir;

namespace TrustCenter.Identities;

/// <summary>Systems, canonicals and codes of the record linkage gateway.</summary>
public static class EpixNames
{
    public const string Prefix = "/ttp-fhir/fhir/epix";

    public const string Definitions = "https://ths-greifswald.de/fhir/OperationDefinition/epix/";

    public const string PatientProfile = "https://ths-greifswald.de/fhir/StructureDefinition/epix/Patient";

    public const string PersonProfile = "https://ths-greifswald.de/fhir/StructureDefinition/epix/Person";

    public const string Identifiers = "https://ths-greifswald.de/fhir/epix/identifier/";

    public const string Mpi = Identifiers + "MPI";

    /// <summary>System under which an identity goes by its own key.</summary>
    public const string IdentityKey = Identifiers + "identity";

    public const string CustomValues = "https://ths-greifswald.de/fhir/StructureDefinition/epix/CustomIdatValues";

    public const string BirthPlace = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace";

    public const string Nationality = "http://hl7.org/fhir/StructureDefinition/patient-nationality";

    public const string MothersMaidenName = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName";

    public const string NameQualifier = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-qualifier";

    public const string OfficialGender = "http://fhir.de/StructureDefinition/gender-amtlich";

    public const string OfficialGenders = "http://fhir.de/CodeSystem/gender-amtlich-de";

    public const string MatchGrade = "http://hl7.org/fhir/StructureDefinition/match-grade";

    const string SaveActionSystem = "https://ths-greifswald.de/fhir/CodeSystem/epix/SaveAction";

    const string MatchStatusSystem = "https://ths-greifswald.de/fhir/CodeSystem/epix/MatchStatus";

    static readonly (string Theirs, string Ours)[] Actions =
    [
        ("SAVE_ALL", SaveActions.SaveAll),
        ("DONT_SAVE", SaveActions.DontSave),
        ("DONT_SAVE_ON_PERFECT_MATCH", SaveActions.DontSaveOnPerfectMatch),
        ("DONT_SAVE_ON_PERFECT_MATCH_EXCEPT_CONTACTS", SaveActions.DontSaveOnPerfectMatchExceptContacts),
    ];

    public static string SaveActionCodes { get; } = string.Join(", ", Actions.Select(action => action.Theirs));

    /// <summary>Our save action for a code; a system may be left out but not be another one.</summary>
    public static string? SaveActionOf(Coding coding) => coding.System is null or SaveActionSystem
        ? Array.Find(Actions, action => action.Theirs == coding.Code).Ours
        : null;

    public static Coding Status(string status) => new(MatchStatusSystem, status switch
    {
        MatchStatuses.NoMatch => "NO_MATCH",
        MatchStatuses.PossibleMatch => "POSSIBLE_MATCH",
        MatchStatuses.MultipleMatch => "MULTIPLE_MATCH",
        MatchStatuses.Match => "MATCH",
        MatchStatuses.PerfectMatch => "PERFECT_MATCH",
        MatchStatuses.PerfectMatchWithUpdate => "PERFECT_MATCH_WITH_UPDATE",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    });

    public static Coding MatchError { get; } = new(MatchStatusSystem, "MATCH_ERROR");

    /// <summary>System of an authority's identifiers: the one the domain knows it by, or one made of its
    /// name.</summary>
    public static string SystemOf(DomainSettings domain, string authority) =>
        domain.FindAuthority(authority)?.System switch
        {
            null or "" => Identifiers + Uri.EscapeDataString(authority),
            ['0' or '1' or '2', '.', ..] oid => "urn:oid:" + oid,
            var system => Uri.IsWellFormedUriString(system, UriKind.RelativeOrAbsolute) ? system
                : Identifiers + Uri.EscapeDataString(authority),
        };

    /// <summary>The authority that goes by a system, or null.</summary>
    public static string? AuthorityOf(DomainSettings domain, string? system) => system is null ? null
        : domain.Authorities.FirstOrDefault(authority => authority.System == system
            || SystemOf(domain, authority.Name) == system
            || Identifiers + Uri.EscapeDataString(authority.Name) == system)?.Name;
}

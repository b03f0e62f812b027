using System.Collections.Frozen;
using TrustCenter.Fhir;

namespace TrustCenter.Consents;

/// <summary>Systems and canonicals of the TTP-FHIR gateway and of the MII's consent module.</summary>
public static class GatewayNames
{
    public const string Prefix = "/ttp-fhir/fhir/gics";
    public const string SignerId = "https://ths-greifswald.de/fhir/gics/identifiers/";
    public const string DomainSystem = "https://ths-greifswald.de/fhir/gics/";
    public const string ConsentStatus = "https://ths-greifswald.de/fhir/CodeSystem/gics/ConsentStatus";
    public const string IdMatching = "https://ths-greifswald.de/fhir/CodeSystem/gics/IdMatchingType";
    public const string MiiProfile =
        Mii + "StructureDefinition/mii-pr-consent-einwilligung";
    public const string MiiAnswers = "urn:oid:2.16.840.1.113883.3.1937.777.24.5.2";
    public const string SignatureTypes = "urn:iso-astm:E1762-95:2013";
    public const string DomainReference = "http://fhir.de/ConsentManagement/StructureDefinition/DomainReference";
    public const string SignatureLocation = "http://fhir.de/ConsentManagement/StructureDefinition/SignatureLocation";
    public const string ResultTypes = "http://fhir.de/ConsentManagement/CodeSystem/ResultType";
    public const string TemplateTypes = "http://fhir.de/ConsentManagement/CodeSystem/TemplateType";
    public const string DataAbsent = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
    const string MiiYes = "2.16.840.1.113883.3.1937.777.24.5.2.1";
    const string MiiNo = "2.16.840.1.113883.3.1937.777.24.5.2.2";
    const string MiiUnknown = "2.16.840.1.113883.3.1937.777.24.5.2.3";
    const string Mii = "https://www.medizininformatik-initiative.de/fhir/modul-consent/";
    const string HlDe = "http://fhir.de/ConsentManagement/StructureDefinition/";

    /// <summary>Where canonicals of known output profiles begin; all get the same representation.</summary>
    public static IReadOnlyList<string> ProfileFamilies { get; } =
    [
        HlDe, "https://ths-greifswald.de/fhir/StructureDefinition/",
        Mii + "StructureDefinition/",
    ];

    /// <summary>Profile of the German consent group for a resource type.</summary>
    public static string Profile(string type) => HlDe + type;

    public static Coding Scope { get; } =
        new("http://terminology.hl7.org/CodeSystem/consentscope", "research", "Research");

    public static Coding PrivacyDocument { get; } =
        new("http://loinc.org", "57016-8", "Privacy policy acknowledgement Document");

    public static Coding MiiBroadConsent { get; } = new(
        Mii + "CodeSystem/mii-cs-consent-version-modules",
        "2.16.840.1.113883.3.1937.777.24.2.184", "MII Broad Consent");

    static readonly FrozenDictionary<string, string> AnswerCodes = new Dictionary<string, string>
    {
        ["ACCEPTED"] = nameof(ModuleAnswer.Accepted),
        ["DECLINED"] = nameof(ModuleAnswer.Declined),
        ["UNKNOWN"] = nameof(ModuleAnswer.Unknown),
        ["NOT_ASKED"] = nameof(ModuleAnswer.NotAsked),
        ["NOT_CHOSEN"] = nameof(ModuleAnswer.NotChosen),
        ["WITHDRAWN"] = nameof(ModuleAnswer.Withdrawn),
        ["REFUSED"] = nameof(ModuleAnswer.Refused),
        ["OBJECTED"] = nameof(ModuleAnswer.Objected),
        ["ACCEPTED_OPT_OUT"] = nameof(ModuleAnswer.AcceptedOptOut),
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<ModuleAnswer, string> AnswerNames =
        AnswerCodes.ToFrozenDictionary(pair => Enum.Parse<ModuleAnswer>(pair.Value), pair => pair.Key);

    /// <summary>An answer as clients expect it: the MII's three codes where they fit, else the incumbent's.</summary>
    public static Coding Answer(ModuleAnswer answer, bool mii) => (answer, mii) switch
    {
        (ModuleAnswer.Accepted, true) => new(MiiAnswers, MiiYes, "gültig"),
        (ModuleAnswer.Declined, true) => new(MiiAnswers, MiiNo, "ungültig"),
        (ModuleAnswer.Unknown, true) => new(MiiAnswers, MiiUnknown, "unbekannt"),
        _ => new(ConsentStatus, AnswerNames[answer], AnswerNames[answer]),
    };

    /// <summary>The answer behind a coding; false for codes that are no answer (INVALIDATED, EXPIRED).</summary>
    public static bool TryReadAnswer(Coding coding, out ModuleAnswer answer)
    {
        var mii = coding switch
        {
            { System: MiiAnswers, Code: MiiYes } => ModuleAnswer.Accepted,
            { System: MiiAnswers, Code: MiiNo } => ModuleAnswer.Declined,
            { System: MiiAnswers, Code: MiiUnknown } => ModuleAnswer.Unknown,
            _ => (ModuleAnswer?)null,
        };
        answer = mii ?? default;
        if (mii is not null) return true;
        return coding.System == ConsentStatus && AnswerCodes.TryGetValue(coding.Code ?? "", out var name)
            && Enum.TryParse(name, out answer);
    }

    public static Coding TemplateType(DocumentKind kind)
    {
        var code = kind switch
        {
            DocumentKind.Consent => "CONSENT-OPT-IN",
            DocumentKind.OptOut => "CONSENT-OPT-OUT",
            DocumentKind.Refusal => "REFUSAL",
            DocumentKind.Objection => "OBJECTION",
            _ => "WITHDRAWAL",
        };
        return new(TemplateTypes, code, code);
    }

    public static Coding ResultType(string code) => new(ResultTypes, code, code);

    /// <summary>Canonical of a whole form as the incumbent composes it; spaces are plus signs.</summary>
    public static string Questionnaire(string domain, string name, string version) =>
        $"{TemplateReference.Composed}{Escape(domain)}/{Escape(name)}|{version}";

    static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}

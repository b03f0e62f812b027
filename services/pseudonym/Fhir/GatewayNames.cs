using System.Collections.Frozen;
using TrustCenter.Fhir;

namespace TrustCenter.Pseudonyms;

/// <summary>Systems, canonicals and codes of the gateway and of the MII's pseudonymisation interface.</summary>
public static class GatewayNames
{
    public const string Prefix = "/ttp-fhir/fhir/gpas";
    public const string MiiPrefix = "/mii/fhir/pseudonymization";
    public const string System = "https://ths-greifswald.de/gpas";
    public const string Definitions = "https://ths-greifswald.de/fhir/OperationDefinition/gpas/";
    public const string MiiDefinitions =
        "https://medizininformatik-initiative.de/fhir/fhir-pseudonymization/OperationDefinition/";
    const string Issues = "http://hl7.org/fhir/issue-type";
    const string Messages = "http://terminology.hl7.org/CodeSystem/operation-outcome";

    public static Coding NotFound { get; } = new(Issues, "not-found", "Not Found");

    public static Coding NotAllowed { get; } = new(Issues, "business-rule", "Business Rule Violation");

    public static Coding Created { get; } = new(Messages, "MSG_CREATED");

    public static Coding Updated { get; } = new(Messages, "MSG_UPDATED");

    public static Coding Deleted { get; } = new(Messages, "MSG_DELETED");

    /// <summary>Verdicts on pairs that were brought in. A display is the cause's name in the incumbent's own interface,
    /// for those who compare it; the very pair that is there already counts as made, so that a repeated request is
    /// answered alike.</summary>
    static readonly FrozenDictionary<string, Coding> Verdicts = new Dictionary<string, Coding>
    {
        [PairInserter.Created] = Created,
        [PairInserter.Exists] = Created,
        [PairInserter.ValueInvalid] = new(Issues, "value", "VALUE_INVALID"),
        [PairInserter.PseudonymInvalid] = new(Issues, "invalid", "PSEUDONYM_INVALID"),
        [PairInserter.OtherPseudonym] = new(Issues, "duplicate", "DIFFERENT_PSEUDONYM_FOR_VALUE_EXISTS"),
        [PairInserter.OtherValue] = new(Issues, "conflict", "DIFFERENT_VALUE_FOR_PSEUDONYM_EXISTS"),
    }.ToFrozenDictionary();

    public static Coding Verdict(string verdict) => Verdicts.GetValueOrDefault(verdict, NotAllowed);

    public static Identifier Identifier(string value) => new(System, value);
}

using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Answers as clients parse them. Some take the first parameter whatever its name, some stop at the first <c>error</c>:
/// what was found stands first, and where only one value was asked for, its failure is the status. Pure.
/// </summary>
public static class GatewayAnswers
{
    /// <summary>A pseudonym for each original, in their order; errors behind.</summary>
    public static IResult Pseudonyms(
        string domain, IReadOnlyList<string> originals, PairAnswer[] answers, bool asText = false)
    {
        if (answers is [{ Pseudonym: null }])
            return GatewayBody.Refuse(OriginalUnknown);
        var found = new List<(string, ParameterValue)>(answers.Length);
        var errors = new List<(string, ParameterValue)>();
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].Pseudonym is { } pseudonym)
                found.Add(("pseudonym", Parts(asText, domain, ("original", originals[i]), ("pseudonym", pseudonym))));
            else errors.Add(("error", Failed(domain, ("original", originals[i]))));
        }

        return new FhirAnswer(Parameters.Of(found.Concat(errors)));
    }

    /// <summary>An original for each pseudonym, in their order; errors behind.</summary>
    public static IResult Originals(
        string domain, IReadOnlyList<string> pseudonyms, Contracts.Pseudonym.OriginalAnswer[] answers,
        bool asText = false, bool twice = false)
    {
        if (answers is [{ Original: null }]) return GatewayBody.Refuse(PseudonymUnknown, "pseudonym");
        var found = new List<(string, ParameterValue)>(answers.Length);
        var errors = new List<(string, ParameterValue)>();
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].Original is { } original)
            {
                found.Add(("original", twice
                    ? Parts(asText, domain, ("original", original), ("pseudonym", pseudonyms[i]), ("value", original))
                    : Parts(asText, domain, ("original", original), ("pseudonym", pseudonyms[i]))));
            }
            else errors.Add(("error", Failed(domain, ("pseudonym", pseudonyms[i]))));
        }

        return new FhirAnswer(Parameters.Of(found.Concat(errors)));
    }

    /// <summary>What became of each original.</summary>
    public static FhirResource Statuses(string domain, IReadOnlyList<string> originals, bool[] done, Coding success) =>
        Parameters.Of(originals.Select((original, i) => ("successStatus", ParameterValue.Parts(
            ("target", GatewayNames.Identifier(domain)), ("original", GatewayNames.Identifier(original)),
            ("result-code", done[i] ? success : GatewayNames.NotFound)))));

    public static Rejection OriginalUnknown { get; } = Rejection.NotFound("original-unknown",
        "The original has no pseudonym in this domain.", "original");

    public static Rejection PseudonymUnknown { get; } = Rejection.NotFound("pseudonym-unknown",
        "There is no original of this pseudonym.", "pseudonym");

    static ParameterValue Parts(bool asText, string domain, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var parts = new (string, ParameterValue)[values.Length + 1];
        parts[0] = ("target", Value(asText, domain));
        for (var i = 0; i < values.Length; i++) parts[i + 1] = (values[i].Name, Value(asText, values[i].Value));
        return parts;
    }

    static ParameterValue Value(bool asText, string value) => asText ? value : GatewayNames.Identifier(value);

    static ParameterValue Failed(string domain, (string Name, string Value) value) => ParameterValue.Parts(
        ("target", GatewayNames.Identifier(domain)), (value.Name, GatewayNames.Identifier(value.Value)),
        ("error-code", GatewayNames.NotFound));
}

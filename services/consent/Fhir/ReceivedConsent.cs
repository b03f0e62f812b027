using System.Globalization;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// What a client sent to <c>$addConsent</c>, as the command the own API takes, and where each part of it stood, so
/// that a refusal names the client's element. Pure.
/// </summary>
public sealed class ReceivedConsent
{
    readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);

    public required RecordConsent Command { get; init; }

    /// <summary>The refusal with the place the client knows.</summary>
    public Rejection Placed(Rejection fault)
    {
        if (fault.Path is not { } path) return fault;
        for (var at = path; at.Length > 0; at = Shorter(at))
            if (_places.TryGetValue(at, out var place)) return fault with { Path = place };
        return fault;
    }

    static string Shorter(string path)
    {
        var cut = path.LastIndexOfAny(['.', '[']);
        return cut < 0 ? "" : path[..cut];
    }

    public static Rejection? TryRead(
        Parameters parameters, FhirResource response, DomainSettings domain, TemplateDefinition template,
        out ReceivedConsent received)
    {
        received = null!;
        var places = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["template"] = Places.Resource("questionnaireResponse", "questionnaire"),
            ["answers"] = Places.Resource("questionnaireResponse", "item"),
            ["signedAt"] = Places.Resource("questionnaireResponse", "authored"),
            ["signers"] = Places.Of("provenance"),
        };
        if (ReadPatient(parameters, domain, places, out var identifiers, out var birthDate) is { } personFault)
            return personFault;
        if (ReceivedAnswers.TryRead(response, template, places, out var answers) is { } answerFault) return answerFault;
        if (ReadAuthored(response, out var signedAt) is { } dateFault) return dateFault;
        if (ReceivedSignatures.TryRead(parameters, template, places, out var signers, out var scans) is { } signerFault)
            return signerFault;
        if (ReceivedScans.TryRead(parameters, places, scans) is { } scanFault) return scanFault;

        received = new()
        {
            Command = new(domain.Name, template.Key, identifiers, signedAt, answers, signers, birthDate,
                response.Text("language"), Channel: "import", Scans: scans),
        };
        foreach (var (path, place) in places) received._places[path] = place;
        return null;
    }

    /// <summary>Identifiers, and a birth date for forms that end at majority.</summary>
    public static Rejection? ReadPatient(
        Parameters parameters, DomainSettings domain, Dictionary<string, string> places,
        out PersonIdentifier[] identifiers, out string? birthDate)
    {
        (identifiers, birthDate) = ([], null);
        if (parameters.Resource("patient", "Patient") is not { } patient) return GatewayQuestion.Missing("patient");
        var given = patient.All("identifier").ToArray();
        places["identifiers"] = Places.Resource("patient", "identifier");
        if (given.Length == 0)
        {
            return Rejection.Unprocessable("identifier-missing", "The patient needs an identifier.",
                Places.Resource("patient", "identifier"));
        }

        identifiers = new PersonIdentifier[given.Length];
        for (var i = 0; i < given.Length; i++)
        {
            var place = Places.Resource("patient", $"identifier[{i}]");
            places[$"identifiers[{i}]"] = place;
            var identifier = Identifier.Read(given[i])!;
            if (GatewayQuestion.TryReadIdentifier(identifier, domain, place, out identifiers[i]) is { } fault)
                return fault;
        }

        birthDate = patient.Text("birthDate");
        places["birthDate"] = Places.Resource("patient", "birthDate");
        return null;
    }

    static Rejection? ReadAuthored(FhirResource response, out string signedAt)
    {
        signedAt = "";
        var place = Places.Resource("questionnaireResponse", "authored");
        if (response.Date("authored") is not { } authored)
            return Rejection.Invalid("required", "The date of the signature is missing.", place);
        if (Moment(authored) is not { } moment) return Faults.Date(place, "The date of the signature");
        signedAt = moment;
        return null;
    }

    /// <summary>As the own API writes moments; null for a date that is not a whole day.</summary>
    public static string? Moment(FhirDateTime date) => date switch
    {
        { Instant: { } instant } => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        { Precision: FhirPrecision.Day } => date.Text,
        _ => null,
    };
}

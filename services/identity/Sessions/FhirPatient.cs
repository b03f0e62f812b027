using TrustCenter.Events;
using TrustCenter.Fhir;

namespace TrustCenter.Identities;

/// <summary>
/// A Patient as servers that speak FHIR with a Mainzelliste send one: an identifier that has a system, the name of a
/// type of ids, and no value asks for an id of this type. Pure.
/// </summary>
/// <param name="Patient">What came.</param>
/// <param name="Types">Types of ids that are answered.</param>
sealed record FhirPatient(FhirResource Patient, IReadOnlyList<string> Types)
{
    public const string Place = "Patient";

    static readonly Rejection NoPatient = Rejection.Invalid("malformed", "The body is a Patient.", Place);

    /// <param name="sent">What came.</param>
    /// <param name="server">Whose types of ids are meant.</param>
    /// <param name="granted">The types that a token gives, all of them; null: those that are asked for, or the usual
    /// one.</param>
    public static (FhirPatient?, Rejection?) Of(
        FhirResource sent, SessionServer server, IReadOnlyList<string>? granted)
    {
        if (!sent.Is("Patient")) return (null, NoPatient);
        if (sent.Text("active") == "false") return (null, PatientReading.Unsupported($"{Place}.active"));
        var asked = new List<string>();
        foreach (var (i, identifier) in sent.All("identifier").Index())
        {
            if (!IsAsking(identifier)) continue;
            var place = $"{Place}.identifier[{i}].system";
            if (identifier.Text("system") is not { } type)
                return (null, Rejection.Unprocessable("required", "Name the type of the id that is wanted.", place));
            if (server.IdType(type) is null || granted?.Contains(type) == false)
            {
                return (null, Rejection.Unprocessable("id-type-unknown",
                    "There are no ids of this type, or the token gives none; else send the value.", place));
            }

            if (!asked.Contains(type)) asked.Add(type);
        }

        return (new(sent, granted ?? (asked.Count > 0 ? asked : [server.IdTypes[0].Name])), null);
    }

    public SentPatient Sent(SessionServer server, IReadOnlyDictionary<string, string> preset, bool sureness) =>
        new(domain =>
        {
            var fault = PatientReading.TryRead(Patient, system => server.IdType(system) is { } type
                ? type.Authority : EpixNames.AuthorityOf(domain.Settings, system), Place, true, out var data);
            return fault is null ? PresetFields.Over(server, preset, data) : (null, fault);
        }, sureness);

    /// <summary>What is answered: an id, and the ids that are given. Nothing of what came is repeated but the Patient's
    /// own id; who sent the rest has it.</summary>
    /// <param name="id">The Patient's id where it came without one.</param>
    /// <param name="ids">Ids of the index.</param>
    /// <param name="tentative">They may change yet.</param>
    public FhirResource Answer(string id, IEnumerable<SessionId> ids, bool tentative)
    {
        var answer = new FhirResource("Patient") { { "id", Patient.Id ?? id } };
        foreach (var given in ids)
        {
            var asked = Patient.All("identifier").FirstOrDefault(
                identifier => IsAsking(identifier) && identifier.Text("system") == given.IdType);
            answer.Add("identifier", new FhirElement("Identifier")
            {
                { "use", tentative ? "temp" : asked?.Text("use") }, { "system", given.IdType },
                { "value", given.IdString },
            });
        }

        return answer;
    }

    static bool IsAsking(FhirElement identifier) => identifier.Text("value") is null;
}

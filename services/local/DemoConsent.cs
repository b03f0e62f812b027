using System.Text.Encodings.Web;
using System.Text.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Local;

/// <summary>A made-up person and a filled-in form: MII Broad Consent 1.6d, everything but insurance data.</summary>
static class DemoConsent
{
    public const string Domain = "MII";
    public const string Form = "Patienteneinwilligung MII|1.6.d";
    public const string Purpose = "research-mdat";

    /// <summary>Use biomaterial for research.</summary>
    public const string Biomaterial = "2.16.840.1.113883.3.1937.777.24.5.3.22";

    /// <summary>Boxes of the partial withdrawal form that take the biomaterial back.</summary>
    public static readonly string[] BiomaterialBoxes = ["BIOMAT_Erhebungsende", "BIOMAT_Vernichtung"];

    static readonly JsonSerializerOptions OneLine = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault,
    };

    public static RecordConsent Filled(string pseudonym, string name, DateOnly signed) => new(
        Domain, Form, [new("Pseudonym", pseudonym)], Day(signed),
        new Dictionary<string, string>
        {
            ["PATDAT_erheben_speichern_nutzen"] = "accepted",
            ["KKDAT_retrospektiv_uebertragen_speichern_nutzen"] = "declined",
            ["KKDAT_prospektiv_uebertragen_speichern_nutzen"] = "declined",
            ["BIOMAT_erheben_lagern_nutzen"] = "accepted",
            ["BIOMAT_Zusatzentnahme"] = "accepted",
            ["Rekontaktierung_Ergaenzungen"] = "accepted",
            ["Rekontaktierung_Zusatzbefund"] = "declined",
        },
        [
            new("patient", name, Place: "Musterstadt", Image: Signature()),
            new("explaining", "Dr. Ελένη Παπαδοπούλου", Place: "Musterstadt"),
        ],
        Language: "de", InformationShown: ["Patienteninformation MII 1.6d"], Channel: "tablet");

    /// <summary>For a command line: as short as a valid document can be.</summary>
    public static string ShortJson(DateOnly signed) => JsonSerializer.Serialize(
        new RecordConsent(
            Domain, Form, [new("Pseudonym", "TRY-1")], Day(signed),
            new Dictionary<string, string> { ["PATDAT_erheben_speichern_nutzen"] = "accepted" }, [new("patient")]),
        OneLine);

    public static string CheckJson() => JsonSerializer.Serialize(Question("TRY-1", Purpose), OneLine);

    public static CheckConsent Question(string pseudonym, string? purpose, string? policy = null) =>
        new(Domain, [new("Pseudonym", pseudonym)], policy, purpose);

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    static string Signature()
    {
        using var stream = typeof(DemoConsent).Assembly.GetManifestResourceStream("TrustCenter.Local.signature.png")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Convert.ToBase64String(bytes);
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Bench;

/// <summary>Made-up people by number: the seeding, the load generator and the bare endpoints agree on them.</summary>
public static class Person
{
    public const string Domain = "MII";
    public const string IdType = "Pseudonym";
    public const string Form = "Patienteneinwilligung MII|1.6.d";
    public const string WithdrawalForm = "Vollständiger Widerruf (kompatibel zu Patienteneinwilligung MII 1.6d)|2.0";

    /// <summary>MDAT_wissenschaftlich_nutzen_EU_DSGVO_NIVEAU.</summary>
    public const string Policy = "2.16.840.1.113883.3.1937.777.24.5.3.8";

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    static readonly Dictionary<string, string> Everything = Answers("accepted");
    static readonly Dictionary<string, string> DataOnly = Answers("declined");

    public static string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"BENCH-{number:D9}");

    /// <summary>One of 33 seeded people has withdrawn everything.</summary>
    public static bool HasWithdrawn(long number) => number % 33 == 32;

    /// <summary>A key as random as the service's own, but known here.</summary>
    public static Guid Subject(long number)
    {
        Span<byte> seed = stackalloc byte[16], hash = stackalloc byte[32];
        "bench-ps"u8.CopyTo(seed);
        BinaryPrimitives.WriteInt64BigEndian(seed[8..], number);
        SHA256.HashData(seed, hash);
        return new Guid(hash[..16]);
    }

    /// <summary>What a client sends to record this person's consent; one of 20 accepts the first module only.</summary>
    public static RecordConsent Consent(long number, DateOnly signedOn) => new(
        Domain, Form, [new(IdType, Id(number))], Day(signedOn), number % 20 == 19 ? DataOnly : Everything,
        [
            new("patient", Name(number), Place: "Greifswald"),
            new("explaining", "Dr. Ada Beispiel"),
        ],
        Language: "de", InformationShown: ["leaflet|1.6d"], Channel: "tablet");

    public static RecordConsent Withdrawal(long number, DateOnly signedOn) => new(
        Domain, WithdrawalForm, [new(IdType, Id(number))], Day(signedOn),
        new Dictionary<string, string> { ["PATDAT_BIOMAT_KKDAT_komplett_widerrufen"] = "withdrawn" },
        [new("patient", Name(number), Place: "Greifswald")], Channel: "paper");

    public static byte[] ConsentJson(long number) => JsonSerializer.SerializeToUtf8Bytes(
        Consent(number, new DateOnly(2026, 3, 1).AddDays((int)(number % 28))), Json);

    static string Name(long number) => string.Create(CultureInfo.InvariantCulture, $"Erika Mustermann-{number}");

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static Dictionary<string, string> Answers(string beyondTheFirst) => new()
    {
        ["PATDAT_erheben_speichern_nutzen"] = "accepted",
        ["KKDAT_retrospektiv_uebertragen_speichern_nutzen"] = beyondTheFirst,
        ["KKDAT_prospektiv_uebertragen_speichern_nutzen"] = beyondTheFirst,
        ["BIOMAT_erheben_lagern_nutzen"] = beyondTheFirst,
        ["BIOMAT_Zusatzentnahme"] = beyondTheFirst,
        ["Rekontaktierung_Ergaenzungen"] = beyondTheFirst,
        ["Rekontaktierung_Zusatzbefund"] = beyondTheFirst,
    };
}

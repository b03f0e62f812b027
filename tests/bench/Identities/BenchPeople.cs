using System.Globalization;
using System.Text;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>Invented people by number, always the same, with some names as frequent and most as rare as among people in
/// Germany: one in ten bears one of twenty family names.</summary>
static class BenchPeople
{
    static readonly string[] Frequent =
    [
        "Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann",
        "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz", "Zimmermann",
    ];

    static readonly string[] Beginnings =
    [
        "Ahren", "Birken", "Buchen", "Dorn", "Eich", "Eller", "Erlen", "Eschen", "Falken", "Finken", "Fuchs", "Grün",
        "Hagen", "Hasel", "Hecken", "Hirsch", "Holz", "Kalten", "Kirch", "Kron", "Lang", "Linden", "Loh", "Mühl",
        "Nieder", "Ober", "Rauch", "Reben", "Rosen", "Sand", "Schön", "Stein", "Tannen", "Wald", "Weiden", "Wiesen",
    ];

    static readonly string[] Ends =
    [
        "acker", "bach", "bauer", "berg", "berger", "brink", "bruch", "brunn", "burg", "dorf", "eck", "feld", "felder",
        "fels", "garten", "graf", "hagen", "hauser", "heim", "hof", "hofer", "holz", "horn", "horst", "kamp", "loh",
        "mann", "meier", "meister", "müller", "rieder", "schmidt", "stein", "steiner", "tal", "thaler", "wald", "weg",
    ];

    static readonly string[] Givens =
    [
        "Peter", "Michael", "Thomas", "Andreas", "Wolfgang", "Hans", "Klaus", "Christian", "Stefan", "Martin", "Daniel",
        "Alexander", "Jürgen", "Frank", "Heinz", "Matthias", "Werner", "Manfred", "Markus", "Lukas", "Felix", "Moritz",
        "Maria", "Ursula", "Anna", "Sabine", "Monika", "Renate", "Karin", "Helga", "Petra", "Ingrid", "Elke",
        "Brigitte", "Gisela", "Julia", "Claudia", "Erika", "Susanne", "Christina", "Andrea", "Katharina", "Sarah",
        "Emma", "Mia",
        "Hannah", "Leonie", "Charlotte", "Mathilda", "Frieda", "Theodor", "Anton", "Emil", "Oskar", "Jakob", "Konrad",
    ];

    public static string Json(long number)
    {
        var person = Of(number);
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"familyName":"{{person.FamilyName}}","givenName":"{{person.GivenName}}","birthDate":"{{person.BirthDate}}",
            "gender":"{{person.Sex}}","contacts":[{"street":"{{person.Street}}","houseNumber":"{{person.HouseNumber}}",
            "postcode":"{{person.Postcode}}","city":"{{person.City}}"}]}
            """);
    }

    public static PersonData Of(long number)
    {
        var state = unchecked((ulong)number * 0x9E3779B97F4A7C15);
        var family = Next(ref state, 10) == 0
            ? Frequent[Next(ref state, Frequent.Length)]
            : Beginnings[Next(ref state, Beginnings.Length)] + Ends[Next(ref state, Ends.Length)];
        var given = Givens[Next(ref state, Givens.Length)];
        if (Next(ref state, 4) == 0) given += " " + Givens[Next(ref state, Givens.Length)];
        var born = new DateOnly(1930, 1, 1).AddDays(Next(ref state, 33_000));
        var gender = Next(ref state, 2) == 0 ? "female" : "male";
        var street = Beginnings[Next(ref state, Beginnings.Length)];
        var house = Next(ref state, 150) + 1;
        var postcode = 10_000 + Next(ref state, 8_000) * 11;
        var city = Beginnings[Next(ref state, Beginnings.Length)];
        return new()
        {
            FamilyName = family,
            GivenName = given,
            BirthDate = born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Sex = gender,
            Street = $"{street}weg",
            HouseNumber = house.ToString(CultureInfo.InvariantCulture),
            Postcode = postcode.ToString(CultureInfo.InvariantCulture),
            City = $"{city}stadt",
        };
    }

    public static byte[] Body(long number) => Encoding.UTF8.GetBytes(
        $"{{\"domain\":\"{Sampled.Domain}\",\"source\":\"kis\",\"identity\":{Json(number)}}}");

    static int Next(ref ulong state, int below)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return (int)((mixed ^ (mixed >> 31)) % (ulong)below);
        }
    }
}

/// <summary>Somebody nobody has registered yet.</summary>
sealed class NewRegistrations : IRequests
{
    public HttpRequestMessage Next(string address, long number) =>
        RequestKinds.Post(address + "/api/identity/registrations", BenchPeople.Body(number));

    public int Items(long number, int status, ReadOnlySpan<byte> body) => status is 200 or 201 ? 1 : -1;
}

/// <summary>Somebody who is registered.</summary>
sealed class KnownRegistrations(int people) : IRequests
{
    public HttpRequestMessage Next(string address, long number) => RequestKinds.Post(
        address + "/api/identity/registrations", BenchPeople.Body(RequestKinds.Somebody(number, people)));

    public int Items(long number, int status, ReadOnlySpan<byte> body) =>
        status == 200 && body.IndexOf("\"perfect-match\""u8) > 0 ? 1 : -1;
}

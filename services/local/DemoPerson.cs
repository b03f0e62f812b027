using System.Globalization;
using System.Security.Cryptography;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Local;

/// <summary>A made-up patient, another one each time, as two stays in hospital would tell of her.</summary>
sealed class DemoPerson
{
    const string FirstName = "Łucja-Marie";
    readonly string _family = Pick(Beginnings) + Pick(Ends);
    readonly string _birthDate = new DateOnly(1940, 1, 1).AddDays(RandomNumberGenerator.GetInt32(25_000))
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    readonly string _house = RandomNumberGenerator.GetInt32(1, 200).ToString(CultureInfo.InvariantCulture);
    readonly string _insured = $"X{RandomNumberGenerator.GetInt32(100_000_000, 999_999_999)}";

    static readonly string[] Beginnings = ["Büch", "Grön", "Wüst", "Möll", "Krüg", "Bräu", "Föhr", "Jäg", "Küst"];
    static readonly string[] Ends = ["mann", "hoff", "stedt", "brook", "kamp", "horst", "wald", "bach", "ermeier"];

    public string Name => $"{FirstName} {_family}";

    public IdentityData First() => new(
        _family, FirstName, _birthDate, "female",
        Identifiers: [new("insurance-number", _insured)], Contacts: [Home()]);

    /// <summary>Married, without the umlaut and the second name, with the same home.</summary>
    public IdentityData Again() => new(
        "Petersen", "Lucja", _birthDate, "female", BirthName: WithoutUmlauts(_family),
        Identifiers: [new("insurance-number", _insured)], Contacts: [Home()]);

    Contact Home() => new("Deichstraße", _house, "20459", "Hamburg");

    static string Pick(string[] from) => from[RandomNumberGenerator.GetInt32(from.Length)];

    static string WithoutUmlauts(string name) => name.Replace("ä", "ae", StringComparison.Ordinal)
        .Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal);
}

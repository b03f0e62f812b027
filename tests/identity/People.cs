using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

/// <summary>Invented people, every one another.</summary>
static class People
{
    static readonly string[] Given =
    [
        "Adelheid", "Bertram", "Cosima", "Detlev", "Edeltraud", "Ferdinand", "Gundula", "Hartmut", "Isolde", "Joachim",
        "Kunigunde", "Leopold", "Mechthild", "Norbert", "Ottilie", "Philipp", "Quirin",
        "Roswitha", "Sieglinde", "Traugott",
    ];

    static readonly string[] Beginnings =
        ["Alten", "Birken", "Distel", "Eschen", "Finken", "Grauen", "Hasel", "Immen", "Kranich", "Linden", "Mohren"];

    static readonly string[] Ends =
        ["acker", "bruch", "dorf", "felder", "garten", "horst", "kamp", "moser", "rieder", "stein", "thaler", "wasser"];

    static int _next;

    public static IdentityData New()
    {
        var n = Interlocked.Increment(ref _next);
        var born = new DateOnly(1931, 1, 1).AddDays(n * 7919 % 30_000);
        return new(
            $"{Beginnings[n % 11]}{Ends[n / 11 % 12]}{(n / 132 is 0 ? "" : "-" + Beginnings[n / 132 % 11] + "berg")}",
            Given[n * 7 % 20], born.ToString("yyyy-MM-dd", null), n % 2 == 0 ? "female" : "male",
            Contacts:
            [
                new($"{Beginnings[n * 5 % 11]}weg", $"{n % 97 + 1}", $"{10_000 + n * 631 % 89_999}", "Neustadt"),
            ]);
    }
}

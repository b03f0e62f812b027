using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>How often the most frequent names are borne, in ten thousand people in Germany, so that an index knows from
/// its first day that two Müllers are less likely one person than two Achterbergs. Its own people outweigh this
/// soon.</summary>
static class UsualNames
{
    const int People = 10_000;
    const string Rest = "Xxxxxxxxxxxxxxxx";

    const string Families = """
        Müller 95 Schmidt 69 Schneider 42 Fischer 36 Weber 31 Meyer 30 Wagner 29 Becker 28 Schulz 27 Hoffmann 26
        Schäfer 23 Koch 22 Bauer 21 Richter 20 Klein 19 Wolf 19 Schröder 18 Neumann 17 Schwarz 17 Zimmermann 16
        Braun 16 Krüger 15 Hofmann 15 Hartmann 14 Lange 14 Schmitt 13 Werner 13 Schmitz 13 Krause 12 Meier 12
        Lehmann 12 Schmid 11 Schulze 11 Maier 11 Köhler 10 Herrmann 10 König 10 Walter 10 Mayer 10 Huber 10
        """;

    const string Givens = """
        Peter 130 Michael 125 Thomas 115 Andreas 100 Wolfgang 85 Hans 80 Klaus 75 Maria 75 Christian 75 Stefan 75
        Ursula 70 Anna 65 Sabine 60 Monika 60 Renate 58 Karin 55 Helga 55 Martin 55 Daniel 50 Alexander 50 Petra 48
        Jürgen 48 Ingrid 45 Elke 42 Frank 42 Brigitte 40 Gisela 40 Julia 38 Claudia 38 Heinz 38 Erika 36 Matthias 36
        Susanne 35 Werner 35 Christina 34 Andrea 34 Katharina 33 Manfred 33 Markus 32 Sarah 30 Lukas 28 Emma 25
        """;

    public static void CountInto(Vocabulary vocabulary, Func<PersonData, ComparablePerson> read)
    {
        Count(Families, name => new() { FamilyName = name });
        Count(Givens, name => new() { GivenName = name });

        void Count(string names, Func<string, PersonData> person)
        {
            var parts = names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var rest = People;
            for (var i = 0; i < parts.Length; i += 2)
            {
                var bearers = int.Parse(parts[i + 1], System.Globalization.CultureInfo.InvariantCulture);
                vocabulary.Count(read(person(parts[i])), bearers);
                rest -= bearers;
            }

            vocabulary.Count(read(person(Rest)), rest);
        }
    }
}

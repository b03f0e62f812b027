using System.Collections.Immutable;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>Persons whose truth is known, to be counted by and for nothing else.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Persons">All persons; those of the first file first.</param>
/// <param name="Truth">Whom each is.</param>
/// <param name="First">Persons of the first file; 0: one file is searched for duplicates.</param>
/// <param name="Further">Further fields; the first of them is an identifier if <paramref name="Identified"/>.</param>
/// <param name="Identified">Whether there is an identifier.</param>
/// <param name="Aim">F1 to be reached.</param>
sealed record DataSet(
    string Name, PersonData[] Persons, string[] Truth, int First, ImmutableArray<string> Further, bool Identified,
    double Aim)
{
    public double AllPairs => First == 0
        ? (double)Persons.Length * (Persons.Length - 1) / 2
        : (double)First * (Persons.Length - First);

    public bool Counts(int a, int b) => First == 0 || a < First != b < First;

    /// <summary>Every pair of one person, the lower number first.</summary>
    public HashSet<(int, int)> TruePairs()
    {
        var pairs = new HashSet<(int, int)>();
        foreach (var same in Truth.Index().GroupBy(person => person.Item, person => person.Index))
        {
            var members = same.ToArray();
            for (var i = 0; i < members.Length; i++)
                for (var j = i + 1; j < members.Length; j++)
                    if (Counts(members[i], members[j])) pairs.Add((members[i], members[j]));
        }

        return pairs;
    }

    public LinkageConfiguration Start() => LinkageConfiguration.Usual(Name, Persons.Length) with
    {
        Further = Further,
        Identifiers = Identified ? [Further[0]] : [],
        FellegiSunter = LinkageConfiguration.Usual(Name, Persons.Length, Further).FellegiSunter,
    };
}

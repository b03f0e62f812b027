using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>The values that occur among the persons compared, each kept once, with how often names occur. Persons of
/// one vocabulary can be compared with each other. Any number of threads may use one at the same time.</summary>
public sealed class Vocabulary
{
    const double FewNames = 100;

    readonly ValuePool<NameEntry> _names = new(entry =>
        NameSignature.Of(entry.Bare, entry.Sound, entry.Parts.Length > 0).Bits);

    readonly ValuePool<string> _texts = new(text => NameSignature.Of(text, "", false).Bits);

    readonly int[] _totals = new int[3];

    internal PairCache NamePairs { get; } = new(16);

    internal PairCache TextPairs { get; } = new(14);

    /// <summary>Turns a person into numbers; its names do not count as occurring until <see cref="Count"/>.</summary>
    public ComparablePerson Intern(NormalisedPerson person)
    {
        var more = ImmutableArray.CreateBuilder<int>(person.More.Length);
        foreach (var value in person.More) more.Add(Text(value));
        return new()
        {
            Given = Name(person.Given),
            Family = Name(person.Family),
            Birth = Name(person.Birth),
            BirthDate = person.BirthDate.Packed,
            Sex = person.Sex,
            Street = Text(person.Street),
            HouseNumber = Text(person.HouseNumber),
            Postcode = Text(person.Postcode),
            City = Text(person.City),
            Phone = Text(person.Phone),
            More = more.MoveToImmutable(),
        };
    }

    /// <summary>Counts a person's names in (1) or out again (-1).</summary>
    public void Count(ComparablePerson person, int change = 1)
    {
        CountName(person.Given, NameRole.Given, change);
        CountName(person.Family, NameRole.Family, change);
        CountName(person.Birth, NameRole.Family, change);
    }

    internal NameEntry NameOf(int number) => _names[number];

    internal NameSignature SignatureOf(int number) => new(_names.MarkOf(number));

    internal NameSignature TextSignatureOf(int number) => new(_texts.MarkOf(number));

    internal string TextOf(int number) => number == 0 ? "" : _texts[number];

    /// <summary>Share of the names in this place that are this one. The name of the person who is held against the
    /// others does not count, yet no name counts as never seen: where there are few names, the usual share counts as
    /// well.</summary>
    internal double Frequency(int name, NameRole role, double usual)
    {
        double total = Volatile.Read(ref _totals[(int)role]);
        var seen = Math.Max(1, _names[name].CountOf(role) - 1) * total / (total + FewNames);
        return (seen + FewNames * usual) / (total + FewNames);
    }

    int Name(PersonName name) => name.IsMissing ? 0 : _names.Intern(name.ToString(), () => Entry(name));

    NameEntry Entry(PersonName name)
    {
        if (name.Parts.Length < 2) return new(name, []);
        var parts = name.Parts.Select(part => Name(new([part], part, LatinText.WithoutUmlauts(part)))).ToArray();
        Array.Sort(parts);
        return new(name, parts);
    }

    int Text(string text) => _texts.Intern(text, () => text);

    void CountName(int name, NameRole role, int change)
    {
        if (name == 0) return;
        var entry = _names[name];
        entry.Count(role, change);
        Interlocked.Add(ref _totals[(int)role], change);
        foreach (var part in entry.Parts is [] ? [name] : entry.Parts)
        {
            _names[part].Count(NameRole.Part, change);
            Interlocked.Add(ref _totals[(int)NameRole.Part], change);
        }
    }
}

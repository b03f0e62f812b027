using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>The values that occur among the persons compared, each kept once, with how often names occur. Persons of
/// one vocabulary can be compared with each other. Any number of threads may use one at the same time.</summary>
public sealed class Vocabulary
{
    const double FewNames = 100;

    readonly ValuePool<NameEntry, NameFacts> _names = new(entry => entry.Key, entry => new()
    {
        Signature = NameSignature.Of(entry.Bare, entry.Sound, entry.Parts.Length > 0),
    });

    readonly ValuePool<string, NameSignature> _texts = new(text => text, NameSignature.OfText);

    readonly int[] _totals = new int[2];

    internal PairCache NamePairs { get; } = new(20);

    internal PairCache TextPairs { get; } = new(18);

    /// <summary>Different names and other values.</summary>
    public int Size => _names.Count + _texts.Count - 2;

    internal int Names => _names.Count - 1;

    internal int Texts => _texts.Count - 1;

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
            Sex = person.Sex == 0 ? '\0' : (char)(person.Sex & 31 | 64), // five bits tell letters apart
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

    /// <summary>Numbers of the names that are this one, written without umlauts, or have it as a part.</summary>
    internal HashSet<int> Having(string bare)
    {
        var found = new HashSet<int>();
        for (var number = 1; number < _names.Count; number++)
        {
            var name = _names[number];
            if (name.Bare == bare || Array.Exists(name.Parts, part => _names[part].Bare == bare)) found.Add(number);
        }

        return found;
    }

    /// <summary>Writes the values; how often they occur is counted anew by whoever reads them.</summary>
    internal void Write(IndexWriter to)
    {
        var (names, texts) = (_names.Count, _texts.Count);
        to.Number(names);
        for (var number = 1; number < names; number++) to.Text(_names[number].Key);
        to.Number(texts);
        for (var number = 1; number < texts; number++) to.Text(_texts[number]);
    }

    internal static Vocabulary Read(IndexReader from)
    {
        var vocabulary = new Vocabulary();
        var names = from.Number();
        for (var number = 1; number < names; number++)
        {
            if (vocabulary.Name(from.Text()) != number) throw new FormatException("A name is out of its place.");
        }

        var texts = from.Number();
        for (var number = 1; number < texts; number++)
            if (vocabulary.Text(from.Text()) != number) throw new FormatException("A text is out of its place.");
        return vocabulary;
    }

    /// <summary>Adds the values that <see cref="Write"/> wrote of another vocabulary. Returns which numbers they have
    /// here, by their numbers there.</summary>
    internal (int[] Names, int[] Texts) Add(IndexReader from)
    {
        var names = new int[from.Number()];
        for (var number = 1; number < names.Length; number++) names[number] = Name(from.Text());
        var texts = new int[from.Number()];
        for (var number = 1; number < texts.Length; number++) texts[number] = Text(from.Text());
        return (names, texts);
    }

    /// <summary>A person of another vocabulary.</summary>
    internal ComparablePerson Intern(Vocabulary other, in ComparablePerson person)
    {
        var more = ImmutableArray.CreateBuilder<int>(person.More.Length);
        foreach (var value in person.More) more.Add(Text(other.TextOf(value)));
        return person with
        {
            Given = NameFrom(other, person.Given),
            Family = NameFrom(other, person.Family),
            Birth = NameFrom(other, person.Birth),
            Street = Text(other.TextOf(person.Street)),
            HouseNumber = Text(other.TextOf(person.HouseNumber)),
            Postcode = Text(other.TextOf(person.Postcode)),
            City = Text(other.TextOf(person.City)),
            Phone = Text(other.TextOf(person.Phone)),
            More = more.MoveToImmutable(),
        };
    }

    /// <summary>Says how often names occur in all, where persons are counted elsewhere.</summary>
    internal void PutTotals(int given, int family) =>
        (_totals[(int)NameRole.Given], _totals[(int)NameRole.Family]) = (given, family);

    internal NameEntry NameOf(int number) => _names[number];

    internal NameSignature SignatureOf(int number) => _names.MarkOf(number).Signature;

    internal int CountOf(int name, NameRole role) => Volatile.Read(ref Counts(name, role));

    internal void Put(int name, NameRole role, int count) => Volatile.Write(ref Counts(name, role), count);

    internal NameSignature TextSignatureOf(int number) => _texts.MarkOf(number);

    internal string TextOf(int number) => number == 0 ? "" : _texts[number];

    /// <summary>Share of the names in this place that are this one. The name of the person who is held against the
    /// others does not count, yet no name counts as never seen: where there are few names, the usual share counts as
    /// well.</summary>
    internal double Frequency(int name, NameRole role, double usual)
    {
        double total = Volatile.Read(ref _totals[(int)role]);
        var share = 1 / (total + FewNames); // multiplied by, as dividing takes long
        return (Math.Max(1, CountOf(name, role) - 1) * (total * share) + FewNames * usual) * share;
    }

    /// <summary>Has brought near what is known of somebody's values, and of them and another one's.</summary>
    internal void Fetch(in ComparablePerson held, in ComparablePerson other, ReadOnlySpan<int> more)
    {
        FetchName(held.Given, other.Given);
        FetchName(held.Family, other.Family);
        FetchText(held.Postcode, other.Postcode);
        FetchText(held.City, other.City);
        FetchText(held.Street, other.Street);
        for (var i = 0; i < more.Length; i++) FetchText(held.More[i], more[i]);
    }

    void FetchName(int held, int other)
    {
        if (held == other) return;
        Nearby.Fetch(in _names.MarkOf(other).Signature);
        NamePairs.Fetch(held, other);
    }

    void FetchText(int held, int other)
    {
        if (held == other) return;
        Nearby.Fetch(in _texts.MarkOf(other));
        TextPairs.Fetch(held, other);
    }

    int NameFrom(Vocabulary other, int number) => number == 0 ? 0 : Name(other.NameOf(number).Key);

    /// <summary>A name by the key of its entry.</summary>
    int Name(string key)
    {
        var parts = key.Split(' ');
        var text = string.Concat(parts);
        return Name(new PersonName([.. parts], text, LatinText.WithoutUmlauts(text)));
    }

    int Name(PersonName name) => name.IsMissing ? 0 : _names.Intern(name.ToString(), () => Entry(name));

    NameEntry Entry(PersonName name)
    {
        if (name.Parts.Length < 2) return new(name, []);
        var parts = name.Parts.Select(Name).ToArray();
        Array.Sort(parts);
        return new(name, parts);
    }

    int Text(string text) => _texts.Intern(text, () => text);

    void CountName(int name, NameRole role, int change)
    {
        if (name == 0) return;
        Interlocked.Add(ref Counts(name, role), change);
        Interlocked.Add(ref _totals[(int)role], change);
    }

    ref int Counts(int name, NameRole role)
    {
        ref var facts = ref _names.MarkOf(name);
        return ref role == NameRole.Given ? ref facts.Given : ref facts.Family;
    }
}

namespace TrustCenter.Identities.Linkage;

/// <summary>The levels of one pair, four bits for each field, and which names were held against each other.</summary>
readonly struct PairLevels
{
    public ulong Pattern { get; init; }

    public int GivenA { get; init; }

    public int GivenB { get; init; }

    public int FamilyA { get; init; }

    public int FamilyB { get; init; }

    /// <summary>Given and family name stand in each other's place.</summary>
    public bool Swapped { get; init; }

    public int this[int field] => (int)(Pattern >> (4 * field)) & 15;

    public static PairLevels Of(Vocabulary vocabulary, in ComparablePerson a, in ComparablePerson b) =>
        Of(vocabulary, a, b, b.More.AsSpan());

    public static PairLevels Of(
        Vocabulary vocabulary, in ComparablePerson a, in ComparablePerson b, ReadOnlySpan<int> moreOfB)
    {
        var names = Names(vocabulary, a, b);
        var birth = NameComparison.Level(vocabulary, a.Birth, b.Birth, given: false);
        var pattern = names.Pattern
            | Bits(Fields.Birth, (int)birth)
            | Bits(Fields.BirthDate, (int)FieldComparison.Date(a.BirthDate, b.BirthDate))
            | Bits(Fields.Sex, (int)FieldComparison.Sex(a.Sex, b.Sex))
            | Bits(Fields.Place, (int)FieldComparison.Place(vocabulary, a, b))
            | Bits(Fields.Street, (int)FieldComparison.Street(vocabulary, a, b))
            | Bits(Fields.Phone, (int)FieldComparison.Text(vocabulary, a.Phone, b.Phone));
        for (var i = 0; i < moreOfB.Length; i++)
            pattern |= Bits(Fields.Further + i, (int)FieldComparison.Text(vocabulary, a.More[i], moreOfB[i]));
        return names with { Pattern = pattern };
    }

    static PairLevels Names(Vocabulary vocabulary, in ComparablePerson a, in ComparablePerson b)
    {
        var given = NameComparison.Level(vocabulary, a.Given, b.Given, given: true);
        var family = NameComparison.Level(vocabulary, a.Family, b.Family, given: false);
        if (given == NameLevel.Different && family == NameLevel.Different && MayCross(vocabulary, a, b)
            && (InPlace(vocabulary, a, b) ? Crosswise(vocabulary, a, b) : Crosswise(vocabulary, b, a)) is { } crosswise)
            return crosswise;
        var (familyA, familyB) = (a.Family, b.Family);
        if (family is NameLevel.Different && Links(vocabulary, a.Birth, b.Family))
            (family, familyA) = (NameLevel.Linked, a.Birth);
        else if (family is NameLevel.Different && Links(vocabulary, a.Family, b.Birth))
            (family, familyB) = (NameLevel.Linked, b.Birth);
        return Of(given, family, a.Given, b.Given, familyA, familyB, false);
    }

    /// <summary>Whether the names, each against the other's other, may have anything in common: for nearly all pairs
    /// they have not, and no more has to be looked at.</summary>
    static bool MayCross(Vocabulary vocabulary, in ComparablePerson a, in ComparablePerson b) =>
        !NameSignature.Differ(vocabulary.SignatureOf(a.Given), vocabulary.SignatureOf(b.Family))
        && !NameSignature.Differ(vocabulary.SignatureOf(a.Family), vocabulary.SignatureOf(b.Given));

    /// <summary>Whether the first person's names stand in their places rather than the second's.</summary>
    static bool InPlace(Vocabulary vocabulary, in ComparablePerson a, in ComparablePerson b)
    {
        var ofA = Count(vocabulary, a.Given, NameRole.Given) + Count(vocabulary, a.Family, NameRole.Family);
        var ofB = Count(vocabulary, b.Given, NameRole.Given) + Count(vocabulary, b.Family, NameRole.Family);
        // the texts and not the numbers, so that it is the same in whatever order people came
        return ofA == ofB
            ? string.CompareOrdinal(vocabulary.NameOf(a.Given).Key, vocabulary.NameOf(b.Given).Key) > 0 : ofA > ofB;
    }

    static int Count(Vocabulary vocabulary, int name, NameRole role) => vocabulary.CountOf(name, role);

    static PairLevels? Crosswise(Vocabulary vocabulary, in ComparablePerson a, in ComparablePerson b)
    {
        var given = NameComparison.Level(vocabulary, a.Given, b.Family, given: true);
        if (given is NameLevel.Different or NameLevel.Missing or NameLevel.Initial) return null;
        var family = NameComparison.Level(vocabulary, a.Family, b.Given, given: false);
        if (family is NameLevel.Different or NameLevel.Missing) return null;
        return Of(given, family, a.Given, b.Family, a.Family, b.Given, true);
    }

    static bool Links(Vocabulary vocabulary, int birth, int family) =>
        NameComparison.Level(vocabulary, birth, family, given: false) is NameLevel.Same or NameLevel.Variant
            or NameLevel.Close or NameLevel.Part;

    static PairLevels Of(
        NameLevel given, NameLevel family, int givenA, int givenB, int familyA, int familyB, bool swapped) => new()
        {
            Pattern = Bits(Fields.Given, (int)given) | Bits(Fields.Family, (int)family),
            GivenA = givenA,
            GivenB = givenB,
            FamilyA = familyA,
            FamilyB = familyB,
            Swapped = swapped,
        };

    static ulong Bits(int field, int level) => (ulong)level << (4 * field);
}

using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>How far two records of filters agree, in the levels in which persons do. What a filter cannot say (sound,
/// initials, regions) has no level; how many q-grams differ follows from the bits that differ.</summary>
sealed class FilterLevels
{
    // One wrong letter changes two bigrams, two swapped letters three; a collision hides a little of one.
    const double OneEdit = 2.2, SwappedLetters = 3.2, FewEdits = 5.2, OneDigit = 1.2, TwoDigits = 2.2;
    const double PartsOfShorter = 0.93, LeastOfLonger = 0.5, GramsForSwaps = 7;

    readonly FieldRecords _records;
    readonly int _given, _family, _birth, _date, _year, _dayMonth, _sex, _postcode, _city, _street, _number, _phone;
    readonly int[] _further;

    public FilterLevels(FieldRecords records)
    {
        _records = records;
        (_given, _family, _birth) = (records.Slot("givenName"), records.Slot("familyName"), records.Slot("birthName"));
        (_date, _year, _dayMonth) =
            (records.Slot("birthDate"), records.Slot("birthYear"), records.Slot("birthDayMonth"));
        (_sex, _postcode, _city) = (records.Slot("sex"), records.Slot("postcode"), records.Slot("city"));
        (_street, _number, _phone) = (records.Slot("street"), records.Slot("houseNumber"), records.Slot("phone"));
        Further = [.. records.Profile.Fields.Select(field => field.Source)
            .Where(source => source.StartsWith("more:", StringComparison.Ordinal))];
        _further = [.. Further.Select(records.Slot)];
    }

    /// <summary>Names of the further fields.</summary>
    public ImmutableArray<string> Further { get; }

    public PairLevels Of(int a, int b)
    {
        var names = Names(a, b);
        var pattern = names.Pattern
            | Bits(Fields.Birth, (int)Name(a, _birth, b, _birth))
            | Bits(Fields.BirthDate, (int)Date(a, b))
            | Bits(Fields.Sex, (int)Text(a, b, _sex))
            | Bits(Fields.Place, (int)Place(a, b))
            | Bits(Fields.Street, (int)Street(a, b))
            | Bits(Fields.Phone, (int)Text(a, b, _phone));
        for (var i = 0; i < _further.Length; i++)
            pattern |= Bits(Fields.Further + i, (int)Text(a, b, _further[i]));
        return names with { Pattern = pattern };
    }

    PairLevels Names(int a, int b)
    {
        var (given, family) = (Name(a, _given, b, _given), Name(a, _family, b, _family));
        ref readonly var left = ref _records.Person(a);
        ref readonly var right = ref _records.Person(b);
        var (familyA, familyB) = (left.Family, right.Family);
        if (given == NameLevel.Different && family == NameLevel.Different)
        {
            var (one, other) = (Name(a, _given, b, _family), Name(a, _family, b, _given));
            if (Agrees(one) && Agrees(other))
                return Of(one, other, left.Given, right.Family, left.Family, right.Given, true);
        }

        if (family == NameLevel.Different && Agrees(Name(a, _birth, b, _family)))
            (family, familyA) = (NameLevel.Linked, left.Birth);
        else if (family == NameLevel.Different && Agrees(Name(a, _family, b, _birth)))
            (family, familyB) = (NameLevel.Linked, right.Birth);
        return Of(given, family, left.Given, right.Given, familyA, familyB, false);
    }

    static PairLevels Of(NameLevel given, NameLevel family, int ga, int gb, int fa, int fb, bool swapped) => new()
    {
        Pattern = Bits(Fields.Given, (int)given) | Bits(Fields.Family, (int)family),
        GivenA = ga,
        GivenB = gb,
        FamilyA = fa,
        FamilyB = fb,
        Swapped = swapped,
    };

    static bool Agrees(NameLevel level) =>
        level is NameLevel.Same or NameLevel.Close or NameLevel.Part or NameLevel.Similar;

    NameLevel Name(int a, int slotA, int b, int slotB)
    {
        if (slotA < 0 || slotB < 0) return NameLevel.Missing;
        var difference = Differ(a, slotA, b, slotB);
        if (difference.Missing) return NameLevel.Missing;
        if (difference.Same) return NameLevel.Same;
        var allowed = difference.Longer >= GramsForSwaps ? SwappedLetters : OneEdit;
        if (difference.Grams <= allowed && difference.Grams <= difference.Longer / 2) return NameLevel.Close;
        if (difference.OfShorter >= PartsOfShorter) return NameLevel.Part;
        return difference.Grams <= FewEdits && difference.Dice >= LeastOfLonger
            ? NameLevel.Similar : NameLevel.Different;
    }

    DateLevel Date(int a, int b)
    {
        if (_date < 0) return DateLevel.Missing;
        var difference = Differ(a, _date, b, _date);
        if (difference.Missing) return DateLevel.Missing;
        if (difference.Same) return DateLevel.Same;
        var sameYear = Equal(a, b, _year);
        if (sameYear && Equal(a, b, _dayMonth)) return DateLevel.Swapped;
        if (difference.Grams <= OneDigit) return DateLevel.OneDigit;
        if (difference.Grams <= TwoDigits) return DateLevel.TwoDigits;
        return sameYear || Equal(a, b, _dayMonth) ? DateLevel.OnePart : DateLevel.Different;
    }

    PlaceLevel Place(int a, int b)
    {
        var (code, city) = (Near(a, b, _postcode, OneDigit), Near(a, b, _city, OneEdit));
        if (code == Nearness.Missing && city == Nearness.Missing) return PlaceLevel.Missing;
        if (code == Nearness.Same)
        {
            return city switch
            {
                Nearness.Same => PlaceLevel.Same,
                Nearness.Far => PlaceLevel.SamePostcode,
                _ => PlaceLevel.Close,
            };
        }

        if (city == Nearness.Same) return code == Nearness.Far ? PlaceLevel.SameCity : PlaceLevel.Close;
        return code == Nearness.Near || city == Nearness.Near ? PlaceLevel.Similar : PlaceLevel.Different;
    }

    StreetLevel Street(int a, int b)
    {
        var (street, number) = (Near(a, b, _street, SwappedLetters), Equal(a, b, _number));
        return street switch
        {
            Nearness.Missing => number ? StreetLevel.SameNumber : StreetLevel.Missing,
            Nearness.Same => number ? StreetLevel.Same : StreetLevel.SameStreet,
            Nearness.Near => number ? StreetLevel.Close : StreetLevel.SimilarStreet,
            _ => number ? StreetLevel.SameNumber : StreetLevel.Different,
        };
    }

    TextLevel Text(int a, int b, int slot)
    {
        if (slot < 0) return TextLevel.Missing;
        var difference = Differ(a, slot, b, slot);
        if (difference.Missing) return TextLevel.Missing;
        if (difference.Same) return TextLevel.Same;
        if (difference.Longer < 3) return TextLevel.Different;
        if (difference.Grams <= OneEdit) return TextLevel.Close;
        return difference.Grams * 3 <= difference.Longer ? TextLevel.Similar : TextLevel.Different;
    }

    enum Nearness
    {
        Missing,
        Same,
        Near,
        Far,
    }

    Nearness Near(int a, int b, int slot, double edits)
    {
        if (slot < 0) return Nearness.Missing;
        var difference = Differ(a, slot, b, slot);
        if (difference.Missing) return Nearness.Missing;
        if (difference.Same) return Nearness.Same;
        return difference.Grams <= edits && difference.Grams <= difference.Longer / 2 ? Nearness.Near : Nearness.Far;
    }

    bool Equal(int a, int b, int slot) =>
        slot >= 0 && _records.Number(a, slot) is > 0 and var number && number == _records.Number(b, slot);

    /// <summary>Grams: those of the longer one that the other lacks; Longer: how many it has; OfShorter: the share of
    /// the shorter one's bits that the longer has.</summary>
    readonly record struct Difference(
        bool Missing, bool Same, double Grams, double Longer, double Dice, double OfShorter);

    Difference Differ(int a, int slotA, int b, int slotB)
    {
        var (ones, others) = (_records.Ones(a, slotA), _records.Ones(b, slotB));
        if (ones == 0 || others == 0) return new(true, false, 0, 0, 0, 0);
        if (slotA == slotB && _records.Number(a, slotA) == _records.Number(b, slotB))
            return new(false, true, 0, 0, 1, 1);
        var shared = FilterBits.Shared(_records.Filter(a, slotA), _records.Filter(b, slotB));
        var (shorter, longer) = (Math.Min(ones, others), Math.Max(ones, others));
        double hashes = Math.Max(1, _records.Profile.Fields[slotA].Hashes);
        return new(
            false, shared == longer && shorter == longer, (longer - shared) / hashes, longer / hashes,
            2.0 * shared / (ones + others), (double)shared / shorter);
    }

    static ulong Bits(int field, int level) => (ulong)level << (4 * field);
}

using System.Numerics;

namespace TrustCenter.Identities.Linkage;

/// <summary>The levels at which dates, places, streets and plain texts agree.</summary>
static class FieldComparison
{
    const int NotNear = 8;

    public static DateLevel Date(int left, int right)
    {
        if (left == 0 || right == 0) return DateLevel.Missing;
        if (left == right) return DateLevel.Same;
        var difference = left ^ right;
        if (difference >> 16 == 0)
        {
            if (((right & 0xFF) << 8 | right >> 8 & 0xFF) == (left & 0xFFFF)) return DateLevel.Swapped;
            if (YearOnly(left) || YearOnly(right)) return DateLevel.YearOnly;
        }

        var wrong = Digits(difference);
        if (wrong == 1 || (wrong == 2 && Neighbours(left, right))) return DateLevel.OneDigit;
        var sameParts = ((difference & 0xFF00) == 0 ? 1 : 0) + ((difference & 0xFF) == 0 ? 1 : 0);
        if (sameParts == 2 || (sameParts == 1 && NextYear(left, right))) return DateLevel.OnePart;
        return wrong == 2 ? DateLevel.TwoDigits : DateLevel.Different;
    }

    public static TextLevel Sex(char left, char right) =>
        left == 0 || right == 0 ? TextLevel.Missing : left == right ? TextLevel.Same : TextLevel.Different;

    public static PlaceLevel Place(Vocabulary vocabulary, in ComparablePerson a, in ComparablePerson b)
    {
        var postcodes = a.Postcode != 0 && b.Postcode != 0;
        var cities = a.City != 0 && b.City != 0;
        if (!postcodes && !cities) return PlaceLevel.Missing;
        if (postcodes && a.Postcode == b.Postcode)
        {
            if (!cities) return PlaceLevel.Close;
            if (a.City == b.City) return PlaceLevel.Same;
            return Near(vocabulary, a.City, b.City) ? PlaceLevel.Close : PlaceLevel.SamePostcode;
        }

        var nearPostcode = postcodes && Near(vocabulary, a.Postcode, b.Postcode);
        if (cities && a.City == b.City) return nearPostcode || !postcodes ? PlaceLevel.Close : PlaceLevel.SameCity;
        if (nearPostcode || (cities && Near(vocabulary, a.City, b.City))) return PlaceLevel.Similar;
        if (!postcodes) return PlaceLevel.Different;
        return NameSignature.BeginAlike(
            vocabulary.TextSignatureOf(a.Postcode), vocabulary.TextSignatureOf(b.Postcode))
            ? PlaceLevel.SameRegion : PlaceLevel.Different;
    }

    public static StreetLevel Street(Vocabulary vocabulary, in ComparablePerson a, in ComparablePerson b)
    {
        var numbers = a.HouseNumber != 0 && a.HouseNumber == b.HouseNumber;
        if (a.Street == 0 || b.Street == 0)
            return a.HouseNumber == 0 || b.HouseNumber == 0 || !numbers
                ? StreetLevel.Missing : StreetLevel.SameNumber;
        if (a.Street == b.Street) return numbers ? StreetLevel.Same : StreetLevel.SameStreet;
        if (Near(vocabulary, a.Street, b.Street)) return numbers ? StreetLevel.Close : StreetLevel.SimilarStreet;
        return numbers ? StreetLevel.SameNumber : StreetLevel.Different;
    }

    public static TextLevel Text(Vocabulary vocabulary, int left, int right)
    {
        if (left == 0 || right == 0) return TextLevel.Missing;
        if (left == right) return TextLevel.Same;
        var (ofLeft, ofRight) = (vocabulary.TextSignatureOf(left), vocabulary.TextSignatureOf(right));
        return NameSignature.FarOff(ofLeft, ofRight) ? TextLevel.Different
            : (TextLevel)(Remembered(vocabulary, left, right) & ~NotNear);
    }

    /// <summary>One edit, or two in at least eight characters.</summary>
    static bool Near(Vocabulary vocabulary, int left, int right)
    {
        if (NameSignature.TooFar(vocabulary.TextSignatureOf(left), vocabulary.TextSignatureOf(right))) return false;
        return (Remembered(vocabulary, left, right) & NotNear) == 0;
    }

    /// <summary>What two texts are to each other, as it is kept: the level of plain texts, and whether they are not
    /// near in a place or street.</summary>
    static int Remembered(Vocabulary vocabulary, int left, int right)
    {
        var known = vocabulary.TextPairs.Find(left, right);
        if (known != 0) return known;
        var (a, b) = (vocabulary.TextOf(left), vocabulary.TextOf(right));
        var longest = Math.Max(a.Length, b.Length);
        var hopeless = Math.Abs(a.Length - b.Length) > Math.Max(longest / 3, 2);
        var edits = hopeless ? longest : EditDistance.Alignment(a, b);
        var level = longest < 3 ? TextLevel.Different : edits == 1 ? TextLevel.Close
            : edits * 3 <= longest ? TextLevel.Similar : TextLevel.Different;
        known = (int)level | (edits <= NameSignature.AllowedInTexts(longest) ? 0 : NotNear);
        vocabulary.TextPairs.Keep(left, right, known);
        return known;
    }

    static bool YearOnly(int date) => (date & 0xFFFF) is 0 or 0x0101 or 0x0100;

    static bool NextYear(int left, int right) =>
        Math.Abs(BirthDate.Unpack(left).Year - BirthDate.Unpack(right).Year) <= 1;

    /// <summary>How many of eight digits differ.</summary>
    static int Digits(int difference)
    {
        var bits = (uint)difference;
        bits |= bits >> 1;
        bits |= bits >> 2;
        return BitOperations.PopCount(bits & 0x11111111);
    }

    /// <summary>Of two wrong digits: whether they are neighbours that changed places.</summary>
    static bool Neighbours(int left, int right)
    {
        var at = BitOperations.TrailingZeroCount(left ^ right) & ~3;
        var (a, b) = (left >>> at & 0xFF, right >>> at & 0xFF);
        return (a >> 4 | (a & 15) << 4) == b;
    }
}

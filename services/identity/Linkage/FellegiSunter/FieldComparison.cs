namespace TrustCenter.Identities.Linkage;

/// <summary>The levels at which dates, places, streets and plain texts agree.</summary>
static class FieldComparison
{
    public static DateLevel Date(int left, int right)
    {
        if (left == 0 || right == 0) return DateLevel.Missing;
        var (a, b) = (BirthDate.Unpack(left), BirthDate.Unpack(right));
        if (left == right) return DateLevel.Same;
        if (a.Year == b.Year && a.Month == b.Day && a.Day == b.Month) return DateLevel.Swapped;
        if (a.Year == b.Year && (a.YearOnly || b.YearOnly)) return DateLevel.YearOnly;
        var (wrong, swapped) = Digits(left, right);
        if (wrong == 1 || swapped) return DateLevel.OneDigit;
        var sameParts = (a.Month == b.Month ? 1 : 0) + (a.Day == b.Day ? 1 : 0);
        if (sameParts == 2 || (sameParts == 1 && Math.Abs(a.Year - b.Year) <= 1)) return DateLevel.OnePart;
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
        var (left, right) = (vocabulary.TextOf(a.Postcode), vocabulary.TextOf(b.Postcode));
        return left.AsSpan().CommonPrefixLength(right) >= 2 ? PlaceLevel.SameRegion : PlaceLevel.Different;
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
        var (a, b) = (vocabulary.TextOf(left), vocabulary.TextOf(right));
        var longest = Math.Max(a.Length, b.Length);
        if (longest < 3 || Math.Abs(a.Length - b.Length) > longest / 3) return TextLevel.Different;
        var edits = EditDistance.Alignment(a, b);
        if (edits == 1) return TextLevel.Close;
        return edits * 3 <= longest ? TextLevel.Similar : TextLevel.Different;
    }

    /// <summary>One edit, or two in at least eight characters.</summary>
    static bool Near(Vocabulary vocabulary, int left, int right)
    {
        var (a, b) = (vocabulary.TextOf(left), vocabulary.TextOf(right));
        var longest = Math.Max(a.Length, b.Length);
        var allowed = longest < 4 ? 0 : longest < 8 ? 1 : 2;
        if (Math.Abs(a.Length - b.Length) > allowed) return false;
        return EditDistance.Alignment(a, b) <= allowed;
    }

    /// <summary>How many of eight digits differ, and whether they do so only by two neighbours swapped.</summary>
    static (int Wrong, bool Swapped) Digits(int left, int right)
    {
        var (wrong, swapped, lastLeft, lastRight) = (0, false, -1, -1);
        for (var i = 0; i < 8; i++)
        {
            var (a, b) = (left % 10, right % 10);
            if (a != b)
            {
                wrong++;
                swapped = wrong == 2 && lastLeft == b && lastRight == a;
                (lastLeft, lastRight) = (a, b);
            }
            else
            {
                (lastLeft, lastRight) = (-1, -1);
            }

            (left, right) = (left / 10, right / 10);
        }

        return (wrong, swapped);
    }
}

using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>How far two names agree. The first that holds counts.</summary>
public enum NameLevel : byte
{
    /// <summary>Not known on one side: no evidence.</summary>
    Missing,

    /// <summary>The same letters.</summary>
    Same,

    /// <summary>The same but for the spelling of umlauts or the order of the parts.</summary>
    Variant,

    /// <summary>One letter wrong, too many, missing or two swapped, in at least four.</summary>
    Close,

    /// <summary>A part in common: Anna and Anna-Maria.</summary>
    Part,

    /// <summary>Two or three letters off in a long name, the same sound, or a part that is close.</summary>
    Similar,

    /// <summary>An initial or a short form: J. and Jürgen, Alex and Alexander.</summary>
    Initial,

    /// <summary>One's birth name is the other's family name, or nearly.</summary>
    Linked,

    /// <summary>None of these.</summary>
    Different,
}

/// <summary>How far two dates of birth agree. The first that holds counts.</summary>
public enum DateLevel : byte
{
    /// <summary>Not known on one side: no evidence.</summary>
    Missing,

    /// <summary>The same digits.</summary>
    Same,

    /// <summary>Day and month swapped.</summary>
    Swapped,

    /// <summary>One of the eight digits wrong, or two neighbours swapped; the wrong decade is one of these.</summary>
    OneDigit,

    /// <summary>The same year, one side knowing no more or saying 1 January.</summary>
    YearOnly,

    /// <summary>Day and month the same, the year not; or only the year before or after, month or day the same.
    /// </summary>
    OnePart,

    /// <summary>Two digits wrong.</summary>
    TwoDigits,

    /// <summary>None of these.</summary>
    Different,
}

/// <summary>How far two places of living agree. The first that holds counts.</summary>
public enum PlaceLevel : byte
{
    /// <summary>Not known on one side: no evidence.</summary>
    Missing,

    /// <summary>The same postcode, and no other town.</summary>
    Same,

    /// <summary>Postcode or town the same, the other nearly or not known.</summary>
    Close,

    /// <summary>The same postcode, another town.</summary>
    SamePostcode,

    /// <summary>The same town, another postcode.</summary>
    SameCity,

    /// <summary>A digit of the postcode off, or the town nearly the same.</summary>
    Similar,

    /// <summary>The same first two digits.</summary>
    SameRegion,

    /// <summary>None of these.</summary>
    Different,
}

/// <summary>How far two streets and house numbers agree. The first that holds counts.</summary>
public enum StreetLevel : byte
{
    /// <summary>Not known on one side: no evidence.</summary>
    Missing,

    /// <summary>The same street and number.</summary>
    Same,

    /// <summary>Nearly the same street, the same number.</summary>
    Close,

    /// <summary>The same street, another number or none.</summary>
    SameStreet,

    /// <summary>Nearly the same street, another number or none.</summary>
    SimilarStreet,

    /// <summary>Another street, the same number.</summary>
    SameNumber,

    /// <summary>None of these.</summary>
    Different,
}

/// <summary>How far two texts without a structure agree: telephone numbers, identifiers, codes.</summary>
public enum TextLevel : byte
{
    /// <summary>Not known on one side: no evidence.</summary>
    Missing,

    /// <summary>The same.</summary>
    Same,

    /// <summary>One character off.</summary>
    Close,

    /// <summary>Two off, of at least seven; or one third of the longer text at most.</summary>
    Similar,

    /// <summary>None of these.</summary>
    Different,
}

/// <summary>The comparisons of a pair, in the order in which levels are kept: eight that are always there, then one for
/// each further field.</summary>
static class Fields
{
    public const int Given = 0;
    public const int Family = 1;
    public const int Birth = 2;
    public const int BirthDate = 3;
    public const int Sex = 4;
    public const int Place = 5;
    public const int Street = 6;
    public const int Phone = 7;
    public const int Further = 8;

    /// <summary>Four bits for each field fit into a pattern of 64.</summary>
    public const int Most = 16;

    public const int MostLevels = 16;

    public static readonly ImmutableArray<string> Names =
        ["givenName", "familyName", "birthName", "birthDate", "sex", "place", "street", "phone"];

    public static string[] LevelNames(int field) => field switch
    {
        Given or Family or Birth => Enum.GetNames<NameLevel>(),
        BirthDate => Enum.GetNames<DateLevel>(),
        Place => Enum.GetNames<PlaceLevel>(),
        Street => Enum.GetNames<StreetLevel>(),
        _ => Enum.GetNames<TextLevel>(),
    };
}

using System.Globalization;
using System.Xml.Linq;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>Invented people by number, always the same, with names, ages and places as frequent as among people in
/// Germany, from the distributions in the folder of data sets. Names that the tables leave out are put together from
/// syllables, for as many as bear one; streets have the names of one data set's streets.</summary>
sealed class Germans
{
    const double PeopleOfTables = 80_209_997;
    const int FirstDecade = 1900;
    const int LastYear = 2025;

    static readonly string[] Syllables =
    [
        "Ah", "Alt", "Bach", "Beh", "Bir", "Blu", "Brand", "Bu", "Dah", "Der", "Dorn", "Eich", "Erl", "Fal", "Feld",
        "Fin", "Fuch", "Ger", "Grün", "Ha", "Heim", "Hin", "Hol", "Jan", "Kal", "Ker", "Kol", "Krau", "La", "Lin",
        "Lo", "Mar", "Mei", "Mühl", "Nau", "Nie", "Ober", "Ott", "Pet", "Pie", "Rau", "Reh", "Ros", "Sa", "Schö",
        "Sei", "Stein", "Stor", "Tan", "Thal", "Ul", "Vo", "Wal", "Wei", "Wie", "Zan",
    ];

    static readonly string[] Middles = ["", "", "", "er", "en", "el", "ing", "zen", "ken", "ber"];

    static readonly string[] Ends =
    [
        "acker", "bach", "berg", "beck", "brink", "burg", "dorf", "eck", "feld", "fels", "graf", "hagen", "hauser",
        "heim", "hof", "holz", "horn", "horst", "kamp", "kowski", "land", "lein", "loh", "mann", "meister", "mer",
        "ner", "nick", "rich", "rieder", "ring", "sen", "stein", "tal", "ters", "wald", "weg", "wig", "witz", "zig",
    ];

    readonly Wheel<string> _families;
    readonly Wheel<string>[] _men;
    readonly Wheel<string>[] _women;
    readonly Wheel<int> _ages;
    readonly Wheel<(string Postcode, string City)> _places;
    readonly string[] _streets;
    readonly double _listed;

    public Germans(string folder)
    {
        var tables = Path.Combine(folder, "german_distributions");
        var surnames = Load(tables, "Surnames.xml").Elements("Surname").Select(Counted).ToArray();
        _families = new(surnames);
        _listed = Math.Min(1, surnames.Sum(name => name.Count) / PeopleOfTables);
        var forenames = Load(tables, "Forenames - Gender, Decades.xml");
        _men = Decades(forenames.Element("MaleForenames")!);
        _women = Decades(forenames.Element("FemaleForenames")!);
        _ages = new(Load(tables, "Census - Federal states, gender, age.xml").Descendants("Age")
            .GroupBy(age => (int)age.Attribute("age")!, age => double.Parse(age.Value, CultureInfo.InvariantCulture))
            .OrderBy(age => age.Key).Select(age => (age.Key, age.Sum())));
        var names = Load(tables, "FederalStates - ZipCodes,Location.xml").Descendants("Location")
            .DistinctBy(place => (string)place.Attribute("zipCode")!)
            .ToDictionary(place => (string)place.Attribute("zipCode")!, place => (string)place.Attribute("name")!);
        _places = new(Load(tables, "FederalStates - ZipCodes,Population.xml").Descendants("ZipCode")
            .Where(place => names.ContainsKey((string)place.Attribute("value")!))
            .Select(place => (((string)place.Attribute("value")!, names[(string)place.Attribute("value")!]),
                (double)place.Attribute("population")!)));
        _streets =
        [
            .. File.ReadLines(Path.Combine(folder, "german_synth", "de10k_A.csv")).Skip(1)
                .Select(line => line.Split(',')[^1]).Where(street => street.Contains(' ', StringComparison.Ordinal))
                .Select(street => street[..street.LastIndexOf(' ')]).Where(street => street.Length > 0),
        ];
    }


    public PersonData this[long number]
    {
        get
        {
            var chance = new Chance((ulong)number * 2 + 1);
            var age = _ages.At(chance.Share());
            var born = new DateOnly(LastYear - Math.Min(age, 105), 1, 1).AddDays(chance.Below(365));
            var woman = chance.Below(2) == 0;
            var (postcode, city) = _places.At(chance.Share());
            var family = Family(ref chance);
            return new()
            {
                FamilyName = family,
                GivenName = Given(ref chance, born.Year, woman),
                BirthName = woman && age > 25 && chance.Below(5) < 3 ? Family(ref chance) : null,
                BirthDate = born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Sex = woman ? "female" : "male",
                Street = Street(ref chance),
                HouseNumber = HouseNumber(ref chance),
                Postcode = postcode,
                City = city,
            };
        }
    }

    public string Family(ref Chance chance)
    {
        if (chance.Share() < _listed) return _families.At(chance.Share());
        return Syllables[chance.Below(Syllables.Length)] + Middles[chance.Below(Middles.Length)]
            + Ends[chance.Below(Ends.Length)];
    }

    public (string Postcode, string City) Place(ref Chance chance) => _places.At(chance.Share());

    public string Street(ref Chance chance) => _streets[chance.Below(_streets.Length)];

    public static string HouseNumber(ref Chance chance)
    {
        var number = 1 + (int)(150 * Math.Pow(chance.Share(), 2));
        return chance.Below(12) == 0 ? $"{number}{(char)('a' + chance.Below(4))}" : $"{number}";
    }

    string Given(ref Chance chance, int year, bool woman)
    {
        var decades = woman ? _women : _men;
        var decade = decades[Math.Clamp((year - FirstDecade) / 10, 0, decades.Length - 1)];
        var name = decade.At(chance.Share());
        return chance.Below(5) > 0 ? name : $"{name} {decade.At(chance.Share())}";
    }

    static Wheel<string>[] Decades(XElement names) =>
        [.. names.Elements("Decade").Select(decade => new Wheel<string>(decade.Elements("Forename").Select(Counted)))];

    static (string Name, double Count) Counted(XElement name) =>
        ((string)name.Attribute("value")!, (double)name.Attribute("count")!);

    static XElement Load(string folder, string file) => XElement.Load(Path.Combine(folder, file));
}

/// <summary>Values drawn as often as they are counted.</summary>
sealed class Wheel<T>
{
    readonly T[] _values;
    readonly double[] _until;

    public Wheel(IEnumerable<(T Value, double Count)> counted)
    {
        var all = counted.ToArray();
        _values = [.. all.Select(one => one.Value)];
        var sum = 0.0;
        _until = [.. all.Select(one => sum += one.Count)];
    }

    public T At(double share)
    {
        var at = Array.BinarySearch(_until, share * _until[^1]);
        return _values[Math.Min(at < 0 ? ~at : at + 1, _values.Length - 1)];
    }
}

/// <summary>Numbers by chance that are always the same for one seed.</summary>
struct Chance(ulong seed)
{
    ulong _state = unchecked(seed * 0x9E3779B97F4A7C15);

    public int Below(int below) => (int)(Next() % (ulong)below);

    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}

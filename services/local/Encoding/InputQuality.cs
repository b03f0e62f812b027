using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Local;

/// <summary>What is wrong with a file of people, counted while it is encoded. The report names lines and fields, never
/// what stands in them.</summary>
sealed class InputQuality(EncodingProfile profile, DateOnly today)
{
    const int MostNamed = 20;
    const int OldestYears = 120;

    static readonly string[] NoNames =
        ["unbekannt", "unknown", "test", "tester", "n.n.", "nn", "xxx", "patient", "baby"];

    readonly Dictionary<string, long> _missing = [];
    readonly SortedDictionary<string, (long Count, List<long> Lines)> _faults = new(StringComparer.Ordinal);
    readonly HashSet<UInt128> _ids = [];
    readonly Dictionary<UInt128, long> _people = [];
    readonly List<(string Name, Func<PersonData, string?> Of)> _fields = [.. Fields(profile)];

    public long Lines { get; private set; }

    public long Encoded { get; private set; }

    /// <summary>Whether a line can be encoded; whatever is wrong with it is counted.</summary>
    public bool Takes(PersonLine line)
    {
        Lines++;
        if (line.Person is not { } person) return Leave(line, "unreadable");
        if (line.Id.Length == 0) return Leave(line, "without an identifier");
        if (!_ids.Add(Digest(line.Id))) return Leave(line, "with an identifier that came before");
        if (string.IsNullOrWhiteSpace(person.FamilyName) && string.IsNullOrWhiteSpace(person.GivenName)
            && string.IsNullOrWhiteSpace(person.BirthDate)) return Leave(line, "without name and birth date");
        foreach (var (name, of) in _fields)
        {
            if (string.IsNullOrWhiteSpace(of(person))) _missing[name] = _missing.GetValueOrDefault(name) + 1;
        }

        Look(line.Line, person);
        Encoded++;
        return true;
    }

    void Look(long line, PersonData person)
    {
        if (!string.IsNullOrWhiteSpace(person.BirthDate)
            && DateFault(BirthDate.Read(person.BirthDate)) is { } fault) Note(line, fault);
        foreach (var name in new[] { person.GivenName, person.FamilyName })
        {
            if (string.IsNullOrWhiteSpace(name)) continue;
            if (name.Any(char.IsAsciiDigit)) Note(line, "a name with a digit");
            if (NoNames.Contains(name.Trim().ToLowerInvariant())) Note(line, "a name that is none");
        }

        var who = Digest(string.Join('\n', person.FamilyName, person.GivenName, person.BirthDate).ToUpperInvariant());
        if (!_people.TryAdd(who, line)) Note(line, "the same names and birth date as an earlier line");
    }

    string? DateFault(BirthDate date)
    {
        if (date.IsMissing) return "a birth date that is none";
        if (date.YearOnly) return date.Month == 1 && date.Day == 1 ? "born on 1 January: often a stand-in" : null;
        if (date.Month is < 1 or > 12 || date.Day > DateTime.DaysInMonth(date.Year, date.Month))
            return "a birth date that no calendar has";
        if (date.Day == 0) return null;
        var day = new DateOnly(date.Year, date.Month, date.Day);
        return day > today ? "a birth date in the future"
            : day < today.AddYears(-OldestYears) ? $"born more than {OldestYears} years ago" : null;
    }

    public string Report()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Lines} lines, {Encoded} encoded, {Lines - Encoded} left out");
        foreach (var (what, (count, lines)) in _faults)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {count,10}  {what}: line {string.Join(", ", lines)}");
            text.AppendLine(count > lines.Count ? ", …" : "");
        }

        foreach (var (name, _) in _fields)
        {
            var count = _missing.GetValueOrDefault(name);
            var share = Encoded == 0 ? 0 : 100.0 * count / Encoded;
            text.AppendLine(CultureInfo.InvariantCulture, $"  {count,10}  without {name} ({share:0.0} %)");
        }

        return text.ToString();
    }

    bool Leave(PersonLine line, string why)
    {
        Note(line.Line, "left out, " + why);
        return false;
    }

    void Note(long line, string what)
    {
        var (count, lines) = _faults.TryGetValue(what, out var known) ? known : (0, []);
        if (lines.Count < MostNamed) lines.Add(line);
        _faults[what] = (count + 1, lines);
    }

    static UInt128 Digest(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    static IEnumerable<(string, Func<PersonData, string?>)> Fields(EncodingProfile profile) =>
        profile.Fields.Select(field => (field.Source, (Func<PersonData, string?>)(field.Source switch
        {
            "givenName" => person => person.GivenName,
            "familyName" => person => person.FamilyName,
            "birthName" => person => person.BirthName,
            "birthDate" or "birthYear" or "birthDayMonth" => person => person.BirthDate,
            "sex" => person => person.Sex,
            "street" => person => person.Street,
            "houseNumber" => person => person.HouseNumber ?? person.Street,
            "postcode" => person => person.Postcode,
            "city" => person => person.City,
            "phone" => person => person.Phone,
            var more => person => person.More.GetValueOrDefault(more["more:".Length..]),
        })));
}

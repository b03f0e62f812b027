using System.Collections.Immutable;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Makes persons of a table's cells or a line's members, by their heads.</summary>
sealed class PersonColumns
{
    static readonly string[] Ids =
        ["id", "recid", "recordid", "uniqueid", "patientid", "patid", "patientenid", "fallnummer", "key"];

    readonly FileLinkageOptions _options;
    readonly ImportField?[] _fields;
    readonly int _id;

    public PersonColumns(string file, IReadOnlyList<string> heads, FileLinkageOptions options)
    {
        _options = options;
        Heads = [.. heads.Select(head => head.Trim())];
        _id = IdColumn(file);
        _fields = [.. Heads.Select((head, at) => Field(file, head, at))];
        var twice = _fields.OfType<ImportField>().GroupBy(field => field).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new FileLinkageException($"{file}: two columns hold {twice.Key}.");
        if (!_fields.Any(field => field is not null)) throw new FileLinkageException($"{file}: no column is read.");
    }

    public string[] Heads { get; }

    public bool HasId => _id >= 0;

    public IEnumerable<string> Identifiers => Named(ImportFieldKind.Identifier);

    public IEnumerable<string> Values => Named(ImportFieldKind.Value);

    /// <summary>The id of a record, or null where it has none.</summary>
    public string? IdOf(string[] cells, long line) => _id < 0
        ? line.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : _id < cells.Length && cells[_id].Trim() is { Length: > 0 } id ? CsvText.Unguard(id) : null;

    public PersonData Person(string[] cells)
    {
        string? Cell(string name, ImportFieldKind kind)
        {
            var at = Array.FindIndex(_fields, field =>
                field is not null && field.Kind == kind && field.Contact == 0 && field.Name == name);
            return at < 0 || at >= cells.Length || string.IsNullOrWhiteSpace(cells[at])
                ? null : CsvText.Unguard(cells[at]);
        }

        string? Text(string name) => Cell(name, ImportFieldKind.Text);
        string? Home(string name) => Cell(name, ImportFieldKind.Contact);
        string? Birth(string name) => Cell(name, ImportFieldKind.BirthPart);
        var date = Text("birthDate") ?? ImportDates.Join(Birth("birthDay"), Birth("birthMonth"), Birth("birthYear"));
        var given = Text("givenName");
        return new()
        {
            GivenName = Text("middleName") is { } middle ? $"{given} {middle}" : given,
            FamilyName = Text("familyName"),
            BirthName = Text("birthName"),
            BirthDate = date is null ? null : ImportDates.Read(date, _options.Dates),
            Sex = Text("gender"),
            Street = Home("street"),
            HouseNumber = Home("houseNumber"),
            Postcode = Home("postcode"),
            City = Home("city"),
            Phone = Home("phone"),
            More = More(cells),
        };
    }

    ImmutableDictionary<string, string> More(string[] cells)
    {
        var more = ImmutableDictionary<string, string>.Empty;
        for (var i = 0; i < Math.Min(cells.Length, _fields.Length); i++)
        {
            if (_fields[i] is { Kind: ImportFieldKind.Identifier or ImportFieldKind.Value } field
                && !string.IsNullOrWhiteSpace(cells[i])) more = more.SetItem(field.Name, CsvText.Unguard(cells[i]));
        }

        return more;
    }

    int IdColumn(string file)
    {
        if (_options.Id is { } asked)
        {
            return Array.IndexOf(Heads, asked) is >= 0 and var at ? at
                : throw new FileLinkageException($"{file} has no column {asked}.");
        }

        return Array.FindIndex(Heads, head => _options.Columns.All(column => column.Column != head)
            && Ids.Contains(string.Concat(head.ToLowerInvariant().Where(char.IsLetterOrDigit))));
    }

    ImportField? Field(string file, string head, int at)
    {
        if (_options.Columns.FirstOrDefault(column => column.Column == head) is { } wish)
        {
            return wish.Field is null ? null : ImportField.Named(wish.Field)
                ?? throw new FileLinkageException($"There is no field {wish.Field}.");
        }

        if (at == _id) return null;
        return ImportField.Usual(head) ?? throw new FileLinkageException(
            $"{file}: nobody knows what column '{head}' holds; say --column '{head}=FIELD', or '{head}=-' to pass over "
            + "it.");
    }

    IEnumerable<string> Named(ImportFieldKind kind) =>
        _fields.OfType<ImportField>().Where(field => field.Kind == kind).Select(field => field.Name);
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustCenter.Contracts.Identity;
using TrustCenter.Hosting;
using TrustCenter.Identities;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Local;

/// <summary>Which column of a table holds what. A column nobody knows is refused, so that nothing is left out in
/// silence.</summary>
sealed class PeopleColumns
{
    public const string UsualId = "id";

    readonly int _id;
    readonly string?[] _fields;

    PeopleColumns(int id, string?[] fields) => (_id, _fields) = (id, fields);

    public static PeopleColumns Of(string[] heads, CommandOptions options)
    {
        var names = Array.ConvertAll(heads, head => head.Trim());
        var wishes = options.Several("column").Select(pair => pair.Split('=', 2) is [var head, var field]
            ? (head, field) : throw new PlainException($"--column takes HEAD=FIELD, not {pair}.")).ToArray();
        foreach (var (head, _) in wishes)
        {
            if (!names.Contains(head)) throw new PlainException($"The table has no column {head}.");
        }

        var wanted = options["id"] ?? UsualId;
        var id = Array.FindIndex(names, name => name == wanted);
        if (id < 0) throw new PlainException($"The table has no column {wanted}; --id says which one tells records.");
        var fields = names.Select((name, at) => at == id ? null
            : Array.Find(wishes, wish => wish.head == name) is (not null, var field) ? Named(field, name)
            : Usual(name)).ToArray();
        var twice = fields.OfType<string>().GroupBy(field => field).FirstOrDefault(same => same.Count() > 1)?.Key;
        return twice is null ? new(id, fields) : throw new PlainException($"Two columns hold {twice}.");
    }

    public PersonLine Read(CsvRecord record)
    {
        var cells = record.Cells;
        if (cells.Length <= _id || (cells.Length > _fields.Length && cells.AsSpan(_fields.Length).ContainsAnyExcept(""))
            || cells.Any(PeopleFile.IsGarbled))
            return new(record.Line, "", null);
        var values = new Dictionary<string, string>();
        for (var i = 0; i < Math.Min(cells.Length, _fields.Length); i++)
        {
            if (_fields[i] is { } field && !string.IsNullOrWhiteSpace(cells[i]))
                values[field] = CsvText.Unguard(cells[i]).Trim();
        }

        return new(record.Line, CsvText.Unguard(cells[_id]).Trim(), Person(values));
    }

    public static PersonLine ReadJson(long line, string text, string id)
    {
        try
        {
            if (JsonNode.Parse(text, null, new() { MaxDepth = 8 }) is not JsonObject json) return new(line, "", null);
            var local = json[id] is JsonValue value ? value.ToString() : "";
            json.Remove(id);
            if (json.Deserialize<IdentityData>(StrictJson.Options) is not { } data) return new(line, local, null);
            var home = data.Contacts is [{ } first, ..] ? first : new();
            return new(line, local.Trim(), new()
            {
                GivenName = data.GivenName,
                FamilyName = data.FamilyName,
                BirthName = data.BirthName,
                BirthDate = data.BirthDate,
                Sex = data.Gender,
                Street = home.Street,
                HouseNumber = home.HouseNumber,
                Postcode = home.Postcode,
                City = home.City,
                Phone = home.Phone,
                More = (data.Values ?? new Dictionary<string, string>())
                    .Concat((data.Identifiers ?? []).Select(one => KeyValuePair.Create(one.Authority, one.Value)))
                    .DistinctBy(pair => pair.Key).ToImmutableDictionary(),
            });
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return new(line, "", null); // no JSON, a member twice, or of another kind
        }
    }

    static string? Named(string field, string head)
    {
        if (field is "" or "-") return null;
        return ImportField.Named(field) is { } named ? Source(named)
            : throw new PlainException($"--column {head}={field}: there is no such field.");
    }

    static string? Usual(string head) => ImportField.Usual(head) is { } field ? Source(field)
        : throw new PlainException(
            $"Nobody knows what the column {head} holds: say --column \"{head}=FIELD\", or \"{head}=-\" to leave it.");

    /// <summary>What encoding can use of a field; null: nothing.</summary>
    static string? Source(ImportField field) => field switch
    {
        { Kind: ImportFieldKind.Identifier or ImportFieldKind.Value } => "more:" + field.Name,
        { Kind: ImportFieldKind.Text, Name: "givenName" or "familyName" or "birthName" or "birthDate" or "gender" }
            or { Kind: ImportFieldKind.BirthPart } => field.Name,
        { Kind: ImportFieldKind.Contact, Contact: 0 }
            when field.Name is "street" or "houseNumber" or "postcode" or "city" or "phone" => field.Name,
        _ => null,
    };

    static PersonData Person(Dictionary<string, string> values)
    {
        string? Value(string name) => values.GetValueOrDefault(name);
        return new()
        {
            GivenName = Value("givenName"),
            FamilyName = Value("familyName"),
            BirthName = Value("birthName"),
            BirthDate = Value("birthDate") ?? (Value("birthYear") is { } year
                ? string.Join('-',
                    ((string?[])[year, Value("birthMonth"), Value("birthDay")]).TakeWhile(part => part is not null))
                : null),
            Sex = Value("gender"),
            Street = Value("street"),
            HouseNumber = Value("houseNumber"),
            Postcode = Value("postcode"),
            City = Value("city"),
            Phone = Value("phone"),
            More = values.Where(value => value.Key.StartsWith("more:", StringComparison.Ordinal))
                .ToImmutableDictionary(value => value.Key["more:".Length..], value => value.Value),
        };
    }
}

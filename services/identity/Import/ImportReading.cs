using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>A line of an import as it was understood, or why it was not.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Identity">Whom it is about.</param>
/// <param name="MpiId">The id it brings along.</param>
/// <param name="Source">Where it comes from, if it says so itself.</param>
/// <param name="Fault">Why it can't be understood.</param>
/// <param name="Cells">The columns it was made of; null: no table.</param>
sealed record ImportLine(
    long Line, IdentityData? Identity, string? MpiId = null, string? Source = null, Rejection? Fault = null,
    string[]? Cells = null);

/// <summary>Makes identities of records.</summary>
sealed class ImportReading
{
    const char NoCharacter = '\uFFFD';

    static readonly FrozenDictionary<string, string> Genders = new Dictionary<string, string>
    {
        ["f"] = "female",
        ["w"] = "female",
        ["weiblich"] = "female",
        ["female"] = "female",
        ["m"] = "male",
        ["männlich"] = "male",
        ["male"] = "male",
        ["d"] = "diverse",
        ["x"] = "diverse",
        ["divers"] = "diverse",
        ["diverse"] = "diverse",
        ["o"] = "other",
        ["a"] = "other",
        ["andere"] = "other",
        ["other"] = "other",
        ["u"] = "unknown",
        ["unbekannt"] = "unknown",
        ["unknown"] = "unknown",
    }.ToFrozenDictionary();

    readonly ImportSettings _settings;
    readonly ImportField?[] _fields;

    public ImportReading(ImportSettings settings)
    {
        _settings = settings;
        _fields = [.. (settings.Columns ?? []).Select(column =>
            column.Field is null ? null : ImportField.Named(column.Field))];
    }

    public ImportLine Read(CsvRecord record) => _settings.Columns is null ? Json(record) : Table(record);

    /// <summary>The column a fault is in, from 1; null: not known.</summary>
    public int? ColumnOf(ImportLine line, string? path)
    {
        if (path is null || line.Cells is null) return null;
        var plain = path.StartsWith("identity.", StringComparison.Ordinal) ? path[9..] : path;
        if (plain == "birthDate" && _fields.All(field => field?.Path != plain)) plain = "birthYear";
        var list = plain.StartsWith("identifiers[", StringComparison.Ordinal)
            ? Present(line.Cells, ImportFieldKind.Identifier).Skip(Number(plain)).DefaultIfEmpty(-1).First()
            : -1;
        var at = list >= 0 ? list : Array.FindIndex(_fields, field => field?.Path == plain);
        return at < 0 ? null : at + 1;
    }

    static int Number(string path) => int.Parse(
        path.AsSpan(12, path.IndexOf(']', StringComparison.Ordinal) - 12), CultureInfo.InvariantCulture);

    IEnumerable<int> Present(string[] cells, ImportFieldKind kind) => Enumerable.Range(0, cells.Length)
        .Where(i => _fields[i]?.Kind == kind && !string.IsNullOrWhiteSpace(cells[i]));

    ImportLine Table(CsvRecord record)
    {
        var cells = record.Cells;
        if (cells.Length > _fields.Length && cells.AsSpan(_fields.Length).ContainsAnyExcept(""))
        {
            return new(record.Line, null, Fault: Rejection.Invalid("cells-too-many",
                "The line has more cells than the table has columns; a delimiter may not be quoted."));
        }

        if (cells.Length > _fields.Length) cells = cells[.._fields.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i].Contains(NoCharacter, StringComparison.Ordinal))
            {
                return new(record.Line, null, Cells: cells, Fault: Rejection.Invalid("charset-mismatch",
                    "There are characters that are none in the charset of the file.", _fields[i]?.Path));
            }
        }

        var draft = new ImportDraft();
        for (var i = 0; i < cells.Length; i++)
        {
            var text = CsvText.Unguard(cells[i]);
            if (_fields[i] is { } field && !string.IsNullOrWhiteSpace(text))
                draft.Put(field, Value(field, text, _settings.Layout?.DateFormats));
        }

        return new(record.Line, draft.Identity(), draft.MpiId, draft.Source,
            Cells: cells);
    }

    public static string Value(ImportField field, string text, IReadOnlyList<string>? dateFormats) => field.Name switch
    {
        "gender" => Genders.GetValueOrDefault(text.Trim().ToLowerInvariant(), text),
        "birthDate" or "dateOfDeath" or "externalDate" or "validFrom" or "validTo" =>
            ImportDates.Read(text, dateFormats),
        _ => text,
    };

    static ImportLine Json(CsvRecord record)
    {
        var malformed = new ImportLine(record.Line, null,
            Fault: Rejection.Invalid("malformed-json", "The line is no identity as JSON."));
        try
        {
            if (record.Cells is not [var text]
                || JsonNode.Parse(text, null, new() { MaxDepth = 8 }) is not JsonObject line) return malformed;
            var mpiId = line["mpiId"]?.GetValue<string>();
            var source = line["source"]?.GetValue<string>();
            line.Remove("mpiId");
            line.Remove("source");
            return new(record.Line, line.Deserialize<IdentityData>(StrictJson.Options), mpiId, source);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return malformed; // no JSON, a member twice, or of another kind
        }
    }
}

/// <summary>An identity in the making.</summary>
sealed class ImportDraft
{
    readonly string?[] _texts = new string?[ImportField.Texts.Count];
    readonly string?[] _birth = new string?[ImportField.BirthParts.Count];
    readonly List<LocalIdentifier> _identifiers = [];
    readonly Dictionary<string, string> _values = [];
    readonly SortedDictionary<int, string?[]> _contacts = [];

    public string? MpiId { get; private set; }

    public string? Source { get; private set; }

    public void Put(ImportField field, string text)
    {
        switch (field.Kind)
        {
            case ImportFieldKind.Text:
                _texts[IndexOf(ImportField.Texts, field.Name)] = text;
                break;
            case ImportFieldKind.BirthPart:
                _birth[IndexOf(ImportField.BirthParts, field.Name)] = text;
                break;
            case ImportFieldKind.Contact:
                if (!_contacts.TryGetValue(field.Contact, out var contact))
                    _contacts[field.Contact] = contact = new string?[ImportField.ContactTexts.Count];
                contact[IndexOf(ImportField.ContactTexts, field.Name)] = text;
                break;
            case ImportFieldKind.Identifier:
                _identifiers.Add(new(field.Name, text.Trim()));
                break;
            case ImportFieldKind.Value:
                _values[field.Name] = text;
                break;
            case ImportFieldKind.MpiId:
                MpiId = text.Trim();
                break;
            case ImportFieldKind.Source:
                Source = text.Trim();
                break;
        }
    }

    public IdentityData Identity()
    {
        var t = _texts;
        t[2] ??= ImportDates.Join(_birth[0], _birth[1], _birth[2]);
        return new(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[12], t[13], t[14],
            t[15], t[16], t[17], t[18], _values.Count > 0 ? _values : null,
            _identifiers.Count > 0 ? _identifiers : null,
            _contacts.Count > 0
                ? [.. _contacts.Values.Select(c => new Contact(
                    c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11]))]
                : null);
    }

    static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name) return i;
        }

        return -1;
    }
}

using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>How an import's file is to be read: what was asked for, and what was found once the file was there.
/// </summary>
/// <param name="Layout">What was asked for.</param>
/// <param name="Charset">How the file is written.</param>
/// <param name="Delimiter">Between cells.</param>
/// <param name="Columns">Heads (or numbers) of all columns with what they hold.</param>
public sealed record ImportSettings(
    CsvLayout? Layout, string? Charset = null, string? Delimiter = null, IReadOnlyList<ImportColumn>? Columns = null)
{
    const string Field = "import-settings";

    public bool Header => Layout?.Header ?? true;

    public char? Quote => Layout?.Quote is { } quote ? quote is [var mark] ? mark : null : '"';

    public byte[] Seal(Vault vault, Guid import, WrappedKey key) => vault.Seal(
        import, key, Field, JsonSerializer.SerializeToUtf8Bytes(this, StoredJson.Options));

    public static ImportSettings Open(Vault vault, Guid import, WrappedKey key, byte[] content) =>
        JsonSerializer.Deserialize<ImportSettings>(vault.Open(import, key, Field, content), StoredJson.Options)!;

    /// <summary>What is wrong with what was asked for, or null.</summary>
    public static Rejection? Fault(StartImport wish, DomainSettings domain)
    {
        if (domain.FindSource(wish.Source) is null)
            return Rejection.NotFound("source-unknown", "The domain lists no such source.", "source");
        if (wish.Format is not ("csv" or "ndjson")) return Invalid("csv or ndjson.", "format");
        if (wish.SaveAction is not null && !Incoming.Actions.Contains(wish.SaveAction))
        {
            return Rejection.Invalid("value-unknown", $"One of {string.Join(", ", Incoming.Actions)}.", "saveAction");
        }

        if (wish.MpiIds is not (MpiIdRules.Confirms or MpiIdRules.Decides))
            return Invalid("confirms or decides.", "mpiIds");
        return wish.Csv is null ? null
            : wish.Format != "csv" ? Invalid("Only tables have a layout.", "csv")
            : Fault(wish.Csv) ?? (wish.Csv.Columns is { } columns ? Mapping(columns, domain) : null);
    }

    static Rejection? Fault(CsvLayout layout)
    {
        if (layout.Delimiter is not (null or [not ('"' or '\r' or '\n')]))
            return Invalid("A delimiter is one character.", "csv.delimiter");
        if (layout.Quote is not (null or "" or [not ('\r' or '\n')]) || layout.Quote == (layout.Delimiter ?? "none"))
            return Invalid("A quote is one character other than the delimiter, or empty.", "csv.quote");
        if (layout.Charset is not null && !ImportText.Charsets.Contains(layout.Charset))
            return Invalid($"One of {string.Join(", ", ImportText.Charsets)}.", "csv.charset");
        if (layout.DateFormats is { } formats && (formats.Count is 0 or > 10 || !formats.All(ImportDates.IsFormat)))
            return Invalid("1 to 10 forms such as dd.MM.yyyy.", "csv.dateFormats");
        return !layout.Header && layout.Columns is null
            ? Invalid("Without heads it has to be said what the columns hold.", "csv.columns") : null;
    }

    static Rejection? Mapping(IReadOnlyList<ImportColumn> columns, DomainSettings domain)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            var path = $"csv.columns[{i}].field";
            if (columns[i].Field is not { } name) continue;
            if (ImportField.Named(name) is not { } field)
                return Rejection.Invalid("columns-invalid", "There is no such field.", path);
            if (field.Kind == ImportFieldKind.Identifier && domain.FindAuthority(field.Name) is null)
                return Rejection.Invalid("authority-unknown", "The domain lists no such authority.", path);
        }

        return null;
    }

    static Rejection Invalid(string message, string path) =>
        Rejection.Invalid("import-settings-invalid", message, path);
}

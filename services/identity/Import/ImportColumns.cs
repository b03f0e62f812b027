using System.Globalization;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Says what the columns of a table hold: by what was asked for, else by their heads.</summary>
static class ImportColumns
{
    const int MostColumns = 500;

    public static (IReadOnlyList<ImportColumn>, Rejection?) Of(
        string[] first, CsvLayout? layout, DomainSettings domain)
    {
        if (first.Length > MostColumns) return Refused($"A table has at most {MostColumns} columns.");
        var header = layout?.Header ?? true;
        var heads = header ? Array.ConvertAll(first, head => head.Trim())
            : [.. Enumerable.Range(1, first.Length).Select(n => n.ToString(CultureInfo.InvariantCulture))];
        var columns = layout?.Columns is { } wish ? Mapped(heads, wish) : ByHeads(heads, domain);
        if (columns.Fault is { } fault) return ([], fault);
        var fields = columns.Columns.Select(column => column.Field).OfType<string>().ToList();
        var twice = fields.GroupBy(field => field).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null) return Refused($"Two columns hold {twice}.");
        return fields.Count == 0 ? Refused("No column holds a field.") : (columns.Columns, null);
    }

    static (IReadOnlyList<ImportColumn> Columns, Rejection? Fault) Mapped(
        string[] heads, IReadOnlyList<ImportColumn> wish)
    {
        for (var i = 0; i < wish.Count; i++)
        {
            var places = heads.Count(head => head == wish[i].Column.Trim());
            if (places == 1) continue;
            return ([], Rejection.Invalid("columns-invalid",
                places == 0 ? "The table has no such column." : "The table has several columns of this name.",
                $"csv.columns[{i}].column"));
        }

        return ([.. heads.Select(head => new ImportColumn(head,
            wish.FirstOrDefault(column => column.Column.Trim() == head)?.Field))], null);
    }

    static (IReadOnlyList<ImportColumn> Columns, Rejection? Fault) ByHeads(string[] heads, DomainSettings domain)
    {
        var columns = new List<ImportColumn>();
        for (var i = 0; i < heads.Length; i++)
        {
            var field = ImportField.Usual(heads[i])
                ?? (domain.FindAuthority(heads[i]) is { } authority
                    ? new(ImportFieldKind.Identifier, authority.Name) : null);
            if (field is null
                || (field.Kind == ImportFieldKind.Identifier && domain.FindAuthority(field.Name) is null))
            {
                return ([], Rejection.Invalid("columns-invalid",
                    $"Nobody knows what column {i + 1} holds; say what each column holds, or that it is not read.",
                    $"column {i + 1}"));
            }

            columns.Add(new(heads[i], field.ToString()));
        }

        return (columns, null);
    }

    static (IReadOnlyList<ImportColumn>, Rejection?) Refused(string message) =>
        ([], Rejection.Invalid("columns-invalid", message));
}

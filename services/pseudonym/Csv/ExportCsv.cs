using System.Globalization;
using System.Text;
using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// A domain's pairs as CSV, streamed. With originals only where the domain grants it, as when they are resolved: every
/// portion leaves after its entry in the audit trail is committed.
/// </summary>
public static class ExportingCsv
{
    const int Portion = 1_000;
    static readonly TimeSpan Wait = TimeSpan.FromMinutes(5);

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/pseudonyms/export", Handle)
        .RequirePermission(Permissions.PseudonymTransfer)
        .WithSummary("Take a domain's pseudonyms out as CSV, with originals where that is granted to you")
        .Produces<string>(StatusCodes.Status200OK, "text/csv");

    static async Task<IResult> Handle(
        ExportPseudonyms command, HttpContext http, Caller caller, DomainCatalog catalog, ResolveRates rates,
        IDocumentSession session, CancellationToken ct)
    {
        var domain = command.Domain is not null && caller.MayUse(command.Domain)
            ? await catalog.FindAsync(command.Domain, ct) : null;
        var grant = domain?.Settings.ResolvableBy!.FirstOrDefault(grant =>
            grant.Client == caller.Name && grant.Purpose == command.Purpose
            && caller.May(Permissions.PseudonymResolve));
        if (command.Purpose is not null && grant is null)
        {
            session.Audit(new AuditEntry("pseudonym-export", "domain", "refused", Detail: new { why = "not-granted" }));
            await session.SaveChangesAsync(ct);
            return Problem.PermissionMissing;
        }

        if (domain is null) return Problem.From(Faults.DomainUnknown);
        http.Response.ContentType = "text/csv; charset=utf-8";
        await WriteAsync(http, "pseudonym,number,state,createdAt,createdBy,validUntil"
            + (grant is null ? "\r\n" : ",original\r\n"), ct);
        for (long after = 0; ;)
        {
            var rows = await ReadAsync(domain, after, session.DataSource, ct);
            if (rows is null)
            {
                catalog.Forget(domain);
                domain = await catalog.FindAsync(domain.Name, ct) ?? domain;
                continue;
            }

            if (rows.Count == 0) return Results.Empty;
            if (grant is not null && rates.Wait(
                caller.Name, domain.Row.Stream, rows.Count, grant.ValuesPerHour) is not null)
            {
                await WriteAsync(http, "# no more originals are granted in this hour\r\n", ct);
                return Results.Empty;
            }

            session.Audit(new AuditEntry("pseudonym-export", $"domain/{domain.Row.Stream}", "seen", command.Purpose,
                new { pairs = rows.ConvertAll(row => row.Id) }));
            await session.SaveChangesAsync(ct);
            await WriteAsync(http, Lines(domain, rows, grant is not null), ct);
            after = rows[^1].Id;
        }
    }

    static string Lines(OpenDomain domain, List<Row> rows, bool originals)
    {
        var lines = new StringBuilder();
        foreach (var row in rows)
        {
            lines.Append(CsvText.Cell(row.Pseudonym)).Append(CultureInfo.InvariantCulture,
                $",{row.Number},{(row.Original is null ? "anonymised" : "active")},{row.CreatedAt:O},");
            lines.Append(CsvText.Cell(row.CreatedBy)).Append(CultureInfo.InvariantCulture, $",{row.ValidUntil:O}");
            if (originals)
            {
                lines.Append(',').Append(row.Original is null ? ""
                    : CsvText.Cell(domain.Open(row.Original, row.KeyVersion, row.Pseudonym)));
            }

            lines.Append("\r\n");
        }

        return lines.ToString();
    }

    /// <summary>Null where the domain has changed.</summary>
    static async Task<List<Row>?> ReadAsync(
        OpenDomain domain, long after, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.Timeout = (int)Wait.TotalSeconds;
        batch.BatchCommands.Add(Sql.Command($"""
            select id, pseudonym, number, original, key_version, created_at, created_by, valid_until
            from pseudonym.pairs where domain = $1 and id > $2{TieSql.Known(domain)} order by id limit $3
            """, domain.Id, after, Portion));
        batch.BatchCommands.Add(PairSql.Versions([domain.Id]));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var rows = new List<Row>(Portion);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2),
                reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3), reader.GetInt16(4), reader.GetDateTime(5),
                reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetDateTime(7)));
        }

        return (await PairSql.TakeVersionsAsync(reader, [domain], ct)).Count == 1 ? rows : null;
    }

    static async Task WriteAsync(HttpContext http, string text, CancellationToken ct) =>
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ct);

    sealed record Row(
        long Id, string Pseudonym, int Number, byte[]? Original, short KeyVersion, DateTime CreatedAt, string CreatedBy,
        DateTime? ValidUntil);
}

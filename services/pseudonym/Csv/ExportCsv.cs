using System.Globalization;
using System.Text;
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
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/pseudonyms/export", Handle)
        .RequirePermission(Permissions.PseudonymTransfer)
        .WithSummary("Take a domain's pseudonyms out as CSV, with originals where that is granted to you")
        .Produces<string>(StatusCodes.Status200OK, "text/csv");

    static async Task<IResult> Handle(
        ExportPseudonyms command, HttpContext http, Caller caller, DomainCatalog catalog, ExportedPairs pairs,
        ResolveRates rates, IDocumentSession session, CancellationToken ct)
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
        var leftOut = 0L;
        for (long after = 0; ;)
        {
            var portion = await pairs.ReadAsync(domain, after, leftOut == 0, ct);
            if (portion is null)
            {
                catalog.Forget(domain);
                domain = await catalog.FindAsync(domain.Name, ct) ?? domain;
                continue;
            }

            leftOut += portion.Uncertain;
            if (portion.Last is not { } last) break;
            after = last;
            var rows = portion.Rows;
            if (rows.Count == 0) continue;
            if (grant is not null && rates.Wait(
                caller.Name, domain.Row.Stream, rows.Count, grant.ValuesPerHour) is not null)
            {
                await WriteAsync(http, "# no more originals are granted in this hour\r\n", ct);
                return Results.Empty;
            }

            session.Audit(new AuditEntry("pseudonym-export", $"domain/{domain.Row.Stream}", "seen", command.Purpose,
                new { pairs = rows.Select(row => row.Id).ToArray() }));
            await session.SaveChangesAsync(ct);
            await WriteAsync(http, Lines(domain, rows, grant is not null), ct);
        }

        if (leftOut > 0)
            await WriteAsync(http, $"# {leftOut} left out: nobody can say now whether consent holds\r\n", ct);
        return Results.Empty;
    }

    static string Lines(OpenDomain domain, IReadOnlyList<ExportedPair> rows, bool originals)
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

    static async Task WriteAsync(HttpContext http, string text, CancellationToken ct) =>
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
}

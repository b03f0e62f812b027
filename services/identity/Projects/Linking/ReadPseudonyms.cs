using System.Buffers;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Gives each site the pseudonyms of its own records, streamed. Which records are one person is said to
/// nobody.</summary>
static class ReadingPseudonyms
{
    const string Csv = "text/csv";
    const string Ndjson = "application/x-ndjson";

    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/projects/{project:guid}/pseudonyms", Handle).RequirePermission(Permissions.ProjectSite)
        .WithSummary("Your site's records with their pseudonyms in the project, as NDJSON or CSV")
        .Produces<string>(StatusCodes.Status200OK, Ndjson, Csv);

    static async Task<IResult> Handle(
        Guid project, string? format, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (await session.FindSiteAsync(project, caller, ct) is not var (found, site))
            return Problem.From(ProjectDecisions.Unknown);
        if (format is not (null or "csv" or "ndjson"))
            return Problem.From(Rejection.Invalid("value-unknown", "csv or ndjson.", "format"));
        var part = LinkageRun.SitesOf(found).ToList().IndexOf(site);
        if (found.Result is not { } result || part < 0
            || await VaultRows.FindKeyAsync(session.DataSource, result, ct) is not { } key)
        {
            return Problem.From(Rejection.Conflict("pseudonyms-not-there",
                "There are no pseudonyms yet, or not any more."));
        }

        session.Audit(new("pseudonyms-fetched", $"project/{project}", "seen", Detail: new { site }));
        await session.SaveChangesAsync(ct);
        var csv = format == "csv" || (format is null && http.Request.Headers.Accept.ToString() == Csv);
        http.Response.ContentType = csv ? Csv + "; charset=utf-8" : Ndjson;
        var writer = http.Response.BodyWriter;
        if (csv) writer.Write("record,pseudonym\r\n"u8);
        using var pages = new SealedPages(session.DataSource, result, vault.OpenKey(result, key));
        for (var page = 0; page < LinkageRun.Pages(found.Uploads[site]); page++)
        {
            foreach (var content in await pages.ReadAsync(part, page, page + 1, ct))
            {
                foreach (var (id, _, pseudonym) in ResultPage.Read(content))
                    writer.Write(Line(new(RecordIds.Write(id), pseudonym), csv));
            }

            await writer.FlushAsync(ct);
        }

        return Results.Empty;
    }

    static byte[] Line(ProjectPseudonym one, bool csv) => csv
        ? Encoding.ASCII.GetBytes($"{one.Record},{one.Pseudonym}\r\n")
        : [.. JsonSerializer.SerializeToUtf8Bytes(one, StoredJson.Options), (byte)'\n'];
}

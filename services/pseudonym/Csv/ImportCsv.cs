using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// A table in, a verdict per line out: with a column of pseudonyms the pairs are brought in, without one pseudonyms are
/// made. Sent again, it comes to the same.
/// </summary>
public static class ImportingCsv
{
    const int Portion = 2_000;
    const int MostBytes = 64 * 1024 * 1024;
    const string ContentType = "text/csv";
    static readonly string[] OriginalNames = ["original", "originalwert", "value", "wert"];
    static readonly string[] PseudonymNames = ["pseudonym", "psn"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/pseudonyms/import", Handle)
        .RequirePermission(Permissions.PseudonymTransfer)
        .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
        .WithSummary("Read a CSV table: bring in its pairs, or make pseudonyms for its originals")
        .Accepts<string>(ContentType)
        .Produces<string>(StatusCodes.Status200OK, ContentType);

    /// <param name="domain">The domain; its name says nothing about anybody, so it may stand in the address.</param>
    static async Task<IResult> Handle(
        [FromQuery] string domain, HttpContext http, Caller caller, DomainCatalog catalog, PairInserter inserter,
        PairDesk desk, CancellationToken ct)
    {
        if (!caller.MayUse(domain) || await catalog.FindAsync(domain, ct) is null)
            return Problem.From(Faults.DomainUnknown);
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);
        var text = CsvText.Decode(body.GetBuffer().AsSpan(0, (int)body.Length));
        if (Table(text, out var rows) is { } fault) return Problem.From(fault);

        http.Response.ContentType = ContentType + "; charset=utf-8";
        await WriteAsync(http, "line,verdict,pseudonym\r\n", ct);
        foreach (var portion in rows.Chunk(Portion))
        {
            var pairs = portion.Any(row => row.Pseudonym is not null);
            var answers = pairs
                ? await InsertAsync(domain, portion, caller, inserter, ct)
                : await CreateAsync(domain, portion, caller, desk, ct);
            var lines = new StringBuilder();
            for (var i = 0; i < portion.Length; i++)
            {
                lines.Append(CultureInfo.InvariantCulture, $"{portion[i].Line},{answers[i].Verdict},")
                    .Append(CsvText.Cell(answers[i].Pseudonym)).Append("\r\n");
            }

            await WriteAsync(http, lines.ToString(), ct);
        }

        return Results.Empty;
    }

    /// <summary>Rows with an original each; columns by their heads, or the first and the second.</summary>
    static Rejection? Table(string text, out List<Row> rows)
    {
        rows = [];
        var (original, pseudonym, first) = (0, 1, true);
        foreach (var (line, cells) in CsvText.Records(text, CsvText.Delimiter(text)))
        {
            if (first)
            {
                first = false;
                var heads = Array.ConvertAll(cells, cell => cell.Trim().ToLowerInvariant());
                if (heads.Any(OriginalNames.Contains) || heads.Any(PseudonymNames.Contains))
                {
                    original = Array.FindIndex(heads, OriginalNames.Contains);
                    pseudonym = Array.FindIndex(heads, PseudonymNames.Contains);
                    if (original < 0)
                        return Rejection.Invalid("csv-invalid", "There is no column 'original'.", "line 1");
                    continue;
                }
            }

            rows.Add(new(line, Cell(cells, original) ?? "", Cell(cells, pseudonym)));
        }

        return rows.Count == 0 ? Rejection.Invalid("csv-invalid", "The table has no rows.") : null;
    }

    static string? Cell(string[] cells, int at) =>
        at >= 0 && at < cells.Length && cells[at].Length > 0 ? CsvText.Unguard(cells[at]) : null;

    static async Task<(string Verdict, string? Pseudonym)[]> InsertAsync(
        string domain, Row[] rows, Caller caller, PairInserter inserter, CancellationToken ct)
    {
        var reply = await inserter.InsertAsync(new(domain,
            Array.ConvertAll(rows, row => new ExistingPair(row.Original, row.Pseudonym ?? "")), caller), ct);
        return reply.Rejection is { } rejection
            ? Array.ConvertAll(rows, _ => (rejection.Code, (string?)null))
            : [.. rows.Select((row, i) => (reply.Verdicts[i], row.Pseudonym))];
    }

    static async Task<(string Verdict, string? Pseudonym)[]> CreateAsync(
        string domain, Row[] rows, Caller caller, PairDesk desk, CancellationToken ct)
    {
        var answers = Array.ConvertAll(rows, _ => (PairInserter.ValueInvalid, (string?)null));
        var good = Enumerable.Range(0, rows.Length).Where(i => Originals.IsUsable(rows[i].Original)).ToArray();
        if (good.Length == 0) return answers;
        var reply = await desk.AnswerAsync(new PairAsk(domain, Array.ConvertAll(good, i => rows[i].Original),
            PairWish.CreateOrGet, caller), ct);
        for (var i = 0; i < good.Length; i++)
        {
            answers[good[i]] = reply.Rejection is { } rejection ? (rejection.Code, null)
                : (reply.Answers[i].Created ? PairInserter.Created : PairInserter.Exists, reply.Answers[i].Pseudonym);
        }

        return answers;
    }

    static async Task WriteAsync(HttpContext http, string text, CancellationToken ct) =>
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ct);

    sealed record Row(long Line, string Original, string? Pseudonym);
}

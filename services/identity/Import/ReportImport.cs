using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>What came of every line of an import, streamed, in the order of the file.</summary>
static class ReportingImports
{
    const int Page = 2_000;
    const string Csv = "text/csv";
    const string Ndjson = "application/x-ndjson";

    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/imports/{import:guid}/report", Handle)
        .RequirePermission(Permissions.IdentityImport)
        .WithSummary("What came of every line so far, as NDJSON or CSV; status: only lines that came to that")
        .Produces<string>(StatusCodes.Status200OK, Ndjson, Csv);

    static async Task<IResult> Handle(
        Guid import, string? format, string? status, HttpContext http, Caller caller, IDocumentSession session,
        Vault vault, CancellationToken ct)
    {
        if (await StartingImports.FindAsync(import, caller, session, vault, ct) is not { } row)
            return Problem.From(StartingImports.Unknown);
        if (format is not (null or "csv" or "ndjson"))
            return Problem.From(Rejection.Invalid("value-unknown", "csv or ndjson.", "format"));
        var csv = format == "csv" || (format is null && http.Request.Headers.Accept.ToString() == Csv);
        session.Audit(new("import-report", $"import/{import}", "seen", Detail: new { status }));
        await session.SaveChangesAsync(ct);
        http.Response.ContentType = csv ? Csv + "; charset=utf-8" : Ndjson;
        var writer = http.Response.BodyWriter;
        if (csv) writer.Write("line,status,mpiId,code,message,field,column\r\n"u8);
        for (long after = 0; ;)
        {
            var lines = await ReadAsync(session.DataSource, vault, row, after, status, ct);
            foreach (var line in lines)
            {
                if (csv) writer.Write(Encoding.UTF8.GetBytes(Cells(line)));
                else writer.Write(JsonSerializer.SerializeToUtf8Bytes(line, StoredJson.Options));
                if (!csv) writer.Write("\n"u8);
            }

            await writer.FlushAsync(ct);
            if (lines.Count < Page) return Results.Empty;
            after = lines[^1].Line;
        }
    }

    static async Task<List<ImportedLine>> ReadAsync(
        NpgsqlDataSource data, Vault vault, ImportRow row, long after, string? status, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select l.line, l.status, l.person, l.code, l.message, l.field, l.col, m.content, k.wrapped, k.kek
            from (select * from identity.import_lines
                where import = $1 and line > $2 and ($3 = '' or status = $3) order by line limit $4) l
            left join identity.mpi_ids m on m.person = l.person
            left join vault.keys k on k.subject = l.person
            order by l.line
            """, row.Import, after, status ?? "", Page));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var lines = new List<ImportedLine>();
        while (await reader.ReadAsync(ct))
        {
            Guid? person = reader.IsDBNull(2) ? null : reader.GetGuid(2);
            lines.Add(new(reader.GetInt64(0), reader.GetString(1),
                person is { } known && !reader.IsDBNull(7) && !reader.IsDBNull(8)
                    ? MpiContent.Open(vault, known, new(reader.GetString(9), reader.GetFieldValue<byte[]>(8)),
                        reader.GetFieldValue<byte[]>(7))
                    : null,
                person, Text(reader, 3), Text(reader, 4), Text(reader, 5),
                reader.IsDBNull(6) ? null : row.Settings.Columns?.ElementAtOrDefault(reader.GetInt32(6) - 1)?.Column));
        }

        return lines;
    }

    static string Cells(ImportedLine line) => string.Create(CultureInfo.InvariantCulture,
        $"{line.Line},{line.Status},{Cell(line.MpiId)},{Cell(line.Code)},{Cell(line.Message)},{Cell(line.Field)},"
        + $"{Cell(line.Column)}\r\n");

    static string Cell(string? text) => CsvText.Cell(text);

    static string? Text(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetString(at);
}

using Microsoft.AspNetCore.Mvc;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Takes an import's file, streamed: it is sealed portion by portion and never in plain anywhere but in
/// memory. A file that breaks off is sent again.</summary>
static class UploadingImports
{
    const long MostBytes = 16L << 30;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPut("/imports/{import:guid}/content", Handle)
        .RequirePermission(Permissions.IdentityImport)
        .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
        .WithSummary("Send an import's file; its lines are registered from then on")
        .Accepts<string>("text/csv", "application/x-ndjson", "application/octet-stream")
        .Produces<ImportView>(StatusCodes.Status202Accepted);

    static async Task<IResult> Handle(
        Guid import, HttpContext http, Caller caller, IDocumentSession session, Vault vault, DomainCatalog domains,
        ImportRunner runner, TimeProvider clock, CancellationToken ct)
    {
        var data = session.DataSource;
        if (await StartingImports.FindAsync(import, caller, session, vault, ct) is not { } row
            || await domains.FindAsync(row.Domain, ct) is not { } domain)
            return Problem.From(StartingImports.Unknown);
        if (await NextUploadAsync(data, import, ct) is not { } upload)
            return Problem.From(StartingImports.WrongStatus);
        using var spool = new ImportSpool(data, import, vault.OpenKey(import, row.Key));
        var text = new ImportText();
        await PassAsync(http.Request.Body, spool, upload, text, ct);
        var (settings, fault) = text.Settle(row.Settings, row.Format, domain.Settings);
        var lines = text.Lines(settings);
        if (fault is null && lines <= 0)
            fault = Rejection.Invalid("import-empty", "The file has no lines to register.");
        if (fault is not null)
        {
            await DropAsync(data, import, upload, ct);
            return Problem.From(fault);
        }

        if (!await QueueAsync(data, row, upload, text.Bytes, lines, settings.Seal(vault, import, row.Key), clock, ct))
            return Problem.From(StartingImports.WrongStatus);
        session.Audit(new("import-uploaded", $"import/{import}", "done", Detail: new { bytes = text.Bytes }));
        await session.SaveChangesAsync(ct);
        runner.Look(import);
        var stored = await ImportRow.FindAsync(data, vault, import, ct);
        return Results.Accepted($"/api/identity/imports/{import}", stored!.View);
    }

    static async Task PassAsync(Stream body, ImportSpool spool, int upload, ImportText text, CancellationToken ct)
    {
        var portion = new byte[ImportSpool.Portion];
        for (var chunk = 0; ; chunk++)
        {
            var length = await body.ReadAtLeastAsync(portion, portion.Length, throwOnEndOfStream: false, ct);
            if (length == 0) return;
            text.Pass(portion.AsSpan(0, length));
            await spool.WriteAsync(upload, chunk, portion.AsMemory(0, length), ct);
        }
    }

    /// <summary>Of two who send at once only the later one's file counts.</summary>
    static async Task<int?> NextUploadAsync(NpgsqlDataSource data, Guid import, CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            update identity.imports set upload = upload + 1 where import = $1 and status = 'open' returning upload
            """);
        command.Parameters.Add(new() { Value = import });
        return await command.ExecuteScalarAsync(ct) as int?;
    }

    static async Task<bool> QueueAsync(
        NpgsqlDataSource data, ImportRow row, int upload, long bytes, long lines, byte[] settings, TimeProvider clock,
        CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            update identity.imports set status = 'queued', bytes = $3, lines = $4, settings = $5, changed_at = $6
            where import = $1 and status = 'open' and upload = $2
            """, row.Import, upload, bytes, lines, settings, clock.GetUtcNow().UtcDateTime));
        batch.BatchCommands.Add(Sql.Command("""
            delete from identity.import_chunks c using identity.imports i
            where c.import = $1 and i.import = $1 and c.upload <> i.upload
            """, row.Import));
        await batch.ExecuteNonQueryAsync(ct);
        return batch.BatchCommands[0].RecordsAffected == 1;
    }

    static async Task DropAsync(NpgsqlDataSource data, Guid import, int upload, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(
            "delete from identity.import_chunks where import = $1 and upload = $2", import, upload));
        await batch.ExecuteNonQueryAsync(ct);
    }
}

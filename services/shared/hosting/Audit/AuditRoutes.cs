using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>What auditors ask for.</summary>
/// <param name="From">Not before; 30 days before <paramref name="Until"/> if not said.</param>
/// <param name="Until">Before; now if not said.</param>
/// <param name="Action">Only this action.</param>
/// <param name="Object">Only this object.</param>
/// <param name="Outcome">Only this outcome.</param>
/// <param name="Actor">Only this account or client.</param>
/// <param name="After">The cursor of the page before.</param>
/// <param name="Limit">Entries per page, 1 to 1000; 100 if not said.</param>
public sealed record AuditQuestion(
    DateTimeOffset? From, DateTimeOffset? Until, string? Action, string? Object, string? Outcome, string? Actor,
    string? After, int? Limit);

/// <summary>An entry as auditors see it.</summary>
public sealed record AuditLine(
    Guid Id, DateTimeOffset At, string Actor, string Roles, string Action, string Object, string Outcome,
    string? Purpose, string RequestId, JsonElement? Detail);

/// <summary>A page of entries, oldest first unless the newest were asked for first.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Next">Cursor of the next page, or null.</param>
public sealed record AuditPage(IReadOnlyList<AuditLine> Entries, string? Next);

/// <summary>Routes for auditors, per service; looking is written down as well.</summary>
static class AuditRoutes
{
    static readonly SemaphoreSlim OneAtATime = new(1);

    public static void Map(IEndpointRouteBuilder routes, ServiceRegister register)
    {
        foreach (var (service, _) in register.Services)
        {
            var audit = routes.MapService(service, $"/api/{service}/audit");
            audit.MapGet("", ReadAsync).RequirePermission(Permissions.AuditRead)
                .WithSummary("Read the audit trail").WithName($"{service}-audit")
                .Produces<AuditPage>();
            audit.MapGet("/export", ([AsParameters] AuditQuestion question, HttpContext http, Caller caller,
                    IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
                    ExportAsync(service, question, http, caller, session, clock, ct))
                .RequirePermission(Permissions.AuditRead)
                .WithSummary("Take a part of the audit trail away: NDJSON with a signed manifest at its end")
                .WithName($"{service}-audit-export")
                .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson");
            audit.MapGet("/verify", VerifyAsync).RequirePermission(Permissions.AuditRead)
                .WithSummary("Recompute the audit trail's chain").WithName($"{service}-audit-verify")
                .Produces<AuditVerdict>();
            var known = routes.MapGroup($"/.well-known/audit/{service}");
            known.MapGet("", (HttpContext http, CancellationToken ct) =>
                http.RequestServices.GetRequiredKeyedService<AuditHeads>(service).LatestAsync(ct))
                .AllowPublic("a signed hash, to be kept elsewhere").WithName($"{service}-audit-head");
            known.MapGet("/jwks.json", (HttpContext http) => Results.Text(
                http.RequestServices.GetRequiredKeyedService<AuditHeads>(service).Jwks, "application/json"))
                .AllowPublic("a public key").WithName($"{service}-audit-keys");
        }
    }

    static async Task<IResult> ReadAsync(
        [AsParameters] AuditQuestion question,
        [Description("The newest entries first; a cursor goes on in the order it was given in.")] bool? newest,
        IDocumentSession session, TimeProvider clock, CancellationToken ct)
    {
        var backwards = newest == true;
        if (!TryReadCursor(question.After, backwards, out var tx, out var seq))
            return Problem.Of(400, "cursor-malformed", "The cursor is none that this service gave.", "after");

        if (question.Limit is < 1 or > 1000)
            return Problem.Of(400, "limit-out-of-range", "A page has 1 to 1000 entries.", "limit");

        await WriteDownAsync(session, question, "seen", ct);
        return TypedResults.Ok(
            await PageAsync(session.DataSource, question, backwards, clock.GetUtcNow(), tx, seq, ct));
    }

    static Task WriteDownAsync(IDocumentSession session, AuditQuestion question, string outcome, CancellationToken ct)
    {
        session.Audit(new AuditEntry(Permissions.AuditRead, "audit", outcome, Detail: new
        {
            question.From,
            question.Until,
            question.Action,
            question.Object,
            question.Outcome,
            question.Actor,
        }));
        return session.SaveChangesAsync(ct);
    }

    static async Task<IResult> ExportAsync(
        string service, AuditQuestion question, HttpContext http, Caller caller, IDocumentSession session,
        TimeProvider clock, CancellationToken ct)
    {
        await WriteDownAsync(session, question, "exported", ct);
        // what goes out is what was asked for at this moment
        var now = question with { Until = question.Until ?? clock.GetUtcNow() };
        now = now with { From = question.From ?? now.Until!.Value.AddDays(-30) };
        var heads = http.RequestServices.GetRequiredKeyedService<AuditHeads>(service);
        return TypedResults.Stream(
            to => AuditExport.WriteAsync(to, session.DataSource, now, service, caller.Name, heads, clock, ct),
            "application/x-ndjson", $"audit-{service}-{now.Until:yyyy-MM-dd'T'HHmm}.ndjson");
    }

    static async Task<AuditPage> PageAsync(
        NpgsqlDataSource database, AuditQuestion question, bool backwards, DateTimeOffset now, ulong tx, long seq,
        CancellationToken ct)
    {
        var (beyond, order) = backwards ? ("<", "tx desc, seq desc") : (">", "tx, seq");
        var limit = question.Limit ?? 100;
        await using var command = database.CreateCommand($"""
            select tx, seq, id, at, actor, roles, action, object, outcome, purpose, request_id, detail::text
            from audit.entries where {AuditFilter.Where} and (tx, seq) {beyond} ($7, $8) order by {order} limit $9
            """);
        AuditFilter.Bind(command, question, now);
        command.Parameters.Add(new() { Value = tx, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.AddWithValue(seq);
        command.Parameters.AddWithValue(limit + 1);
        var lines = new List<AuditLine>();
        var (lastTx, lastSeq) = (tx, seq);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (lines.Count == limit)
                return new(lines, string.Create(CultureInfo.InvariantCulture, $"{lastTx}-{lastSeq}"));

            (lastTx, lastSeq) = (reader.GetFieldValue<ulong>(0), reader.GetInt64(1));
            lines.Add(LineOf(reader));
        }

        return new(lines, null);
    }

    static AuditLine LineOf(NpgsqlDataReader row) => new(
        row.GetGuid(2), new DateTimeOffset(row.GetDateTime(3)), row.GetString(4), row.GetString(5), row.GetString(6),
        row.GetString(7), row.GetString(8), row.IsDBNull(9) ? null : row.GetString(9), row.GetString(10),
        row.IsDBNull(11) ? null : JsonSerializer.Deserialize<JsonElement>(row.GetString(11)));

    static bool TryReadCursor(string? cursor, bool backwards, out ulong tx, out long seq)
    {
        (tx, seq) = backwards ? (ulong.MaxValue, long.MaxValue) : (0, 0);
        if (cursor is null)
            return true;

        var dash = cursor.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && ulong.TryParse(cursor.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out tx)
            && long.TryParse(cursor.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out seq);
    }

    static async Task<IResult> VerifyAsync(IDocumentSession session, CancellationToken ct)
    {
        if (!await OneAtATime.WaitAsync(TimeSpan.Zero, ct))
            return Problem.Of(429, "verifying", "The trail is being verified already; ask later.", retryAfter: 10);

        try
        {
            var verdict = await AuditVerifier.VerifyAsync(session.DataSource, ct: ct);
            session.Audit(new AuditEntry("audit.verify", "audit", verdict.Intact ? "intact" : "broken", Detail: new
            {
                verdict.Sealed,
                verdict.Unsealed,
                verdict.BrokenAt,
            }));
            await session.SaveChangesAsync(ct);
            return TypedResults.Ok(verdict);
        }
        finally
        {
            OneAtATime.Release();
        }
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Adds a scan to a recorded document, and gives scans out again.</summary>
public static class AddingScan
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/consents/{id:guid}/scans", Add)
            .RequirePermission("consent.record")
            .WithSummary("Add a scan to a document");
        routes.MapGet("/consents/{id:guid}/scans/{number:int}", Get)
            .RequirePermission("consent.document")
            .WithSummary("A scan of a document; the first is 0");
    }

    static async Task<IResult> Add(
        Guid id, Scan command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
            CancellationToken ct)
    {
        if (!Attachments.TryRead(command.ContentType, command.Data, out var content)) return Problem.From(
            Faults.Scan("data"));
        var consent = await session.AggregateStreamAsync<Consent>(id, ct: ct);
        if (!consent.Exists || !caller.MayUse(consent.Domain)) return Problem.From(Faults.ConsentUnknown);
        if (await DocumentContents.OpenAsync(session, vault, consent.Subject, id, ct) is not { } stored
            || await VaultRows.FindKeyAsync(session.DataSource, consent.Subject, ct) is not { } key)
            return Problem.From(Faults.Erased);

        var number = stored.Scans.Count + consent.Scans;
        var scan = new StoredScan(command.ContentType, command.Title,
            Convert.ToHexStringLower(SHA256.HashData(content)));
        (string, byte[]) Sealed(string field, ReadOnlySpan<byte> plain) =>
            (field, vault.Seal(consent.Subject, key, field, plain));
        session.QueueSqlCommand(DocumentVault.Items(consent.Subject,
        [
            Sealed(VaultFields.Scan(id, number), content),
            Sealed(VaultFields.ScanTitle(id, number), JsonSerializer.SerializeToUtf8Bytes(scan, StoredJson.Options)),
        ]));
        return await session.ChangeAsync(id, http, caller, "scan-added",
            now => Decide(id, now, consent.Scans, scan), ct, new { number });
    }

    /// <summary>Two who add at once: the second is told to look again, so that numbers stay without gaps.</summary>
    public static Decision Decide(Guid id, Consent consent, int seen, StoredScan scan) => consent.Scans != seen
        ? Rejection.Conflict("scan-added-meanwhile", "Somebody else added a scan at the same moment; send it again.")
        : Decision.Of(new ScanAdded(id, seen + 1, scan.ContentType, scan.Hash));

    static async Task<IResult> Get(
        Guid id, int number, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        var consent = await session.AggregateStreamAsync<Consent>(id, ct: ct);
        if (!consent.Exists || !caller.MayUse(consent.Domain)) return Problem.From(Faults.ConsentUnknown);
        var field = VaultFields.Scan(id, number);
        var opened = await DocumentVault.OpenAsync(session, vault, consent.Subject, [field], ct);
        if (opened is null) return Problem.From(Faults.Erased);
        if (!opened.TryGetValue(field, out var content))
            return Problem.From(Rejection.NotFound("scan-unknown", "The document has no scan of this number."));
        session.Audit(new("scan-read", id.ToString(), "answered", Detail: new { number }));
        await session.SaveChangesAsync(ct);
        return TypedResults.File(content, Attachments.TypeOf(content));
    }
}

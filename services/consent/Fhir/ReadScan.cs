using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>A scan as DocumentReference with its content, for those who may see documents.</summary>
public static class ReadingScan
{
    const int MostScans = 0x80;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/DocumentReference/{id:guid}", Handle)
        .RequirePermission(Permissions.ConsentDocument)
        .WithSummary("One scan");

    static async Task<IResult> Handle(
        Guid id, Caller caller, IQuerySession session, Vault vault, GatewayCatalog catalog, TimeProvider clock,
        CancellationToken ct)
    {
        await using var look = await GatewayLook.OpenAsync(session, ct);
        // the mask of a number is its own inverse
        var candidates = Enumerable.Range(0, MostScans).Select(number => ResourceIds.Scan(id, number)).ToArray();
        var (document, name) = await look.OneOfAsync(candidates, ct);
        if (name is null || !caller.MayUse(name) || await catalog.ReadAsync(session, name, ct) is not { } domain)
            return Problem.From(Faults.ConsentUnknown);

        var number = Array.IndexOf(candidates, document);
        var found = (await look.DocumentsAsync(domain, "consent_id = $2", [document], ct)).Single();
        var field = VaultFields.Scan(document, number);
        var opened = await DocumentVault.OpenAsync(session, vault, found.Subject, [field], ct);
        if (opened?.GetValueOrDefault(field) is not { } content) return Problem.From(Faults.ConsentUnknown);
        await look.CommitAsync(new("scan-read", document.ToString(), "seen", Detail: new { number }), caller,
            clock.GetUtcNow(), ct);
        var scan = new DraftScan(Attachments.TypeOf(content), null, content);
        return new FhirAnswer(DocumentMapping.DocumentReference(found, number, scan));
    }
}

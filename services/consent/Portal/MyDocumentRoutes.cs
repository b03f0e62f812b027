using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>One's own documents. Another person's id is answered as one that nobody has.</summary>
public static class MyDocumentRoutes
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/me/documents", List).RequirePermission(Permissions.PortalOwn)
            .WithSummary("One's own documents, newest first").Produces<IReadOnlyList<PortalDocument>>();
        routes.MapGet("/me/documents/{id:guid}/pdf", Pdf).RequirePermission(Permissions.PortalOwn)
            .WithSummary("One's own document as PDF, with its hash in Repr-Digest")
            .Produces(StatusCodes.Status200OK, contentType: "application/pdf");
        routes.MapGet("/me/documents/{id:guid}/fhir", Fhir).RequirePermission(Permissions.PortalOwn)
            .WithSummary("One's own document as FHIR, with its hash in Repr-Digest")
            .Produces(StatusCodes.Status200OK, contentType: "application/fhir+json");
    }

    static async Task<IResult> List(
        HttpContext http, PortalVisits visits, IDocumentSession session, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        var documents = await MyDocumentRows.ReadAsync(session, visit, null, ct);
        session.Audit(new("portal-documents-listed", visit.Subject.ToString(), "seen",
            Detail: new { documents = documents.Count }));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok<IReadOnlyList<PortalDocument>>(documents);
    }

    static async Task<IResult> Pdf(
        Guid id, HttpContext http, PortalVisits visits, IDocumentSession session, SignedDocuments documents,
        CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        if (await MyDocumentRows.ReadAsync(session, visit, [id], ct) is not [var mine])
            return Problem.From(Faults.ConsentUnknown);
        var (pdf, fault) = await documents.GetAsync(session, id, domain => domain == visit.Domain, ct);
        if (pdf is null) return fault!;
        session.Audit(new("document-read", id.ToString(), "answered", "own"));
        await session.SaveChangesAsync(ct);
        return Download(http, pdf, "application/pdf", $"{mine.Kind}-{mine.SignedAt:yyyy-MM-dd}.pdf");
    }

    static async Task<IResult> Fhir(
        Guid id, HttpContext http, Caller caller, PortalVisits visits, IQuerySession session, GatewayCatalog catalog,
        Vault vault, TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        if (await catalog.ReadAsync(session, visit.Domain, ct) is not { } domain)
            return Problem.From(Faults.ConsentUnknown);
        await using var look = await GatewayLook.OpenAsync(session, ct);
        if (await look.DocumentsAsync(domain, "consent_id = $2 and subject = $3", [id, visit.Subject], ct)
            is not [var document]) return Problem.From(Faults.ConsentUnknown);
        var identifiers = await look.IdentifiersAsync(domain.Settings, vault, [visit.Subject], ct);
        var bundle = new GatewayBundles(GatewayRequest.BaseOf(http)).Document(
            document, identifiers[visit.Subject]);
        await look.CommitAsync(new("document-read", id.ToString(), "answered", "own"), caller, clock.GetUtcNow(), ct);
        return Download(http, FhirDocument.ToBytes(FhirFormat.Json, bundle), "application/fhir+json",
            $"{AnswerNames.Of(document.Kind)}-{LegalDays.InBerlin(document.SignedAt):yyyy-MM-dd}.json");
    }

    // RFC 9530, so that anybody can prove that a download is what was sent
    static FileContentHttpResult Download(HttpContext http, byte[] content, string type, string name)
    {
        http.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:";
        return TypedResults.File(content, type, name);
    }
}

/// <summary>Rows of one's own documents.</summary>
static class MyDocumentRows
{
    const string Documents = """
        select d.consent_id, d.kind, d.template, coalesce(t.definition ->> 'title', d.template), d.signed_at,
            d.recorded_at, d.annulled, d.detail
        from consent.documents d left join consent.templates t on t.domain = d.domain and t.key = d.template
        where d.subject = $1 and d.domain = $2 and ($4 or d.consent_id = any($3))
        order by d.signed_at desc, d.position desc
        """;

    /// <param name="ids">Only these; null: all.</param>
    public static Task<List<PortalDocument>> ReadAsync(
        IQuerySession session, PortalVisit visit, Guid[]? ids, CancellationToken ct) =>
        CaptureRows.FindAsync(session, Documents, [visit.Subject, visit.Domain, ids ?? [], ids is null],
            row => new PortalDocument(
                row.GetGuid(0), AnswerNames.Of((DocumentKind)row.GetInt16(1)), row.GetString(2), row.GetString(3),
                LegalDays.InBerlin(row.GetFieldValue<DateTimeOffset>(4)), row.GetFieldValue<DateTimeOffset>(5),
                row.GetBoolean(6), JsonSerializer.Deserialize<StoredDetail>(
                    row.GetString(7), StoredJson.Options)!.ContentHash), ct);
}

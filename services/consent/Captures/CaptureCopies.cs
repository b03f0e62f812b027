using Microsoft.Extensions.Options;
using QRCoder;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The copy to take along: a link for another device that works once, for a quarter of an hour.</summary>
public sealed class CaptureCopies(IOptions<ConsentsOptions> options)
{
    const string Prefix = "tcp_";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    static readonly Rejection Gone = Rejection.NotFound("copy-gone",
        "This link was used or has ended. The copy can be had from the hospital.");

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/copies", Fetch).AllowPublic("takes a one-time link, which it checks itself")
        .WithSummary("Fetch a copy by its one-time link")
        .Produces(StatusCodes.Status200OK, contentType: "application/pdf");

    /// <summary>A new link, stored with what else the session commits.</summary>
    public CopyLink New(IDocumentSession session, HttpContext http, Guid consent)
    {
        var token = OpaqueTokens.New(Prefix);
        var until = session.RecordedAt + Lifetime;
        session.QueueSqlCommand(Sql.Command(
            "insert into consent.capture_copies (token, consent_id, until) values ($1, $2, $3)",
            OpaqueTokens.Hash(token), consent, until));
        var site = options.Value.PublicAddress?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}";
        var address = $"{site}/kiosk/copy.html#{token}";
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(data);
        return new(address, Convert.ToBase64String(png.GetGraphic(6)), until);
    }

    static async Task<IResult> Fetch(
        FetchCopy command, HttpContext http, [FromKeyedServices(ConsentsService.Name)] IDocumentStore store,
        TimeProvider clock, SignedDocuments documents,
        CancellationToken ct)
    {
        var session = store.LightweightSession(new("copy", http.TraceIdentifier));
        var hash = OpaqueTokens.Hash(command.Token);
        var found = await CaptureRows.FindAsync(session,
            "delete from consent.capture_copies where token = $1 and until > $2 returning consent_id",
            [hash, clock.GetUtcNow()], row => row.GetGuid(0), ct);
        if (found is not [var id]) return Problem.From(Gone);
        var (pdf, fault) = await documents.GetAsync(session, id, _ => true, ct);
        if (pdf is null) return fault!;
        session.Audit(new("copy-fetched", id.ToString(), "answered"));
        await session.SaveChangesAsync(ct);
        return TypedResults.File(pdf, "application/pdf");
    }
}

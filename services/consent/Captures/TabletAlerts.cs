using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using QRCoder;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What a tablet calls staff for by itself while no session says it, and what anybody may read on their own
/// phone.</summary>
public static class TabletAlerts
{
    static readonly Rejection KindUnknown = Rejection.Invalid("value-unknown",
        $"A tablet calls for one of {string.Join(", ", TabletAlert.Kinds)}.", "kind");

    static readonly Rejection TabletUnknown = Rejection.NotFound("tablet-unknown", "There is no such tablet.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/tablet/alert", Call).RequirePermission(Permissions.CaptureTablet)
            .WithSummary("A tablet, or the robot that carries it, calls staff by itself");
        routes.MapGet("/tablet/information", Information).RequirePermission(Permissions.CaptureTablet)
            .WithSummary("Where people read about the topic on their own phone").Produces<InformationLink>();
        routes.MapDelete("/tablets/{id:guid}/alert", Seen).RequirePermission(Permissions.CaptureStart)
            .WithSummary("Staff have seen to what a tablet called for");
    }

    static async Task<IResult> Call(
        TabletAlert alert, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        if (alert.Kind is { } kind && !TabletAlert.Kinds.Contains(kind)) return Problem.From(KindUnknown);
        var tablet = TabletTokens.TabletOf(caller);
        session.QueueSqlCommand(Sql.Command("""
            update consent.tablets set alert = $2, alert_at = case when $2::text is null then null
                when alert = $2::text then alert_at else $3 end
            where id = $1
            """, tablet, alert.Kind, session.RecordedAt));
        session.Audit(new("tablet-alert", $"tablet/{tablet}", alert.Kind ?? "over"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }

    static async Task<IResult> Seen(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        var found = await CaptureRows.FindAsync(session,
            "select domain from consent.tablets where id = $1 and shut_out_at is null", [id],
            row => row.GetString(0), ct);
        if (found is not [var domain] || !caller.MayUse(domain)) return Problem.From(TabletUnknown);
        session.QueueSqlCommand(Sql.Command(
            "update consent.tablets set alert = null, alert_at = null where id = $1", id));
        session.Audit(new("tablet-alert-seen", $"tablet/{id}", "done"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }

    static Ok<InformationLink> Information(HttpContext http, IOptions<ConsentsOptions> options)
    {
        var site = options.Value.PublicAddress?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}";
        var address = $"{site}/kiosk/information.html";
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(data);
        return TypedResults.Ok(new InformationLink(address, Convert.ToBase64String(png.GetGraphic(8))));
    }
}

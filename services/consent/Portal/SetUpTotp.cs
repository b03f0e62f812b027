using System.Security.Cryptography;
using QRCoder;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Sets up an authenticator app: shows its secret once, and believes it when the app's number fits.</summary>
public static class SettingUpTotp
{
    const string Store = """
        update consent.portal_accounts set totp_since = $2, totp_step = $3 where id = $1
        """;

    static readonly Rejection Wrong = Rejection.Unprocessable("totp-wrong",
        "The number does not fit the secret that was shown; is the device's clock right?", "code");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/setup/totp", Begin).RequirePermission(Permissions.PortalSetUp)
            .WithSummary("The secret of an authenticator app").Produces<TotpSecret>();
        routes.MapPost("/setup/totp/confirmation", First).RequirePermission(Permissions.PortalSetUp)
            .WithSummary("Confirm the app by its number; the portal is open then").Produces<PortalOpened>();
        routes.MapPost("/me/totp", Begin).RequirePermission(Permissions.PortalOwn).RequireRecentSignIn()
            .WithSummary("The secret of a new authenticator app; the old one counts until it is confirmed")
            .Produces<TotpSecret>();
        routes.MapPost("/me/totp/confirmation", Further).RequirePermission(Permissions.PortalOwn)
            .RequireRecentSignIn()
            .WithSummary("Confirm the new app by its number");
    }

    static async Task<IResult> Begin(
        HttpContext http, PortalVisits visits, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { } visit
            || await DomainSettings.FindAsync(session, visit.Domain, ct) is not { } domain
            || await VaultRows.FindKeyAsync(session.DataSource, visit.Subject, ct) is not { } key)
            return Problem.From(PortalVisit.None);
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        session.QueueSqlCommand(PortalVault.Keep(
            vault, visit.Subject, key, PortalFields.NewTotp(visit.Account), secret));
        await session.SaveChangesAsync(ct);
        var uri = Totp.UriOf(secret, domain.OrganisationName, "Patientenportal");
        using var data = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(data);
        return TypedResults.Ok(new TotpSecret(
            Totp.ToBase32(secret), uri, Convert.ToBase64String(png.GetGraphic(6))));
    }

    static async Task<IResult> First(
        TotpCode command, HttpContext http, PortalVisits visits, IQuerySession session, Vault vault,
        PortalOpening opening, TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: not null } visit) return Problem.From(PortalVisit.None);
        var now = clock.GetUtcNow();
        if (await ConfirmAsync(command, visit, session, vault, now, ct) is not { } factor) return Problem.From(Wrong);
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        return await opening.OpenAsync(work, visit, PortalSessions.ByTotp, factor, http, ct);
    }

    static async Task<IResult> Further(
        TotpCode command, HttpContext http, PortalVisits visits, IDocumentSession session, Vault vault,
        TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        if (await ConfirmAsync(command, visit, session, vault, clock.GetUtcNow(), ct) is not { } factor)
            return Problem.From(Wrong);
        foreach (var statement in factor) session.QueueSqlCommand(statement);
        session.Audit(new("portal-totp-set-up", $"portal-account/{visit.Account}", "done"));
        await session.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    static async Task<Npgsql.NpgsqlBatchCommand[]?> ConfirmAsync(
        TotpCode command, PortalVisit visit, IQuerySession session, Vault vault, DateTimeOffset now,
        CancellationToken ct)
    {
        var field = PortalFields.NewTotp(visit.Account);
        var opened = await DocumentVault.OpenAsync(session, vault, visit.Subject, [field], ct);
        if (opened?.TryGetValue(field, out var secret) is not true || Totp.Clean(command.Code) is not { } code
            || Totp.Match(secret!, code, now, 0) is not { } step
            || await VaultRows.FindKeyAsync(session.DataSource, visit.Subject, ct) is not { } key) return null;
        return
        [
            PortalVault.Keep(vault, visit.Subject, key, PortalFields.Totp(visit.Account), secret!),
            PortalVault.Forget(visit.Subject, field),
            Sql.Command(Store, visit.Account, now, step),
        ];
    }
}

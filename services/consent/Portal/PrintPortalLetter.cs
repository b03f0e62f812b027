using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Prints a letter, once: from then on nobody but its reader knows the code.</summary>
public static class PrintingPortalLetter
{
    const string Find = """
        select domain, subject, relation, ordered_at, until, ends_at from consent.portal_letters
        where id = $1 and printed_at is null and used_at is null and withdrawn_at is null and until > $2 and tries < $3
        for update
        """;

    static readonly Rejection Unknown = Rejection.NotFound("portal-letter-unknown",
        "There is no such letter to be printed: it was printed, used or withdrawn, or has ended. Order a new one.");

    static readonly Rejection NotSet = Rejection.Unavailable("document-not-set",
        "The letter can't be set right now; ask again later.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/letters/{id:guid}/print", Print).RequirePermission(Permissions.PortalInvite)
            .WithSummary("Print a letter: once, then its code is forgotten here")
            .Produces(StatusCodes.Status200OK, contentType: "application/pdf");
        routes.MapPost("/letters/{id:guid}/text", Text).RequirePermission(Permissions.PortalInvite)
            .WithSummary("What a letter has to say, for a site that prints its own: once, then it is forgotten here")
            .Produces<PortalLetterText>();
    }

    static async Task<IResult> Print(
        Guid id, HttpContext http, Caller caller, IQuerySession session, Vault vault, PortalSite site,
        PdfRenderer renderer, TimeProvider clock, ILogger<PdfRenderer> log, CancellationToken ct)
    {
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        if (await TakeAsync(id, http, caller, session, vault, site, work, clock.GetUtcNow(), ct) is not { } letter)
            return Problem.From(Unknown);
        byte[] pdf;
        try
        {
            pdf = await renderer.RenderAsync(PortalLetterHtml.Render(letter), ct);
        }
        catch (PdfException e)
        {
            LogMessages.DocumentNotSet(log, id, e);
            return Problem.From(NotSet);
        }

        await CommitAsync(id, caller, work, clock.GetUtcNow(), ct);
        return TypedResults.File(pdf, "application/pdf");
    }

    static async Task<IResult> Text(
        Guid id, HttpContext http, Caller caller, IQuerySession session, Vault vault, PortalSite site,
        TimeProvider clock, CancellationToken ct)
    {
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        if (await TakeAsync(id, http, caller, session, vault, site, work, clock.GetUtcNow(), ct) is not { } letter)
            return Problem.From(Unknown);
        await CommitAsync(id, caller, work, clock.GetUtcNow(), ct);
        return TypedResults.Ok(new PortalLetterText(letter.Name, letter.Groups, letter.Address.ToString(),
            $"{letter.Address}#{letter.Qr}", letter.Until));
    }

    /// <summary>The letter, if it was not printed yet; its codes are forgotten with the commit.</summary>
    static async Task<PortalLetter?> TakeAsync(
        Guid id, HttpContext http, Caller caller, IQuerySession session, Vault vault, PortalSite site, PortalWork work,
        DateTimeOffset now, CancellationToken ct)
    {
        var found = await work.FindAsync(Sql.Command(Find, id, now, PortalCodes.Tries), row => (
            Domain: row.GetString(0), Subject: row.GetGuid(1), Relation: row.GetString(2),
            OrderedAt: row.GetFieldValue<DateTimeOffset>(3), Until: row.GetFieldValue<DateTimeOffset>(4),
            EndsAt: PortalRows.MomentOf(row, 5)), ct);
        if (found is not [var letter] || !caller.MayUse(letter.Domain)
            || await DomainSettings.FindAsync(session, letter.Domain, ct) is not { } domain) return null;
        var field = PortalFields.Letter(id);
        var opened = await DocumentVault.OpenAsync(session, vault, letter.Subject, [field], ct);
        if (opened?.TryGetValue(field, out var json) is not true
            || CaptureRows.Read<LetterContent>(json!) is not { Code: { } code, Qr: { } qr } content
            || await VaultRows.FindKeyAsync(session.DataSource, letter.Subject, ct) is not { } key) return null;
        await work.DoAsync(ct,
            Sql.Command("update consent.portal_letters set printed_at = $2 where id = $1", id, now),
            PortalVault.Keep(vault, letter.Subject, key, field,
                CaptureRows.Json(content with { Code = null, Qr = null })));
        return new(domain.OrganisationName, content.Name, letter.Relation, PortalCodes.Grouped(code), qr,
            site.Address(http.Request), letter.OrderedAt, letter.Until, letter.EndsAt);
    }

    static Task CommitAsync(Guid id, Caller caller, PortalWork work, DateTimeOffset now, CancellationToken ct) =>
        work.CommitAsync(AuditRecord.Of(
            new("portal-letter-printed", $"portal-letter/{id}", "done"), caller, now), ct);
}

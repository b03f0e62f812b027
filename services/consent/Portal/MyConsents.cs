using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What is permitted now, by the rules that answer checks.</summary>
public static class MyConsents
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/me", Self).RequirePermission(Permissions.PortalOwn)
            .WithSummary("Who is signed in").Produces<PortalSelf>();
        routes.MapGet("/me/consents", Consents).RequirePermission(Permissions.PortalOwn)
            .WithSummary("What is permitted now, by form and question").Produces<PortalConsents>();
    }

    static async Task<IResult> Self(
        HttpContext http, PortalVisits visits, IDocumentSession session, Vault vault, PortalSessions sessions,
        CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit
            || await DomainSettings.FindAsync(session, visit.Domain, ct) is not { } domain)
            return Problem.From(PortalVisit.None);
        string[] fields = [PortalFields.Name(visit.Account), PortalFields.Birth(visit.Account)];
        var opened = await DocumentVault.OpenAsync(session, vault, visit.Subject, fields, ct);
        if (!LegalMoment.TryParseDay(opened.Text(fields[1]), out var birth)) return Problem.From(PortalVisit.None);
        var linked = await CaptureRows.FindAsync(session,
            "select 1 from consent.links where subject = $1 limit 1", [visit.Subject], _ => true, ct);
        return TypedResults.Ok(new PortalSelf(opened.Text(fields[0]) ?? "", visit.Relation, birth,
            domain.OrganisationName, visit.AccountEndsAt, linked.Count > 0, sessions.ViewOf(visit)));
    }

    static async Task<IResult> Consents(
        HttpContext http, PortalVisits visits, IDocumentSession session, TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit
            || await MyDocuments.ReadAsync(session, visit.Domain, visit.Subject, ct) is not { } mine)
            return Problem.From(PortalVisit.None);
        var now = clock.GetUtcNow();
        var forms = new List<PortalForm>(mine.Forms.Count);
        foreach (var signed in mine.Forms)
        {
            var whole = await WithdrawalForms.OfAsync(session, signed.Form, full: true, ct);
            var parts = await WithdrawalForms.OfAsync(session, signed.Form, full: false, ct);
            forms.Add(FormOf(signed, mine, now, whole.Count > 0, parts));
        }

        session.Audit(new("portal-consents-read", visit.Subject.ToString(), "seen"));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new PortalConsents(LegalDays.InBerlin(now), forms));
    }

    static PortalForm FormOf(
        MyForm signed, MyDocuments mine, DateTimeOffset now, bool whole, IReadOnlyList<TemplateDefinition> parts)
    {
        var states = States(signed.Form, mine, [.. mine.Facts], now);
        var modules = new List<PortalModule>(states.Count);
        foreach (var state in states)
        {
            var module = signed.Form.Modules.First(module => module.Name == state.Name);
            var permitted = IsPermitted(state);
            modules.Add(new(state.Name, state.Title, module.Text, state.Parent, module.Mandatory, state.State,
                SinceOf(state, mine), state.Until, permitted && (module.Mandatory
                    ? whole : WithdrawalForms.BoxesFor(signed.Form, [module.Name], parts).Count > 0),
                state.Policies.Any(policy => policy.Documents.Any(mine.Others.Contains))));
        }

        return new(signed.Form.Key, signed.Form.Title, signed.Form.Language,
            signed.SignedAt is { } at ? LegalDays.InBerlin(at) : null,
            whole && states.Any(IsPermitted), modules);
    }

    /// <summary>Questions of a form as checks answer them; nothing is permitted where a document can't be read.
    /// </summary>
    public static List<ModuleState> States(
        TemplateDefinition form, MyDocuments mine, DocumentFacts[] facts, DateTimeOffset now)
    {
        var states = ModuleStates.Decide(form, facts, now, mine.Domain.Options());
        return !mine.IsDamaged ? states
            : states.ConvertAll(state => state with { State = ReasonCodes.ProvisionMalformed, Until = null });
    }

    public static bool IsPermitted(ModuleState state) =>
        state.State is ReasonCodes.Permitted or ModuleStates.Partly;

    // when others signed is theirs
    static DateOnly? SinceOf(ModuleState state, MyDocuments mine)
    {
        if (state.State == ReasonCodes.Expired) return null;
        var deciding = state.Policies.Where(policy => policy.Reason == state.State || IsPermitted(state))
            .SelectMany(policy => policy.Documents).ToHashSet();
        var days = mine.Facts.Where(facts => deciding.Contains(facts.ConsentId)).ToArray();
        return days.Length == 0 || days.Any(facts => mine.Others.Contains(facts.ConsentId)) ? null
            : days.Max(facts => LegalDays.Of(facts.SignedAt));
    }
}

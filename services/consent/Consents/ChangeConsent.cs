using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Quality verdict, annulment and use of a single-use policy: small changes of one document.</summary>
public static class ChangingConsent
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/consents/{id:guid}/quality", SetQuality)
            .RequirePermission("consent.quality")
            .WithSummary("Set the quality verdict of a document");
        routes.MapPost("/consents/{id:guid}/annulment", Annul)
            .RequirePermission("consent.quality")
            .WithSummary("Annul a document that was recorded by mistake");
        routes.MapPost("/consents/{id:guid}/uses", Use)
            .RequirePermission("consent.check")
            .WithSummary("Record that a single-use policy was used");
    }

    static Task<IResult> SetQuality(
        Guid id, SetQuality command, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct) =>
        session.ChangeAsync(id, http, caller, "quality-set", consent => Decide(id, consent, command), ct,
            new { quality = command.Quality });

    static Task<IResult> Annul(
        Guid id, AnnulConsent command, HttpContext http, Caller caller, IDocumentSession session,
            CancellationToken ct) =>
        session.ChangeAsync(id, http, caller, "consent-annulled", consent => Decide(id, consent, command), ct,
            new { reason = command.Reason });

    static Task<IResult> Use(
        Guid id, RecordUse command, HttpContext http, Caller caller, IDocumentSession session, TimeProvider clock,
        CancellationToken ct) =>
        session.ChangeAsync(id, http, caller, "policy-used",
            consent => Decide(id, consent, command, LegalDays.Of(clock.GetUtcNow())), ct,
                new { policy = command.Policy });

    public static Decision Decide(Guid id, Consent consent, SetQuality command)
    {
        if (string.IsNullOrEmpty(command.Quality)) return Faults.Missing("quality");
        if (command.Quality.Length > 60) return Faults.Length("quality", 60);
        return consent.Quality == command.Quality
            ? Decision.Nothing : Decision.Of(new QualityChecked(id, command.Quality));
    }

    public static Decision Decide(Guid id, Consent consent, AnnulConsent command)
    {
        if (command.Reason is not { Length: >= 3 and <= 500 }) return Faults.Reason;
        return consent.Annulled ? Decision.Nothing : Decision.Of(new ConsentAnnulled(id));
    }

    public static Decision Decide(Guid id, Consent consent, RecordUse command, DateOnly today)
    {
        if (!PolicyCode.TryParse(command.Policy, out var policy))
            return Rejection.Invalid("policy-invalid", "A policy is written system|code.", "policy");
        var on = today;
        if (command.On is not null
            && !LegalMoment.TryParseDay(command.On, out on)) return Faults.Date("on", "The day of use");
        if (on > today) return Rejection.Invalid("date-in-future", "A use cannot lie in the future.", "on");
        var provision = ProvisionText.Parse(consent.Provisions).FirstOrDefault(p => p.Policy == policy && p.SingleUse);
        if (provision is null || provision.Type != ProvisionType.Permit)
        {
            return Rejection.Unprocessable("policy-not-single-use",
                "This document does not permit that policy for a single use.", "policy");
        }

        return consent.Uses.Any(use => use.Policy == policy)
            ? Decision.Nothing : Decision.Of(new PolicyUsed(id, policy, on));
    }
}

/// <summary>The way every change of one document goes.</summary>
public static class ConsentChange
{
    /// <summary>Fetch, check the domain grant and If-Match, decide, commit with audit and answer.</summary>
    public static async Task<IResult> ChangeAsync(
        this IDocumentSession session, Guid id, HttpContext http, Caller caller, string action,
        Func<Consent, Decision> decide, CancellationToken ct, object? detail = null)
    {
        var stream = await session.Events.FetchForWriting<Consent>(id, ct);
        if (!stream.Aggregate.Exists
            || !caller.MayUse(stream.Aggregate.Domain)) return Problem.From(Faults.ConsentUnknown);
        if (http.Stale(stream.StartingVersion)) return Problem.StreamMoved;

        var decision = decide(stream.Aggregate);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        stream.AppendMany([.. decision.Events]);
        session.Audit(new(action, id.ToString(), decision.Events.Count == 0 ? "unchanged" : "done", Detail: detail));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK,
            new ChangedConsent(id, stream.CurrentVersion), ETag: ETags.For(stream.CurrentVersion)), ct);
    }
}

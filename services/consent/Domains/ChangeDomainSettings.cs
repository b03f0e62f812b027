using System.Text.Json;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Changes how a domain works. Some things would turn stored documents into others; those stay.</summary>
public static class ChangingDomainSettings
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPut("/domains/{domain}/settings", Handle)
        .RequirePermission("domain.manage")
        .WithSummary("Change the settings of a domain")
        .Produces<DomainView>();

    static async Task<IResult> Handle(
        string domain, ConsentDomainSettings command, HttpContext http, Caller caller, IDocumentSession session,
        CancellationToken ct)
    {
        var id = StreamIds.OfDomain(domain);
        var stream = await session.Events.FetchForWriting<ConsentDomain>(id, ct);
        if (stream.Aggregate.Settings is null || !caller.MayUse(domain)) return Problem.From(Faults.DomainUnknown);
        if (http.Stale(stream.StartingVersion)) return Problem.StreamMoved;
        if (DomainRules.Read(domain, command, out var settings) is { } fault) return Problem.From(fault);

        var decision = Decide(stream.Aggregate, settings);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        stream.AppendMany([.. decision.Events]);
        session.Audit(new AuditEntry("domain-settings-changed", $"domain/{id}",
            decision.Events.Count == 0 ? "unchanged" : "done", Detail: new { domain }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK,
            DomainViews.Of(settings, stream.CurrentVersion), ETag: ETags.For(stream.CurrentVersion)), ct);
    }

    public static Decision Decide(ConsentDomain domain, DomainSettings settings)
    {
        if (domain.Settings is not { } before)
            return Faults.DomainUnknown;

        if (before.PolicySystem != settings.PolicySystem)
        {
            return Rejection.Conflict("policy-system-fixed",
                "Forms and documents speak of policies of the present code system; it stays.", "settings.policySystem");
        }

        var gone = before.SignerIdTypes.Except(settings.SignerIdTypes).ToArray();
        if (gone is not [])
        {
            return Rejection.Conflict("signer-id-type-in-use",
                $"People have signed under {string.Join(", ", gone)}; types may be added, not removed.",
                "settings.signerIdTypes");
        }

        return Same(before, settings) ? Decision.Nothing : Decision.Of(new DomainSettingsChanged(settings));
    }

    // records with arrays compare by reference, so what they hold is compared as stored
    static bool Same(DomainSettings one, DomainSettings other) => Text(one) == Text(other);

    static string Text(DomainSettings settings) =>
        JsonSerializer.Serialize(settings with { RetiredTemplates = null }, StoredTemplates.Default.DomainSettings);
}

using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Creates a domain. Its stream id follows from its name, so that no name is given twice.</summary>
public static class CreatingDomain
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/domains", Handle)
        .RequirePermission("domain.manage")
        .WithSummary("Create a consent domain")
        .Produces<DomainView>(StatusCodes.Status201Created);

    static async Task<IResult> Handle(
        CreateDomain command, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        if (DomainRules.Read(command.Name, command.Settings, out var settings) is { } fault) return Problem.From(fault);
        if (!caller.MayUse(settings.Name))
        {
            return Problem.From(Rejection.Forbidden("domain-not-granted",
                "Your account is restricted to other domains; ask for this one to be granted first."));
        }

        var id = StreamIds.OfDomain(settings.Name);
        var decision = await session.Decide<ConsentDomain>(id, domain => Decide(domain, settings), ct);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);

        session.Audit(new AuditEntry("domain-created", $"domain/{id}", "done", Detail: new { domain = settings.Name }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created, DomainViews.Of(settings, 1),
            Location: $"/api/consent/domains/{Uri.EscapeDataString(settings.Name)}", ETag: ETags.For(1)), ct);
    }

    public static Decision Decide(ConsentDomain domain, DomainSettings settings) => domain.Settings is null
        ? Decision.Of(new DomainCreated(settings))
        : Rejection.Conflict("domain-exists", "There is a domain of this name already.", "name");
}

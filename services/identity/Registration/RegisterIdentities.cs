using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Registers what a source knows of a person, or only asks whose it would be.</summary>
static class RegisteringIdentities
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/registrations", Handle)
        .RequirePermission(Permissions.IdentityRegister)
        .WithSummary("Register an identity: find out whose it is and keep it")
        .Produces<RegisteredIdentity>()
        .Produces<RegisteredIdentity>(StatusCodes.Status201Created);

    static async Task<IResult> Handle(
        RegisterIdentity command, HttpContext http, Caller caller, IDocumentSession session, Registrar registrar,
        Vault vault, TimeProvider clock, CancellationToken ct)
    {
        if (!caller.MayUse(command.Domain ?? "")) return Problem.From(Faults.DomainUnknown);
        var (result, refusal) = await registrar.RegisterAsync(command.Domain,
            domain => Read(command, domain, vault, clock.GetUtcNow()), session,
            outcome => session.CommitRegistrationAsync(http, outcome, ct), ct);
        return refusal is null ? result! : Problem.From(refusal);
    }

    public static (Incoming?, Rejection?) Read(
        RegisterIdentity command, OpenDomain domain, Vault vault, DateTimeOffset now)
    {
        var fault = Incoming.TryRead(domain, command.Source, command.Identity, command.SaveAction,
            command.ForceReference, vault, now, out var incoming);
        return (incoming, fault);
    }

    /// <summary>Audit entry, answer and commit; not settled where somebody else changed the person first.</summary>
    public static async Task<(bool, IResult?)> CommitRegistrationAsync(
        this IDocumentSession session, HttpContext http, Registrar.Outcome outcome, CancellationToken ct)
    {
        session.Audit(outcome.Entry);
        var isNew = outcome.Answer is { Version: 1, Status: not MatchStatuses.PerfectMatch };
        var result = await session.CommitAsync(http, new Answer(
            isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, outcome.Answer,
            isNew ? outcome.Location : null,
            outcome.Answer.Version is { } version ? ETags.For(version) : null), ct, outcome.Stored);
        return (!ReferenceEquals(result, Problem.StreamMoved), result);
    }
}

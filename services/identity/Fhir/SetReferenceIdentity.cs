using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary><c>$setReferenceIdentity</c>: another identity stands for the person.</summary>
static class SetReferenceIdentity
{
    static readonly string[] Names = ["domain", "mpiId", "identityReference", "comment"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$setReferenceIdentity", Handle)
        .RequirePermission(Permissions.IdentityLink)
        .WithSummary("Choose the identity that stands for a person");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IDocumentSession session, EpixDomains domains, Vault vault,
        CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, Names, ct);
        if (body is null) return refusal!;
        var (mpiId, identity) = (body.RequiredMpiId("mpiId"), body.RequiredIdentity("identityReference"));
        var (wanted, comment) = (body.Domain, body.CommentFault);
        if (body.Refusal is { } malformed) return malformed;
        if (comment is not null) return Problem.From(comment);
        var (domain, unknown) = await domains.FindAsync(caller, wanted, Places.Of("domain"), ct);
        if (domain is null) return Problem.From(unknown!);
        if (await EpixPeople.FindAsync(session, vault, domain, mpiId, ct) is not { } id
            || await session.FindPersonAsync(id, caller, ct) is not { } person)
            return Problem.From(EpixPeople.Unknown("mpiId"));
        var decision = PersonDecisions.DecideReference(id, person.Aggregate, identity);
        if (decision.Rejection is { } rejection)
        {
            return Problem.From(rejection.Path is null ? rejection
                : rejection with { Path = Places.Of("identityReference") });
        }

        person.AppendMany([.. decision.Events]);
        if (body.Comment is { } why)
            await session.KeepReasonAsync(vault, id, Guid.CreateVersion7(session.RecordedAt), why, ct);
        session.Audit(new("reference-set", $"person/{id}", decision.Events.Count == 0 ? "unchanged" : "done",
            Detail: new { identity }));
        session.AuditLook("identity-viewed", id);
        await session.SaveChangesAsync(ct);
        var view = (await PersonReader.ReadAsync(session.DataSource, vault, [id], ct))[0];
        return new FhirAnswer(Parameters.Of(
            EpixPeople.Parts(view, domain.Settings, caller.May(Permissions.IdentityRead))));
    }
}

using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>IHE PIXm, <c>Patient/$ihe-pix</c> (ITI-83): by which identifiers do others know this patient? Statuses are
/// those of the profile.</summary>
static class IhePix
{
    const string Path = "/Patient/$ihe-pix";
    static readonly string[] Names = ["sourceIdentifier", "targetSystem", "domain", "_format"];

    public static void Map(RouteGroupBuilder routes, bool inAddresses)
    {
        routes.MapPost(Path, Posted).RequirePermission(Permissions.IdentityRead)
            .WithSummary("Other identifiers of a patient, asked for in the body");
        if (!inAddresses) return;
        routes.MapGet(Path, Addressed).RequirePermission(Permissions.IdentityRead)
            .WithSummary("Other identifiers of a patient, asked for in the address");
    }

    static async Task<IResult> Posted(
        HttpContext http, Caller caller, IDocumentSession session, EpixDomains domains, Vault vault,
        CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, Names, ct);
        if (body is null) return refusal!;
        if (!body.Parameters.Has("sourceIdentifier")) body.Parameters.Missing("sourceIdentifier");
        var source = body.Parameters.Any("sourceIdentifier")?.TypeName == "Identifier"
            ? body.Parameters.Identifier("sourceIdentifier")
            : FeedingPatients.Token(body.Parameters.String("sourceIdentifier"));
        var targets = body.Parameters.Strings("targetSystem");
        var wanted = body.Domain;
        return body.Refusal is { } malformed ? malformed
            : await AnswerAsync(source, targets, wanted, http, caller, session, domains, vault, ct);
    }

    static Task<IResult> Addressed(
        HttpContext http, Caller caller, IDocumentSession session, EpixDomains domains, Vault vault,
        CancellationToken ct)
    {
        var query = http.Request.Query;
        return query.Keys.All(Names.Contains) && query["sourceIdentifier"] is [{ } source]
            ? AnswerAsync(FeedingPatients.Token(source), [.. query["targetSystem"].OfType<string>()], query["domain"],
                http, caller, session, domains, vault, ct)
            : Task.FromResult(Problem.From(Rejection.Invalid("search-parameter-invalid",
                "sourceIdentifier once, targetSystem and domain.", "sourceIdentifier")));
    }

    static async Task<IResult> AnswerAsync(
        Identifier? source, IReadOnlyList<string> targets, string? wanted, HttpContext http, Caller caller,
        IDocumentSession session, EpixDomains domains, Vault vault, CancellationToken ct)
    {
        if (source is not { System: { } system, Value: { } value })
        {
            return Problem.From(Rejection.Invalid("search-parameter-invalid",
                "An identifier is written system|value.", Places.Of("sourceIdentifier")));
        }

        var (domain, unknown) = await domains.FindAsync(
            caller, http.GetRouteValue("domain") as string ?? wanted, Places.Of("domain"), ct);
        if (domain is null) return Problem.From(unknown!);
        if (targets.Any(target => target != EpixNames.Mpi && EpixNames.AuthorityOf(domain.Settings, target) is null))
        {
            return Problem.From(Rejection.Forbidden("authority-unknown",
                "The domain lists no authority of this system.") with
            { Path = Places.Of("targetSystem") });
        }

        var (found, fault) = await new EpixSearch(session, vault, domain).ByIdentifierAsync(system, value, ct);
        if (fault is not null)
        {
            return Problem.From(fault with
            {
                Kind = RejectionKind.Invalid,
                Path = Places.Of("sourceIdentifier"),
            });
        }

        var persons = await IdentityRows.ActiveAsync(session.DataSource, found!.Select(hit => hit.Identity), ct);
        session.AuditLook("identifiers-looked-up", persons);
        if (persons.Length == 0)
            session.Audit(new("identifiers-looked-up", $"domain/{StreamIds.OfDomain(domain.Name)}", "unknown"));
        await session.SaveChangesAsync(ct);
        if (persons.Length == 0) return Problem.From(EpixPeople.Unknown("sourceIdentifier"));
        var views = await PersonReader.ReadAsync(session.DataSource, vault, persons, ct);
        var systems = targets.Select(target => target == EpixNames.Mpi ? target
            : EpixNames.SystemOf(domain.Settings, EpixNames.AuthorityOf(domain.Settings, target)!)).ToArray();
        var others = views.SelectMany(view => Of(view, domain.Settings)).Distinct()
            .Where(other => (systems.Length == 0 || systems.Contains(other.System))
                && !(other.Value == value && Same(domain.Settings, other.System, system)));
        return new FhirAnswer(Parameters.Of(
        [
            .. others.Select(other => ("targetIdentifier", (ParameterValue)other)),
            .. views.Select(view => ("targetId", (ParameterValue)new Reference($"Patient/{view.Reference}"))),
        ]));
    }

    static IEnumerable<Identifier> Of(PersonView person, DomainSettings domain) =>
        person.Identities.Where(identity => identity.Active).SelectMany(identity => identity.Data.Identifiers ?? [])
            .Select(local => new Identifier(EpixNames.SystemOf(domain, local.Authority), local.Value))
            .Prepend(new(EpixNames.Mpi, person.MpiId));

    static bool Same(DomainSettings domain, string? one, string? other) =>
        one == other || (EpixNames.AuthorityOf(domain, one) is { } authority
            && authority == EpixNames.AuthorityOf(domain, other));
}

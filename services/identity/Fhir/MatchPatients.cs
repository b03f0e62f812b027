using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>FHIR's <c>Patient/$match</c>: who could this be? Matching as a registration has it, and nothing is kept.
/// </summary>
static class MatchPatients
{
    const int Most = RegistrationVerdict.MostPossible + 1;

    static readonly string[] Names = ["resource", "onlyCertainMatches", "count", "domain"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/Patient/$match", Handle)
        .RequirePermission(Permissions.IdentityRead)
        .WithSummary("Find those who may be this patient");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IDocumentSession session, Registrar registrar, EpixDomains domains,
        Vault vault, TimeProvider clock, CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, Names, ct);
        if (body is null) return refusal!;
        var patients = body.Patients("resource", 1, out var fault);
        var certain = body.Parameters.Boolean("onlyCertainMatches") ?? false;
        var count = body.Parameters.Integer("count") ?? Most;
        var wanted = http.GetRouteValue("domain") as string ?? body.Domain;
        if (body.Refusal is { } malformed) return malformed;
        if (fault is null && count < 1)
            fault = Rejection.Invalid("paging-invalid", "A whole number, one or more.", Places.Of("count"));
        if (fault is not null) return Problem.From(fault);
        var (domain, unknown) = await domains.FindAsync(caller, wanted, Places.Of("domain"), ct);
        if (domain is null) return Problem.From(unknown!);
        var (patient, place) = patients[0];
        fault = PatientReading.TryRead(patient, domain.Settings, place, out var data);
        if (fault is not null) return Problem.From(fault);

        var (answer, refused) = await registrar.RegisterAsync(domain.Name, current =>
            {
                // nothing is kept, so nothing is required and no source matters
                var free = current with { Settings = current.Settings with { RequiredFields = [] } };
                var wrong = Incoming.TryRead(free, free.Settings.Sources[0].Name, data, SaveActions.DontSave, false,
                    vault, clock.GetUtcNow(), out var incoming);
                return (incoming, wrong);
            }, session, async outcome =>
            {
                session.Audit(new("identity-matched", $"domain/{StreamIds.OfDomain(domain.Name)}", "seen"));
                session.AuditLook("identity-found", PersonsOf(outcome.Answer, certain, count));
                await session.SaveChangesAsync(ct);
                outcome.Stored();
                return (true, outcome.Answer);
            }, ct);
        if (refused is not null) return Problem.From(PatientPlaces.Of(refused, place));
        var views = (await PersonReader.ReadAsync(
            session.DataSource, vault, [.. PersonsOf(answer!, certain, count)], ct)).ToDictionary(view => view.Person);
        var named = http.GetRouteValue("domain") is not null;
        var address = FhirRequest.BaseOf(http, named
            ? $"{IheService.Prefix}/{Uri.EscapeDataString(domain.Name)}" : EpixNames.Prefix);
        var entries = Candidates(answer!, certain).Take(count)
            .Where(candidate => views.ContainsKey(candidate.Person))
            .Select(candidate => Entry(candidate, views[candidate.Person], domain, address)).ToArray();
        return new FhirAnswer(new FhirResource("Bundle")
        {
            { "type", "searchset" }, { "total", entries.Length }, { "entry", entries },
        });
    }

    sealed record Candidate(Guid Person, Guid? Identity, double Score, string Grade);

    static IEnumerable<Guid> PersonsOf(RegisteredIdentity answer, bool certain, int count) =>
        Candidates(answer, certain).Take(count).Select(candidate => candidate.Person).Distinct();

    static IEnumerable<Candidate> Candidates(RegisteredIdentity answer, bool certain)
    {
        if (answer.Person is { } person) yield return new(person, answer.Identity, answer.Score ?? 0, "certain");
        if (certain) yield break;
        foreach (var other in answer.PossibleMatches)
        {
            // where several would match alone, each of them is more than possible
            yield return new(other.Person, other.Identity, other.Score,
                answer.Status == MatchStatuses.MultipleMatch ? "probable" : "possible");
        }
    }

    static FhirElement Entry(Candidate candidate, PersonView person, OpenDomain domain, string address)
    {
        var identity = person.Identities.FirstOrDefault(known => known.Identity == candidate.Identity)
            ?? person.Identities.First(known => known.Identity == person.Reference);
        var search = new FhirElement("Bundle.entry.search")
        {
            { "mode", "match" },
            { "score", PossibleMatchPages.Weights(candidate.Score, domain.Linker.Configuration).Result },
        };
        search.AddExtension(EpixNames.MatchGrade, "valueCode", candidate.Grade);
        return new("Bundle.entry")
        {
            { "fullUrl", $"{address}/Patient/{identity.Identity}" },
            { "resource", PersonWriting.Patient(person, identity, domain.Settings, withMpi: true) },
            { "search", search },
        };
    }
}

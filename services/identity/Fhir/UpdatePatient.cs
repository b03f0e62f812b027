using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary><c>$updatePatient</c>: keeps new data of a person who is known by an id of the index.</summary>
static class UpdatePatient
{
    static readonly string[] Names = ["domain", "source", "mpiIdentifier", "identity", "force"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$updatePatient", Handle)
        .RequirePermission(Permissions.IdentityRegister)
        .WithSummary("Keep new data of a known person");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IDocumentSession session, Registrar registrar, EpixDomains domains,
        Vault vault, TimeProvider clock, CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, Names, ct);
        if (body is null) return refusal!;
        var source = body.Parameters.RequiredString("source");
        var mpiId = body.RequiredMpiId("mpiIdentifier");
        var patients = body.Patients("identity", 1, out var fault);
        var force = body.RequiredBoolean("force");
        var wanted = body.Domain;
        if (body.Refusal is { } malformed) return malformed;
        if (fault is not null) return Problem.From(fault);
        var (domain, unknown) = await domains.FindAsync(caller, wanted, Places.Of("domain"), ct);
        if (domain is null) return Problem.From(unknown!);
        var (patient, place) = patients[0];
        fault = PatientReading.TryRead(patient, domain.Settings, place, out var data)
            ?? AddPatient.Fault(
                Incoming.TryRead(domain, source, data, null, force, vault, clock.GetUtcNow(), out _), place);
        if (fault is not null) return Problem.From(fault);
        if (await EpixPeople.FindAsync(session, vault, domain, mpiId, ct) is not { } person)
            return Problem.From(EpixPeople.Unknown("mpiIdentifier"));

        var (view, answer, refused) = await new EpixRegistration(session, registrar, vault, clock, caller)
            .RegisterAsync(new(domain.Name, source, data, null, force), new(person, force), ct);
        return refused is not null
            ? Problem.From(AddPatient.Fault(refused, place)!)
            : new FhirAnswer(Parameters.Of(
            [
                ("matchStatus", EpixNames.Status(answer!.Status)),
                .. EpixPeople.Parts(view, domain.Settings, caller.May(Permissions.IdentityRead)),
            ]));
    }
}

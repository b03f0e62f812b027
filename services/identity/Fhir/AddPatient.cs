using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary><c>$addPatient</c>: registers identities, or only asks whose they would be.</summary>
static class AddPatient
{
    const int Most = 500;

    static readonly string[] Names = ["domain", "source", "identity", "saveAction", "forceReferenceUpdate"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$addPatient", Handle)
        .RequirePermission(Permissions.IdentityRegister)
        .WithSummary("Register identities: find out whose they are and keep them");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IDocumentSession session, Registrar registrar, EpixDomains domains,
        Vault vault, TimeProvider clock, CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, Names, ct);
        if (body is null) return refusal!;
        var source = body.Parameters.RequiredString("source");
        var patients = body.Patients("identity", Most, out var fault);
        var force = body.RequiredBoolean("forceReferenceUpdate");
        var action = Action(body.Parameters, ref fault);
        var wanted = body.Domain;
        if (body.Refusal is { } malformed) return malformed;
        if (fault is not null) return Problem.From(fault);
        var (domain, unknown) = await domains.FindAsync(caller, wanted, Places.Of("domain"), ct);
        if (domain is null) return Problem.From(unknown!);
        var identities = new List<(FhirResource Patient, string Place, IdentityData Data)>();
        foreach (var (patient, place) in patients)
        {
            fault = PatientReading.TryRead(patient, domain.Settings, place, out var data)
                ?? Fault(Incoming.TryRead(domain, source, data, action, force, vault, clock.GetUtcNow(), out _), place);
            if (fault is not null) return Problem.From(fault);
            identities.Add((patient, place, data));
        }

        var registering = new EpixRegistration(session, registrar, vault, clock, caller);
        var results = new List<(string, ParameterValue)>();
        foreach (var (patient, place, data) in identities)
        {
            var (view, answer, refused) = await registering.RegisterAsync(
                new(domain.Name, source, data, action, force), null, ct);
            if (refused is not null && identities.Count == 1) return Problem.From(Fault(refused, place)!);
            results.Add(("matchResult", ParameterValue.Parts(
            [
                ("sourceIdentity", patient),
                ("matchStatus", answer is null ? EpixNames.MatchError : EpixNames.Status(answer.Status)),
                .. EpixPeople.Parts(view, domain.Settings, caller.May(Permissions.IdentityRead)),
                ("outcome", refused is null ? default(ParameterValue)
                    : OperationOutcomes.Of(Problem.From(Fault(refused, place)!)).Outcome),
            ])));
        }

        return new FhirAnswer(Parameters.Of(results));
    }

    /// <summary>A refusal of the core with the place as the caller wrote it.</summary>
    public static Rejection? Fault(Rejection? rejection, string place) => rejection switch
    {
        null => null,
        { Path: "source" } => rejection with { Path = Places.Of("source") },
        _ => PatientPlaces.Of(rejection, place),
    };

    static string? Action(Parameters parameters, ref Rejection? fault)
    {
        if (!parameters.Has("saveAction")) parameters.Missing("saveAction");
        if (parameters.Coding("saveAction") is not { } coding) return null;
        var action = EpixNames.SaveActionOf(coding);
        if (action is null)
        {
            fault ??= Rejection.Invalid("value-unknown", $"One of {EpixNames.SaveActionCodes}.",
                Places.Of("saveAction"));
        }

        return action;
    }
}

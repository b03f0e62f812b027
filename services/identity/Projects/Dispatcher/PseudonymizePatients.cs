using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary><c>$pseudonymizePatient</c>, in a batch as it is specified: people by their filters, pseudonyms in one or
/// several domains of the study. Each entry stands for itself.</summary>
static class PseudonymizingPatients
{
    const string Operation = "$pseudonymizePatient";
    const string FilterSystem = "https://ths-greifswald.de/fhir/sid/epix/bloomfilter";
    const int Most = 200;

    static readonly Rejection NoFilter = Rejection.Unprocessable("filter-missing",
        $"A Patient comes with one filter, as identifier of the system {FilterSystem}.", Places.Of("patient"));

    sealed record Wish(string Study, FhirResource Patient, IReadOnlyList<(string Target, int Count)> Contexts);

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/", Handle).RequirePermission(Permissions.ProjectSite)
        .WithSummary("A batch of $pseudonymizePatient: pseudonyms of people by their filters");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IQuerySession session, Vault vault, StudyIndexes indexes, TimeProvider clock,
        CancellationToken ct)
    {
        var (resource, refusal) = await FhirRequest.ResourceAsync(http, null, ct);
        if (resource is null) return refusal!;
        var entries = resource.Is("Bundle") && resource.Text("type") == "batch" ? Bundle.Entries(resource) : [];
        if (entries.Count == 0)
            return Problem.From(Rejection.Invalid("batch-invalid", "A Bundle of type batch with entries.", "Bundle"));
        if (entries.Count > Most)
            return Problem.From(Rejection.Invalid("too-many", $"At most {Most} at a time.", "Bundle.entry"));
        var desk = new StudyDesk(session.DataSource, session, vault);
        var registration = new FilterRegistration(session.DataSource, desk, indexes, clock);
        var answers = new List<BundleEntry>();
        foreach (var entry in entries)
        {
            var (wish, malformed) = Read(entry);
            answers.Add(wish is null ? Refused(null, malformed!)
                : await AnswerAsync(wish, caller, desk, registration, clock, ct));
        }

        return new FhirAnswer(Bundle.Of("batch-response", answers));
    }

    static (Wish?, Rejection?) Read(BundleEntry entry)
    {
        if (entry.Request is not { Method: "POST" } request || request.Url.TrimStart('/') != Operation
            || entry.Resource?.Is("Parameters") != true)
        {
            return (null, Rejection.Invalid("batch-invalid",
                $"An entry is a POST of {Operation} with a Parameters resource.", "Bundle.entry"));
        }

        var body = Parameters.Read(entry.Resource);
        var study = body.RequiredString("study");
        var contexts = body.Parts("context").Select(part => (part.RequiredString("target"), part.Integer("count") ?? 1))
            .ToArray();
        if (contexts.Length == 0) body.Missing("context");
        if (!body.Has("patient")) body.Missing("patient");
        var patient = body.Resource("patient", "Patient");
        return body.Problems.HasErrors || patient is null
            ? (null, Rejection.Invalid("parameters-missing", "study, patient and context with target.", "Parameters"))
            : (new(study, patient, contexts), null);
    }

    static async Task<BundleEntry> AnswerAsync(
        Wish wish, Caller caller, StudyDesk desk, FilterRegistration registration, TimeProvider clock,
        CancellationToken ct)
    {
        var (study, unknown) = await desk.FindAsync(wish.Study, caller, ct);
        if (study?.Site is not { } site) return Refused(wish, unknown ?? StudyDesk.SiteUnknown("study"));
        foreach (var (target, count) in wish.Contexts)
        {
            if (target != site && target != wish.Study) return Refused(wish, StudyDesk.SiteUnknown("context"));
            if (count is not (0 or 1))
            {
                return Refused(wish, Rejection.Unprocessable("limit-out-of-range",
                    "A person has one pseudonym in a domain of a study: count is 0 or 1.", Places.Of("context")));
            }
        }

        var filters = wish.Patient.All("identifier").Where(one => one.Text("system") == FilterSystem)
            .Select(one => one.Text("value")).OfType<string>().ToArray();
        if (filters is not [var filter]) return Refused(wish, NoFilter);
        var reads = wish.Contexts.All(context => context.Count == 0);
        var audit = AuditRecord.Of(
            new("filter-registered", $"project/{study.Id}", "done"), caller, clock.GetUtcNow());
        var (person, fault) = await registration.PersonAsync(study, site, filter, reads, audit, ct);
        if (person is not { } known) return Refused(wish, fault!);
        var parts = new List<(string, ParameterValue)>();
        foreach (var (target, count) in wish.Contexts)
        {
            var pseudonym = await desk.PseudonymAsync(study, target, known, create: count > 0, ct);
            parts.Add(("pseudonym", ParameterValue.Parts(("target", DispatcherWords.Value(target)),
                ("value", pseudonym is null ? default(ParameterValue) : DispatcherWords.Value(pseudonym)))));
        }

        return new(Parameters.Of([Id(wish), .. parts]), Response: new("200",
            Outcome: OperationOutcome.Information("Operation completed successfully.")));
    }

    static BundleEntry Refused(Wish? wish, Rejection rejection)
    {
        var (status, outcome) = OperationOutcomes.Of(Problem.From(rejection));
        return new(wish is null ? null : Parameters.Of([Id(wish), .. wish.Contexts.Select(context =>
                ("pseudonym", ParameterValue.Parts(("target", DispatcherWords.Value(context.Target)))))]),
            Response: new($"{status}", Outcome: outcome));
    }

    static (string, ParameterValue) Id(Wish wish) => ("externalPatientId",
        wish.Patient.Id is { } id ? ParameterValue.Of(FhirElement.Primitive("id", id)) : default);
}

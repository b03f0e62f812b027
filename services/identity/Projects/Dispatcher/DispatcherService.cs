using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>The table of contents of the dispatcher: linkage one record at a time, as networks of sites have it. A
/// study is a linkage project that is open.</summary>
public static class DispatcherService
{
    public const string Prefix = "/ttp-fhir/fhir/dispatcher";

    const string Definitions = "https://ths-greifswald.de/fhir/OperationDefinition/dispatcher/";

    static readonly (string Name, string Definition)[] Operations =
    [
        ("requestPsnWorkflow", Definitions + "requestPsnWorkflow"),
        ("requestPsnFromBfWorkflow", Definitions + "requestPsnFromBfWorkflow"),
        ("updateBf", Definitions + "UpdateBf"),
        ("requestTasks", Definitions + "requestTasks"),
        ("providePatientData", Definitions + "providePatientData"),
        ("pseudonymizePatient", "https://ths-greifswald.de/fhir/OperationDefinition/gpas/pseudonymizePatient"),
    ];

    public static void MapDispatcher(this IEndpointRouteBuilder app)
    {
        var routes = app.MapFhirService(IdentitiesService.Name, Prefix);
        routes.MapGet("/metadata", (HttpContext http) => new FhirAnswer(CapabilityStatements.Of(
                "TrustCenter dispatcher", "Linkage of sites by filters, for a research trust centre",
                FhirRequest.BaseOf(http, Prefix), Operations)))
            .AllowPublic("says what the dispatcher can do and nothing about anybody")
            .WithSummary("What the dispatcher can do");
        RequestingPseudonyms.Map(routes);
        RequestingTasks.Map(routes);
        PseudonymizingPatients.Map(routes);
    }
}

/// <summary>What the dispatcher's answers are made of.</summary>
static class DispatcherWords
{
    public const string Values = "https://ths-greifswald.de/gpas";

    const string IssueTypes = "http://hl7.org/fhir/issue-type";

    const string Elements = "https://ths-greifswald.de/fhir/CodeSystem/dispatcher/IdatElements";

    /// <summary>What is asked for where sites have to say whom a record is of.</summary>
    static readonly string[] Asked =
    [
        "given", "family", "birthdate", "gender", "birthplace", "maidenname", "address-line", "address-city",
        "address-postalcode",
    ];

    public static Identifier Value(string text) => new(Values, text);

    public static Coding NotFound { get; } = new(IssueTypes, "not-found", "Not Found");

    public static Coding Invalid { get; } = new(IssueTypes, "invalid", "Invalid Content");

    /// <summary>Sites have to be asked first: the pseudonym comes by <c>$requestTasks</c>.</summary>
    public static Coding Later { get; } = new(IssueTypes, "transient", "Transient Issue");

    public static FhirResource Updated(string sentence) => OperationOutcome.Information(
        sentence, new("http://terminology.hl7.org/CodeSystem/operation-outcome", "MSG_UPDATED"));

    public static IEnumerable<(string, ParameterValue)> ElementParts() =>
        Asked.Select(code => ("element", (ParameterValue)new Coding(Elements, code)));
}

using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>The table of contents of the MII's pseudonymisation interface 2026.1. Lists come as Bundles.</summary>
public static class MiiService
{
    static readonly (string Name, string Definition)[] Operations =
    [
        ("pseudonymize", "Pseudonymize"), ("get-pseudonym", "GetPseudonym"),
        ("pseudonymize-multiple", "PseudonymizeMultiple"), ("de-pseudonymize", "DePseudonymize"),
        ("anonymize-original", "AnonymizeOriginal"), ("delete-pseudonym", "DeletePseudonym"),
    ];

    public static void MapMii(this IEndpointRouteBuilder app)
    {
        var routes = app.MapFhirService(PseudonymsService.Name, GatewayNames.MiiPrefix);
        routes.MapGet("/metadata", (HttpContext http) => new FhirAnswer(Statement(http)))
            .AllowPublic("says what the interface can do and nothing about anybody")
            .WithSummary("What the interface can do");
        routes.MapPost("/", MiiBundle.HandleAsync)
            .RequirePermission(Permissions.PseudonymRead)
            .WithSummary("Several operations, each by itself");
        foreach (var operation in MiiCall.All)
        {
            routes.MapPost($"/${operation.Name}", (
                    HttpContext http, Caller caller, MiiCall call, CancellationToken ct) =>
                    HandleAsync(operation, http, caller, call, ct))
                .RequirePermission(operation.Permission)
                .WithSummary(operation.Summary);
        }
    }

    static async Task<IResult> HandleAsync(
        MiiOperation operation, HttpContext http, Caller caller, MiiCall call, CancellationToken ct)
    {
        if (operation.Name == "pseudonymize-multiple" && AnswerKeeper.IsAsked(http))
            return Problem.From(PseudonymizeSecondary.KeyRefused);
        var (body, refusal) = await FhirRequest.ResourceAsync(http, null, ct);
        return body is null ? refusal! : Pseudonymize.Direct(await call.AnswerAsync(operation, body, caller, ct));
    }

    static FhirResource Statement(HttpContext http) => CapabilityStatements.Of(
        "TrustCenter pseudonymisation interface", "Pseudonyms of a hospital's research trust centre",
        FhirRequest.BaseOf(http, GatewayNames.MiiPrefix),
        Operations.Select(operation => (operation.Name, GatewayNames.MiiDefinitions + operation.Definition)));
}

/// <summary>One of the six operations.</summary>
/// <param name="Permission">What a caller needs for it.</param>
/// <param name="Parameters">Names it knows.</param>
public sealed record MiiOperation(string Name, string Permission, string Summary, params string[] Parameters);

/// <summary>Carries out one operation of the interface, by itself or as an entry of a Bundle.</summary>
public sealed class MiiCall(
    GatewayDesk desk, PairEraser eraser, ExistingPseudonyms existing, ResolveRates rates, IDocumentSession session)
{
    public static IReadOnlyList<MiiOperation> All { get; } =
    [
        new("pseudonymize", Permissions.PseudonymRead, "Get a pseudonym, or make it",
            "context", "target", "original", "allowCreate", "identifier", "resourceType", "project"),
        new("get-pseudonym", Permissions.PseudonymRead, "Get a pseudonym that is there", "context", "target",
            "original"),
        new("pseudonymize-multiple", Permissions.PseudonymRead,
            "Make further pseudonyms of an original, or get all of them", "context", "target", "original", "count"),
        new("de-pseudonymize", Permissions.PseudonymResolve, "Get an original, where the context grants it",
            "context", "target", "pseudonym", "purpose"),
        new("anonymize-original", Permissions.PseudonymErase, "Cut a pseudonym from its original for good", "context",
            "target", "original"),
        new("delete-pseudonym", Permissions.PseudonymErase, "Delete a pair, where the context allows it", "context",
            "target", "original"),
    ];

    public Task<IResult> AnswerAsync(
        MiiOperation operation, FhirResource body, Caller caller, CancellationToken ct)
    {
        var (parameters, refusal) = GatewayBody.Read(body, [], operation.Parameters);
        if (parameters is null) return Task.FromResult(refusal!);
        if (parameters.Has("context") && parameters.Has("target"))
            return Task.FromResult(Problem.From(Dialects.Unclear));
        return operation.Name switch
        {
            "pseudonymize" => Pseudonymize.AnswerAsync(parameters, caller, desk, ct),
            "get-pseudonym" => MiiOperations.PseudonymizeAsync(parameters, PairWish.Get, caller, desk, ct),
            "pseudonymize-multiple" => MiiOperations.MultipleAsync(parameters, caller, desk, existing, ct),
            "de-pseudonymize" => MiiOperations.DePseudonymizeAsync(parameters, caller, desk, rates, session, ct),
            "anonymize-original" => MiiOperations.EraseAsync(parameters, false, caller, eraser, ct),
            _ => MiiOperations.EraseAsync(parameters, true, caller, eraser, ct),
        };
    }
}

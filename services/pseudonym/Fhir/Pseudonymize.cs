using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// <c>$pseudonymize</c>: one name for what five kinds of clients mean by it, told apart by the names and types of what
/// they send.
/// </summary>
public static class Pseudonymize
{
    static readonly string[] Names =
        ["target", "context", "original", "allowCreate", "identifier", "resourceType", "project"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$pseudonymize", HandleAsync)
        .RequirePermission(Permissions.PseudonymRead)
        .WithSummary("Get pseudonyms that are there; the MII's, entici's and other clients' way to make them too");

    static async Task<IResult> HandleAsync(HttpContext http, Caller caller, GatewayDesk desk, CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayBody.ReadAsync(http, [], Names, ct);
        return parameters is null ? refusal! : Direct(await AnswerAsync(parameters, caller, desk, ct));
    }

    /// <summary>Outside of a batch what was made is answered like what was there: clients wait for 200.</summary>
    public static IResult Direct(IResult result) => result is FhirAnswer { Status: StatusCodes.Status201Created } made
        ? made with { Status = StatusCodes.Status200OK } : result;

    public static Task<IResult> AnswerAsync(
        Parameters parameters, Caller caller, GatewayDesk desk, CancellationToken ct)
    {
        var dialect = Dialects.Of(parameters);
        if (dialect == Dialect.Mixed) return Task.FromResult(Problem.From(Dialects.Unclear));
        var create = dialect is Dialect.Mii or Dialect.Entici || parameters.Boolean("allowCreate") == true;
        if (dialect == Dialect.Mii && parameters.Boolean("allowCreate") == false) create = false;
        if (FhirRequest.Refusal(parameters) is { } malformed) return Task.FromResult(malformed);
        if (create && !caller.May(Permissions.PseudonymCreate)) return Task.FromResult(Problem.PermissionMissing);
        var wish = create ? PairWish.CreateOrGet : PairWish.Get;
        return dialect switch
        {
            Dialect.Entici => EnticiAsync(parameters, wish, caller, desk, ct),
            Dialect.Mii or Dialect.Flat => MiiOperations.PseudonymizeAsync(parameters, wish, caller, desk, ct),
            _ => PseudonymizeAllowCreate.AnswerAsync(parameters, wish, asText: false, caller, desk, ct),
        };
    }

    /// <summary>entici names the domain as the identifier's system.</summary>
    static async Task<IResult> EnticiAsync(
        Parameters parameters, PairWish wish, Caller caller, GatewayDesk desk, CancellationToken ct)
    {
        var identifier = parameters.Identifier("identifier");
        parameters.String("resourceType");
        parameters.String("project");
        if (FhirRequest.Refusal(parameters) is { } malformed) return malformed;
        if (identifier?.System is not { } domain)
            return Problem.From(Faults.Missing(Places.Of("identifier") + ".value.system"));
        if (Originals.Fault(identifier.Value is { } value ? [value] : [], "identifier") is { } fault)
            return Problem.From(fault with { Path = Places.Of("identifier") + ".value.value" });
        var reply = await desk.AskAsync(caller, domain, [identifier.Value!], wish, ct);
        return reply.Rejection is { } rejection ? GatewayBody.Refuse(rejection, "identifier", "identifier")
            : new FhirAnswer(Parameters.Of(
                ("pseudonym", GatewayNames.Identifier(reply.Answers[0].Pseudonym!))));
    }
}

/// <summary>Whose way of saying <c>$pseudonymize</c> a request is.</summary>
public enum Dialect
{
    /// <summary>gPAS: texts, reads only.</summary>
    Native,

    /// <summary>DicomShield: the same with <c>allowCreate</c> as a text; answered in groups.</summary>
    Grouped,

    /// <summary>fhir-pseudonymizer's Mii mode: texts, <c>allowCreate</c> as a boolean, one original; answered by one
    /// text.</summary>
    Flat,

    /// <summary>The MII's interface: identifiers, one original; makes what is missing.</summary>
    Mii,

    /// <summary>entici: an identifier whose system is the domain; makes what is missing.</summary>
    Entici,

    /// <summary>Parameters of several of them at once.</summary>
    Mixed,
}

/// <summary>Tells them apart. Pure.</summary>
public static class Dialects
{
    public static Events.Rejection Unclear { get; } = Events.Rejection.Invalid("dialect-unclear",
        "Send target and original; or context and original; or identifier, resourceType and project.", "Parameters");

    public static Dialect Of(Parameters parameters)
    {
        var names = parameters.Names.ToHashSet(StringComparer.Ordinal);
        if (names.Contains("identifier") || names.Contains("project") || names.Contains("resourceType"))
        {
            return names.Overlaps(["target", "context", "original", "allowCreate"]) ? Dialect.Mixed : Dialect.Entici;
        }

        if (names.Contains("context")) return names.Contains("target") ? Dialect.Mixed : Dialect.Mii;
        if (IsIdentifier("target") || IsIdentifier("original")) return Dialect.Mii;
        if (!names.Contains("allowCreate")) return Dialect.Native;
        return parameters.Any("allowCreate")?.TypeName == "boolean"
            && parameters.Names.Count(name => name == "original") < 2 ? Dialect.Flat : Dialect.Grouped;

        bool IsIdentifier(string name) => parameters.Any(name)?.TypeName == "Identifier";
    }
}

using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary><c>$pseudonymizeAllowCreate</c>: a pseudonym for every original, or none for any.</summary>
public static class PseudonymizeAllowCreate
{
    static readonly string[] Names = ["target", "original"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$pseudonymizeAllowCreate", (
            HttpContext http, Caller caller, GatewayDesk desk, CancellationToken ct) =>
            HandleAsync(asText: false, http, caller, desk, ct))
        .RequirePermission(Permissions.PseudonymCreate)
        .WithSummary("Get pseudonyms, and make those that are missing");

    public static async Task<IResult> HandleAsync(
        bool asText, HttpContext http, Caller caller, GatewayDesk desk, CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayBody.ReadAsync(http, [], Names, ct);
        return parameters is null ? refusal! : await AnswerAsync(
            parameters, PairWish.CreateOrGet, asText, caller, desk, ct);
    }

    /// <summary>For parameters <c>target</c> and <c>original</c>, in groups as the incumbent answers.</summary>
    public static async Task<IResult> AnswerAsync(
        Parameters parameters, PairWish wish, bool asText, Caller caller, GatewayDesk desk, CancellationToken ct)
    {
        var domain = parameters.RequiredString("target");
        var fault = GatewayBody.Texts(parameters, "original", out var originals);
        if (FhirRequest.Refusal(parameters) is { } malformed) return malformed;
        if (fault is not null) return GatewayBody.Refuse(fault);
        var reply = await desk.AskAsync(caller, domain, originals, wish, ct);
        return reply.Rejection is { } rejection ? GatewayBody.Refuse(rejection)
            : GatewayAnswers.Pseudonyms(domain, originals, reply.Answers, asText);
    }
}

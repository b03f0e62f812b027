using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// The operations of the MII's pseudonymisation interface on one value each. A value is sent as an Identifier or, by
/// clients of its earlier drafts, as a text, and answered in the same type; systems are repeated and mean nothing here,
/// so that a value has one pseudonym whichever way it is asked for.
/// </summary>
public static class MiiOperations
{
    static readonly Coding[] Messages = [GatewayNames.Updated, GatewayNames.Deleted];

    public static async Task<IResult> PseudonymizeAsync(
        Parameters parameters, PairWish wish, Caller caller, GatewayDesk desk, CancellationToken ct)
    {
        var (context, original, refusal) = Read(parameters, "original");
        if (refusal is not null) return refusal;
        var reply = await desk.AskAsync(caller, context!.Value, [original!.Value], wish, ct);
        if (reply.Rejection is { } rejection) return GatewayBody.Refuse(rejection, context.Name, "original");
        return reply.Answers[0].Pseudonym is null ? GatewayBody.Refuse(GatewayAnswers.OriginalUnknown)
            : Answer(context, original, reply.Answers[0]);
    }

    internal static FhirAnswer Answer(MiiValue context, MiiValue original, PairAnswer answer)
    {
        var resource = original.IsText
            ? Parameters.Of(("pseudonym", answer.Pseudonym))
            : Parameters.Of((context.Name, context.Shown), ("original", original.Shown),
                ("pseudonym", original.Like(answer.Pseudonym!)));
        return new(resource, answer.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    public static async Task<IResult> MultipleAsync(
        Parameters parameters, Caller caller, GatewayDesk desk, ExistingPseudonyms existing, CancellationToken ct)
    {
        var (context, original, refusal) = Read(parameters, "original");
        var count = parameters.Integer("count");
        if (count is null) parameters.Missing("count");
        if (refusal is not null || FhirRequest.Refusal(parameters) is not null)
            return FhirRequest.Refusal(parameters) ?? refusal!;
        if (count is < 0 or > CreatingPseudonyms.MostCopies)
            return GatewayBody.Refuse(Faults.TooMany("count", CreatingPseudonyms.MostCopies), "count");
        if (await PseudonymizeSecondary.MultipleAsync(context!.Value, caller, desk, ct) is { } impossible)
            return GatewayBody.Refuse(impossible, context.Name, "original");
        if (count == 0)
        {
            var known = await existing.FindAsync(caller, context.Value, original!.Value, ct);
            return known.Count == 0 ? GatewayBody.Refuse(GatewayAnswers.OriginalUnknown)
                : new FhirAnswer(Many(known));
        }

        if (!caller.May(Permissions.PseudonymCreate)) return Problem.PermissionMissing;
        var replies = await desk.AskAsync(
            [new(context.Value, [original!.Value], PairWish.Add, caller, count!.Value)], ct);
        return replies[0].Rejection is { } rejection ? GatewayBody.Refuse(rejection, context.Name, "original")
            : new FhirAnswer(Many(replies[0].Answers.Select(answer => answer.Pseudonym!)),
                StatusCodes.Status201Created);

        FhirResource Many(IEnumerable<string> pseudonyms) => Parameters.Of(pseudonyms.Select(pseudonym =>
            ("pseudonym", ParameterValue.Parts((context.Name, context.Shown), ("original", original.Shown),
                ("value", original.Like(pseudonym))))));
    }

    public static async Task<IResult> DePseudonymizeAsync(
        Parameters parameters, Caller caller, GatewayDesk desk, ResolveRates rates, IDocumentSession session,
        CancellationToken ct)
    {
        if (parameters.Names.Count(name => name == "pseudonym") > 1 || !IsIdentifier(parameters))
            return await ResolveTextsAsync(parameters, caller, desk, rates, session, ct);
        var (context, pseudonym, refusal) = Read(parameters, "pseudonym");
        var purpose = parameters.String("purpose");
        if (refusal is not null || FhirRequest.Refusal(parameters) is not null)
            return FhirRequest.Refusal(parameters) ?? refusal!;
        var found = await desk.ResolveAsync(
            caller, context!.Value, [pseudonym!.Value], purpose, rates, session, ct);
        if (found.Refusal is not null) return found.Refusal;
        return found.Answers[0].Original is not { } original
            ? GatewayBody.Refuse(GatewayAnswers.PseudonymUnknown, "pseudonym")
            : new FhirAnswer(Parameters.Of(("original", ParameterValue.Parts((context.Name, context.Shown),
                ("value", new Identifier(null, original)), ("pseudonym", pseudonym.Shown)))));
    }

    /// <summary>Clients that send texts look for the original under either of two names.</summary>
    static async Task<IResult> ResolveTextsAsync(
        Parameters parameters, Caller caller, GatewayDesk desk, ResolveRates rates, IDocumentSession session,
        CancellationToken ct)
    {
        var domain = parameters.Has("context") ? parameters.RequiredString("context")
            : parameters.RequiredString("target");
        var purpose = parameters.String("purpose");
        var fault = GatewayBody.Texts(parameters, "pseudonym", out var pseudonyms, ResolvingPseudonyms.Most);
        if (FhirRequest.Refusal(parameters) is { } malformed) return malformed;
        if (fault is not null) return GatewayBody.Refuse(fault, "pseudonym");
        var found = await desk.ResolveAsync(caller, domain, pseudonyms, purpose, rates, session, ct);
        return found.Refusal ?? GatewayAnswers.Originals(domain, pseudonyms, found.Answers, twice: true);
    }

    public static async Task<IResult> EraseAsync(
        Parameters parameters, bool delete, Caller caller, PairEraser eraser, CancellationToken ct)
    {
        var (context, original, refusal) = Read(parameters, "original");
        if (refusal is not null) return refusal;
        if (!caller.MayUse(context!.Value)) return GatewayBody.Refuse(Faults.DomainUnknown, context.Name, "original");
        var reply = await eraser.EraseAsync(new(context.Value, [original!.Value], null, delete, caller), ct);
        if (reply.Rejection is { Code: "deletion-not-allowed" } forbidden)
            return Problem.Of(StatusCodes.Status405MethodNotAllowed, forbidden.Code, forbidden.Message,
                Places.Of(context.Name));
        if (reply.Rejection is { } rejection) return GatewayBody.Refuse(rejection, context.Name, "original");
        return reply.Done[0]
            ? new FhirAnswer(OperationOutcome.Information(
                delete ? "The pair was deleted." : "The pseudonym was cut from its original.",
                Messages[delete ? 1 : 0]))
            : GatewayBody.Refuse(GatewayAnswers.OriginalUnknown);
    }

    internal static (MiiValue? Context, MiiValue? Value, IResult? Refusal) Read(Parameters parameters, string name)
    {
        var context = One(parameters, parameters.Has("context") ? "context" : "target");
        var value = One(parameters, name);
        if (FhirRequest.Refusal(parameters) is { } malformed) return (null, null, malformed);
        return Originals.Fault([value!.Value], name) is { } fault
            ? (null, null, Problem.From(fault with { Path = Places.Of(name) })) : (context, value, null);
    }

    static MiiValue? One(Parameters parameters, string name)
    {
        if (parameters.Any(name)?.TypeName != "Identifier")
            return new(name, parameters.RequiredString(name), null, true);
        return parameters.Identifier(name) is { } identifier
            ? new(name, identifier.Value ?? "", identifier.System, false) : null;
    }

    static bool IsIdentifier(Parameters parameters) =>
        parameters.Any("pseudonym")?.TypeName == "Identifier" || parameters.Any("context")?.TypeName == "Identifier";
}

/// <summary>A value as it was sent, so that it can be said again in the same way.</summary>
sealed record MiiValue(string Name, string Value, string? System, bool IsText)
{
    public ParameterValue Shown => IsText ? Value : new Identifier(System, Value);

    public ParameterValue Like(string value) => IsText ? value : new Identifier(null, value);
}

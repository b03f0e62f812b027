using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Is this permitted for this person?</summary>
public static class CheckingConsent
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/check", Handle)
        .RequirePermission("consent.check")
        .WithSummary("Check one: may this be done, and why")
        .Produces<ConsentAnswer>();

    static async Task<IResult> Handle(
        CheckConsent question, Caller caller, Vault vault, CheckQueue checks, TimeProvider clock, CancellationToken ct)
    {
        if (CheckQuestion.TryRead(question.Domain, question.Policy, question.Purpose, question.At, question.KnownAt,
            question.PolicyVersion, question.DataFrom, question.DataTo, question.Retrospective, clock.GetUtcNow(),
            out var asked) is { } fault) return Problem.From(fault);
        if (!CheckQuestion.TryReadMatching(question.Matching, out var matching))
            return Problem.From(Faults.Matching);
        if (Identifiers(question.Identifiers) is { } identifierFault) return Problem.From(identifierFault);
        if (!caller.MayUse(asked.Domain)) return Problem.From(Faults.DomainUnknown);

        var lookups = question.Identifiers.Select(identifier => SignerIds.Lookup(vault, asked.Domain, identifier));
        var result = await checks.AskAsync(
            new(asked, new(asked.Domain, [.. lookups], matching), caller), ct);
        return result.DomainKnown ? TypedResults.Ok(Explain(result)) : Problem.From(Faults.DomainUnknown);
    }

    public static ConsentAnswer Explain(CheckResult result) => new(
        result.Answer.Permitted, AnswerNames.Of(result.Answer.Permission), result.Answer.Reason,
        ReasonCodes.English(result.Answer.Reason), result.Answer.Documents, result.Answer.Until, result.Position);

    /// <summary>A check asks about anybody: an identifier type the domain does not know is simply nobody.</summary>
    public static Rejection? Identifiers(IReadOnlyList<PersonIdentifier>? identifiers)
    {
        if (identifiers is not { Count: > 0 }) return Faults.Missing("identifiers");
        if (identifiers.Count > 10) return Rejection.Invalid("too-many", "At most 10 identifiers of one person.",
            "identifiers");
        for (var i = 0; i < identifiers.Count; i++)
        {
            if (string.IsNullOrEmpty(identifiers[i]?.Type) || string.IsNullOrEmpty(identifiers[i].Value)
                || !SignerIds.IsWellFormed(identifiers[i].Value))
            {
                var missing = string.IsNullOrEmpty(identifiers[i]?.Type) ? "type" : "value";
                return Rejection.Invalid("identifier-invalid", "An identifier has a type and a value.",
                    $"identifiers[{i}].{missing}");
            }
        }

        return null;
    }
}

using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// The check for those who follow the changes: with each answer the person as the changes name it, and until when the
/// answer holds if no change comes.
/// </summary>
public static class AskingPermits
{
    const int Most = 10_000;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/permits", Handle)
        .RequirePermission(Permissions.ConsentFeed)
        .WithSummary("Ask whether a policy is permitted, for many people, to follow its changes")
        .Produces<PermitAnswers>();

    static async Task<IResult> Handle(
        AskPermits command, Caller caller, IDocumentSession session, Vault vault, TimeProvider clock,
        CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (CheckQuestion.TryRead(command.Domain, command.Policy, null, null, null, null, null, null, false, now,
            out var question) is { } fault)
            return Problem.From(fault);
        if (string.IsNullOrEmpty(command.IdentifierType)) return Problem.From(Faults.Missing("identifierType"));
        if (command.Identifiers is not { Count: > 0 }) return Problem.From(Faults.Missing("identifiers"));
        if (command.Identifiers.Count > Most)
            return Problem.From(Rejection.Invalid("too-many", $"At most {Most} identifiers.", "identifiers"));
        if (!command.Identifiers.All(value => value is { Length: > 0 and <= 1000 } && SignerIds.IsWellFormed(value)))
        {
            return Problem.From(Rejection.Invalid("identifier-invalid",
                "An identifier has 1 to 1000 characters and is well-formed Unicode.", "identifiers"));
        }

        if (!caller.MayUse(question.Domain)
            || await DomainSettings.FindAsync(session, question.Domain, ct) is not { } domain)
            return Problem.From(Faults.DomainUnknown);

        var people = command.Identifiers.Select(value => new CheckedPerson(question.Domain,
            [SignerIds.Lookup(vault, question.Domain, new(command.IdentifierType, value))])).ToArray();
        var results = await Checker.AnswerAsync(session.DataSource, question, people, caller, now, ct);
        var keys = new FollowerKeys(vault, caller.Name);
        return TypedResults.Ok(new PermitAnswers(keys.Name,
            [.. results.Select((result, i) => new PermitAnswer(keys.Person(people[i].Lookups[0]),
                result.Answer.Permitted, result.Answer.Reason, Until(result.Answer, domain, now)))]));
    }

    /// <summary>
    /// A permit's last day, or today where it is no permit: another day may bring one. The incumbent's rules look at
    /// the clock, so there the last day is no longer sure.
    /// </summary>
    public static DateTimeOffset Until(PolicyAnswer answer, DomainSettings domain, DateTimeOffset now)
    {
        var tomorrow = LegalDays.Of(now).AddDays(1);
        var end = answer is { Permitted: true, Until: { } last } ? last.AddDays(1) : tomorrow;
        if (domain.Compatibility != Compatibility.Gics) return LegalDays.StartOf(end).ToUniversalTime();
        return end > tomorrow ? LegalDays.StartOf(end.AddDays(-1)).ToUniversalTime() : now;
    }
}

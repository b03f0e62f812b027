using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Which data of this person, from when to when?</summary>
public static class AskingWindow
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/window", Handle)
        .RequirePermission("consent.check")
        .WithSummary("Days whose data may be used for a purpose")
        .Produces<WindowResult>();

    static async Task<IResult> Handle(
        WindowQuestion question, Caller caller, IDocumentSession session, Vault vault, TimeProvider clock,
        CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (CheckQuestion.TryRead(question.Domain, null, question.Purpose ?? "", question.At, question.KnownAt, null,
            null, null, question.Retrospective, now, out var asked) is { } fault) return Problem.From(fault);
        if (CheckingConsent.Identifiers(question.Identifiers) is { } identifierFault) return Problem.From(
            identifierFault);
        if (!caller.MayUse(asked.Domain)) return Problem.From(Faults.DomainUnknown);

        var person = Persons.Of(vault, asked.Domain, question.Identifiers);
        WindowAnswer? answer = null;
        var snapshot = await Persons.LookAsync(session, person, (read, found) =>
        {
            if (!read.Domains.TryGetValue(asked.Domain, out var domain)) return null;
            answer = ConsentEvaluation.Window(found.Documents, asked.Purpose!, LegalDays.Of(asked.At),
                domain.Options(null, asked.KnownAt), asked.Retrospective, Spans(question.Encounters));
            return new("consent-window", Persons.Name(person, found), AnswerNames.Of(answer.Permission), asked.Asked,
                new { reason = answer.Reason, position = read.Position });
        }, caller, now, ct);
        return answer is null ? Problem.From(Faults.DomainUnknown) : TypedResults.Ok(new WindowResult(
            answer.Permission == Permission.Permit, AnswerNames.Of(answer.Permission), answer.Reason,
            ReasonCodes.English(answer.Reason), [.. answer.Spans.Select(span => new Days(span.From, span.To))],
            answer.Documents, snapshot.Position));
    }

    static DaySpan[] Spans(IReadOnlyList<Days>? encounters) =>
        encounters is null ? [] : [.. encounters.Select(days => new DaySpan(days.From, days.To))];
}

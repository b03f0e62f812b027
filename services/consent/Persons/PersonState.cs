using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Every policy that a person's documents speak of, with its state.</summary>
public static class PersonStates
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/persons/state", Handle)
        .RequirePermission("consent.read")
        .WithSummary("State of a person: every policy, permitted or not, and why")
        .Produces<PersonState>();

    static async Task<IResult> Handle(
        PersonQuestion question, Caller caller, IDocumentSession session, Vault vault, TimeProvider clock,
        CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (PersonLook.TryRead(question, now, out var look) is { } fault) return Problem.From(fault);
        if (!caller.MayUse(question.Domain)) return Problem.From(Faults.DomainUnknown);

        var person = Persons.Of(vault, question.Domain, question.Identifiers, look.Matching);
        PersonState? state = null;
        await Persons.LookAsync(session, person, (read, found) =>
        {
            if (!read.Domains.TryGetValue(question.Domain, out var domain)) return null;
            var options = domain.Options(null, look.KnownAt);
            state = new(found.Subject is not null, States(found, look.At, options), read.Position);
            return new("person-state", Persons.Name(person, found), "answered",
                Detail: new { position = read.Position });
        }, caller, now, ct);
        return state is null ? Problem.From(Faults.DomainUnknown) : TypedResults.Ok(state);
    }

    static List<PolicyState> States(FoundPerson person, DateTimeOffset at, EvaluationOptions options)
    {
        var policies = new SortedSet<PolicyCode>(PolicyOrder.Natural);
        foreach (var facts in person.Documents)
        {
            foreach (var provision in facts.Provisions) policies.Add(provision.Policy);
        }

        var states = new List<PolicyState>(policies.Count);
        foreach (var policy in policies)
        {
            var answer = ConsentEvaluation.Policy(person.Documents, policy, at, options);
            states.Add(StateOf(policy, answer));
        }

        return states;
    }

    public static PolicyState StateOf(PolicyCode policy, PolicyAnswer answer) => new(
        policy.ToString(), MiiPolicyList.Find(policy)?.Name, AnswerNames.Of(answer.Permission), answer.Permitted,
        answer.Reason, answer.Documents, answer.Until);
}

/// <summary>When and how a person is looked at.</summary>
public sealed record PersonLook(DateTimeOffset At, DateTimeOffset? KnownAt, IdMatch Matching)
{
    public static Rejection? TryRead(PersonQuestion question, DateTimeOffset now, out PersonLook look)
    {
        look = null!;
        if (string.IsNullOrEmpty(question.Domain)) return Faults.Missing("domain");
        if (CheckingConsent.Identifiers(question.Identifiers) is { } fault) return fault;
        if (!CheckQuestion.TryReadMatching(question.Matching, out var matching)) return Faults.Matching;
        var at = now;
        if (question.At is not null && !LegalMoment.TryParse(question.At, out at))
            return Faults.Date("at", "The moment asked about");
        DateTimeOffset? knownAt = null;
        if (question.KnownAt is not null)
        {
            if (!LegalMoment.TryParse(question.KnownAt, out var known)) return Faults.Date("knownAt",
                "The state of knowledge");
            knownAt = known;
        }

        look = new(at, knownAt, matching);
        return null;
    }
}

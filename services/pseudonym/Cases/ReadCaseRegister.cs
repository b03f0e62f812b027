using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>The trust centre's own register: the only place where both numbers stand side by side.</summary>
public static class ReadingCaseRegister
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/cases/register", Handle)
        .RequirePermission(Permissions.CaseRegister)
        .RequireRecentSignIn()
        .WithSummary("Read the trust centre's own register: cases with both numbers")
        .Produces<CaseRegisterView>();

    static async Task<IResult> Handle(
        ReadCaseRegister command, Caller caller, DomainCatalog catalog, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (Originals.Fault(command.Originals, "originals", SubmittingCases.Most) is { } fault)
            return Problem.From(fault);
        if (await CaseScheme.FindAsync(catalog, command.Scheme, ct) is not { } scheme || !scheme.IsFor(caller))
            return Problem.From(CaseFaults.SchemeUnknown);
        var rows = (await CasePairs.RowsAsync(session.DataSource, scheme, command.Originals, ct))
            .DistinctBy(row => (row.Original, row.Domain, row.Number))
            .ToDictionary(row => (row.Original, row.Domain, row.Number), row => row.Pseudonym);
        var cases = new List<RegisteredCase?>();
        foreach (var original in command.Originals)
        {
            var id = scheme.CaseOf(vault, original);
            var state = await session.AggregateStreamAsync<Case>(id, ct: ct);
            cases.Add(state.Submissions.Count == 0 ? null : new(id, [.. state.Submissions.Select(one =>
                new RegisteredSubmission(one.Number, one.Kind, one.WorkNumber,
                    Text(original, scheme.Genome, one.Genome), State(one.Of(Recipients.Genome)),
                    Text(original, scheme.Clinical, one.Clinical), State(one.Of(Recipients.Clinical))))]));
        }

        session.Audit(new AuditEntry("case-register", $"scheme/{scheme.Genome.Row.Stream}", "seen",
            Detail: new { cases = cases.Select(one => one?.CaseId.ToString() ?? "-") }));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new CaseRegisterView(scheme.Name, cases));

        string? Text(string original, OpenDomain domain, int? number) =>
            number is { } n ? rows.GetValueOrDefault((original, domain.Id, n)) : null;
    }

    static string State(SideState state) => state switch
    {
        SideState.HandedOver => "handed-over",
        SideState.Accepted => "accepted",
        SideState.Rejected => "rejected",
        _ => "made",
    };
}

using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Makes submissions with their two numbers, or gets the first ones that are there.</summary>
public static class SubmittingCases
{
    public const int Most = 100;
    const int MostAttempts = 20;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/cases", Handle)
        .RequirePermission(Permissions.CaseManage)
        .WithSummary("Make submissions with two case numbers each, or get the initial ones that are there")
        .Produces<CaseSubmissions>();

    static async Task<IResult> Handle(
        SubmitCases command, HttpContext http, Caller caller, DomainCatalog catalog, IDocumentSession session,
        Vault vault, CancellationToken ct)
    {
        if (Originals.Fault(command.Originals, "originals", Most) is { } fault) return Problem.From(fault);
        var kind = command.Kind ?? SubmissionKinds.Initial;
        if (!SubmissionKinds.All.Contains(kind))
        {
            return Problem.From(Rejection.Invalid("kind-invalid",
                $"A submission is one of {string.Join(", ", SubmissionKinds.All)}.", "kind"));
        }

        return await AnswerKeeper.RunAsync(http, async keeper =>
        {
            for (var attempt = 0; attempt < MostAttempts; attempt++)
            {
                if (await CaseScheme.FindAsync(catalog, command.Scheme, ct) is not { } scheme || !scheme.IsFor(caller))
                    return Problem.From(CaseFaults.SchemeUnknown);
                try
                {
                    return await TryAsync(scheme, command.Originals, kind, keeper, caller, session, vault, ct);
                }
                catch (StreamMovedException)
                {
                    // somebody opened one of the cases at the same moment; now it is there to be got
                }
                catch (PostgresException e) when (PairSql.IsToBeRepeated(e))
                {
                    catalog.Forget(scheme.Genome);
                    catalog.Forget(scheme.Clinical);
                }
            }

            return Problem.Unavailable;
        }, ct);
    }

    static async Task<IResult> TryAsync(
        CaseScheme scheme, IReadOnlyList<string> originals, string kind, AnswerKeeper keeper, Caller caller,
        IDocumentSession session, Vault vault, CancellationToken ct)
    {
        var now = session.RecordedAt;
        var rows = scheme.ReceivesNumbers ? [] : await CasePairs.RowsAsync(session.DataSource, scheme, originals, ct);
        var pairs = new List<(string, int, string, int, string)>();
        var results = new Dictionary<Guid, CaseSubmission>();
        foreach (var original in originals)
        {
            var id = scheme.CaseOf(vault, original);
            if (results.ContainsKey(id)) continue;
            int? genome = scheme.ReceivesNumbers ? null : Next(original, scheme.Genome);
            int? clinical = scheme.ReceivesNumbers ? null : Next(original, scheme.Clinical);
            var stream = await session.Events.FetchForWriting<Case>(id, ct);
            var made = new SubmissionMade(scheme.Name, stream.Aggregate.Submissions.Count + 1, kind,
                CaseScheme.NewWorkNumber(), genome, clinical, now);
            var decision = Case.Submit(stream.Aggregate, made);
            if (decision.Rejection is { } rejection) return Problem.From(rejection);
            if (decision.Events.Count == 0)
            {
                var there = stream.Aggregate.Submissions.Find(one => one.Kind == SubmissionKinds.Initial)!;
                results[id] = new(id, there.Number, there.Kind, there.WorkNumber, false);
                continue;
            }

            if (scheme.Genome.Row.Closed || scheme.Clinical.Row.Closed) return Problem.From(Faults.DomainClosed);
            stream.AppendMany(made);
            if (stream.StartingVersion == 0) CasePairs.StoreOriginal(session, vault, id, original);
            if (genome is { } g && clinical is { } c)
                pairs.Add((original, g, scheme.Genome.Format.Random(), c, scheme.Clinical.Format.Random()));
            results[id] = new(id, made.Number, kind, made.WorkNumber, true);
        }

        CasePairs.Store(session, scheme, pairs, caller.Name, now);
        var view = new CaseSubmissions(
            scheme.Name, [.. originals.Select(original => results[scheme.CaseOf(vault, original)])]);
        session.Audit(new AuditEntry("case-submit", $"scheme/{scheme.Genome.Row.Stream}", "done", kind, new
        {
            cases = results.Values.Select(one => $"{one.CaseId}/{one.Number} {(one.Created ? "made" : "there")}"),
        }));
        var (result, keep) = keeper.Keep(new Answer(StatusCodes.Status200OK, view));
        if (keep is not null) session.QueueSqlCommand(keep);
        await session.SaveChangesAsync(ct);
        return result;

        int Next(string original, OpenDomain domain) => 1 + rows
            .Where(row => row.Original == original && row.Domain == domain.Id)
            .Select(row => row.Number).DefaultIfEmpty(0).Max();
    }
}

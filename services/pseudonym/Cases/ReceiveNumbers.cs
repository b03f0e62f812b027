using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Brings in the numbers that the model project's trust office drew (§ 7(3) GenDV): all of them or
/// none.</summary>
public static class ReceivingNumbers
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/cases/numbers", Handle)
        .RequirePermission(Permissions.CaseManage)
        .WithSummary("Bring in case numbers that the trust office drew")
        .Produces(StatusCodes.Status204NoContent);

    static async Task<IResult> Handle(
        ReceiveCaseNumbers command, HttpContext http, Caller caller, DomainCatalog catalog, IDocumentSession session,
        Vault vault, CancellationToken ct)
    {
        if (await CaseScheme.FindAsync(catalog, command.Scheme, ct) is not { } scheme || !scheme.IsFor(caller))
            return Problem.From(CaseFaults.SchemeUnknown);
        if (Fault(command, scheme) is { } fault) return Problem.From(fault);
        var submissions = await FindAsync(session.DataSource, scheme, command.Numbers, ct);
        if (submissions.Count != command.Numbers.Count) return Problem.From(CaseFaults.Unknown);
        var originals = await CasePairs.OriginalsAsync(
            session.DataSource, vault, [.. submissions.Values.Select(one => one.Case)], ct);
        var taken = await CasePairs.RowsAsync(session.DataSource, scheme, [.. originals.Values], ct);

        var pairs = new List<(string, int, string, int, string)>();
        foreach (var received in command.Numbers)
        {
            var (id, number) = submissions[received.WorkNumber];
            if (!originals.TryGetValue(id, out var original)) return Problem.From(CaseFaults.Unknown);
            var (genome, clinical) = (Next(original, scheme.Genome), Next(original, scheme.Clinical));
            var decision = await session.Decide<Case>(id, state => Case.Receive(
                state, new NumbersReceived(number, genome, clinical, session.RecordedAt)), ct);
            if (decision.Rejection is { } rejection) return Problem.From(rejection);
            pairs.Add((original, genome, received.Genome, clinical, received.Clinical));
            taken.Add((original, scheme.Genome.Id, genome, received.Genome));
            taken.Add((original, scheme.Clinical.Id, clinical, received.Clinical));
        }

        if (await AreTakenAsync(session.DataSource, scheme, command.Numbers, ct))
            return Problem.From(CaseFaults.NumbersTaken);
        CasePairs.Store(session, scheme, pairs, caller.Name, session.RecordedAt);
        session.Audit(new AuditEntry("case-numbers", $"scheme/{scheme.Genome.Row.Stream}", "done",
            Detail: new { cases = submissions.Values.Select(one => $"{one.Case}/{one.Number}") }));
        try
        {
            return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
        }
        catch (PostgresException e) when (PairSql.IsToBeRepeated(e))
        {
            catalog.Forget(scheme.Genome);
            catalog.Forget(scheme.Clinical);
            return Problem.Unavailable;
        }

        int Next(string original, OpenDomain domain) => 1 + taken
            .Where(row => row.Original == original && row.Domain == domain.Id)
            .Select(row => row.Number).DefaultIfEmpty(0).Max();
    }

    static Rejection? Fault(ReceiveCaseNumbers command, CaseScheme scheme)
    {
        if (!scheme.ReceivesNumbers)
            return Rejection.Conflict("numbers-made-here", "The scheme draws its numbers itself.", "scheme");
        if (command.Numbers is not { Count: > 0 }) return Faults.Missing("numbers");
        if (command.Numbers.Count > SubmittingCases.Most) return Faults.TooMany("numbers", SubmittingCases.Most);
        for (var i = 0; i < command.Numbers.Count; i++)
        {
            var one = command.Numbers[i];
            if (one is null || string.IsNullOrEmpty(one.WorkNumber) || one.Genome == one.Clinical
                || !scheme.Genome.Format.Validate(one.Genome ?? "").IsValid
                || !scheme.Clinical.Format.Validate(one.Clinical ?? "").IsValid)
            {
                return Rejection.Invalid("number-invalid",
                    "A work number and two different case numbers in the scheme's format.", $"numbers[{i}]");
            }
        }

        return Are(one => one.WorkNumber) && Are(one => one.Genome) && Are(one => one.Clinical) ? null
            : Rejection.Invalid("number-invalid", "A number comes once.", "numbers");

        bool Are(Func<ReceivedCaseNumber, string> number) =>
            command.Numbers.DistinctBy(number).Count() == command.Numbers.Count;
    }

    /// <summary>Two who bring in one number at once meet in the constraint.</summary>
    static async Task<bool> AreTakenAsync(
        NpgsqlDataSource database, CaseScheme scheme, IReadOnlyList<ReceivedCaseNumber> numbers, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select exists(select from pseudonym.pairs where domain = $1 and pseudonym = any($2))
                or exists(select from pseudonym.pairs where domain = $3 and pseudonym = any($4))
            """, scheme.Genome.Id, numbers.Select(one => one.Genome).ToArray(), scheme.Clinical.Id,
            numbers.Select(one => one.Clinical).ToArray()));
        return (bool)(await batch.ExecuteScalarAsync(ct))!;
    }

    static async Task<Dictionary<string, (Guid Case, int Number)>> FindAsync(
        NpgsqlDataSource database, CaseScheme scheme, IReadOnlyList<ReceivedCaseNumber> numbers, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select work_number, case_id, number from pseudonym.submissions where work_number = any($1) and scheme = $2
            """, numbers.Select(one => one.WorkNumber).ToArray(), scheme.Name));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var found = new Dictionary<string, (Guid, int)>();
        while (await row.ReadAsync(ct)) found[row.GetString(0)] = (row.GetGuid(1), row.GetInt32(2));
        return found;
    }
}

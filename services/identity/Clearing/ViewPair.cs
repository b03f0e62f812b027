using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Shows a pair side by side with all there is to decide on it.</summary>
static class ViewingPairs
{
    const string Stands = """
        select p.pair, p.identity_a, a.person, a.source, p.identity_b, b.person, b.source, p.score,
            case when p.joined and (p.sample is null or p.status = 'same') then 'linked' else p.status end, p.found_at,
            p.version, p.sample is not null
        from identity.pairs p
        join identity.identities a on a.identity = p.identity_a
        join identity.identities b on b.identity = p.identity_b where p.pair = $1
        """;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/pairs/{id:guid}/view", Handle).RequirePermission(Permissions.IdentityLink)
        .WithSummary("See a pair side by side, with the evidence").Produces<PairEvidence>();

    static async Task<IResult> Handle(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, Vault vault, DomainCatalog domains,
        TimeProvider clock, CancellationToken ct)
    {
        var pair = await session.AggregateStreamAsync<PossibleMatch>(id, ct: ct);
        if (pair.Status is PairStatus.None or PairStatus.Withdrawn || !caller.MayUse(pair.Domain)
            || await RowAsync(session.DataSource, id, ct) is not { } row
            || await domains.FindAsync(pair.Domain, ct) is not { } domain)
            return Problem.From(PairDecisions.Unknown);
        if (await Worklist.FindAsync(
            session.DataSource, pair.Domain, id, row.PersonA, caller, clock.GetUtcNow(), ct) is { } waiting)
            row = waiting with { PersonA = row.PersonA, PersonB = row.PersonB };
        session.AuditLook("identity-viewed", new[] { row.PersonA, row.PersonB }.Distinct());
        session.Audit(new("pair-viewed", $"pair/{id}", "seen"));
        var evidence = await ReadAsync(row, domain, session, vault, caller, ct);
        if (pair.IsBlind && evidence is not null) evidence = BlindLook.Of(evidence);
        return evidence is null ? Problem.From(PairDecisions.Unknown)
            : await session.CommitAsync(http, new Answer(
                StatusCodes.Status200OK, evidence, ETag: ETags.For(row.Version)), ct);
    }

    static async Task<PairEvidence?> ReadAsync(
        PairView row, OpenDomain domain, IDocumentSession session, Vault vault, Caller caller, CancellationToken ct)
    {
        var data = session.DataSource;
        var persons = await PersonReader.ReadAsync(data, vault, [row.PersonA, row.PersonB], ct);
        if (persons.FirstOrDefault(person => person.Person == row.PersonA) is not { } a
            || persons.FirstOrDefault(person => person.Person == row.PersonB) is not { } b) return null;
        var people = new PairPeople(row.PersonA, row.PersonB, a.RecordedAt, b.RecordedAt);
        var never = people.AreOne ? [] : await PairRows.NeverBetweenAsync(data, people, ct);
        var why = await IdentityComparison.OfAsync(data, vault, domain.Linker, row.IdentityA, row.IdentityB, ct);
        return new(row, why?.Outcome, why?.Score, domain.Linker.Version, why?.Fields ?? [], why?.Rules ?? [],
            [.. never.Select(pair => pair.Pair)], a, b,
            await ReadingPersons.EventsAsync(session, a.Person, ct),
            people.AreOne ? [] : await ReadingPersons.EventsAsync(session, b.Person, ct),
            await PairActs.OfPairAsync(data, vault, row.Pair, caller, ct));
    }

    static async Task<PairView?> RowAsync(NpgsqlDataSource data, Guid id, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Stands, id));
        await using var row = await batch.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetGuid(4), row.GetGuid(5),
                row.GetString(6), row.GetDouble(7), row.GetString(8), 0, 0, row.GetFieldValue<DateTimeOffset>(9), null,
                null, null, null, null, row.GetInt64(10), row.GetBoolean(11))
            : null;
    }
}

/// <summary>How two identities compare, at the addresses where they agree most.</summary>
sealed record IdentityComparison(
    string Outcome, double Score, IReadOnlyList<FieldComparison> Fields, IReadOnlyList<string> Rules)
{
    public static async Task<IdentityComparison?> OfAsync(
        NpgsqlDataSource data, Vault vault, Linker linker, Guid one, Guid other, CancellationToken ct)
    {
        var (ours, theirs) = (await RecordsAsync(one), await RecordsAsync(other));
        if (ours.Count == 0 || theirs.Count == 0) return null;
        var best = ours.SelectMany(_ => theirs, (a, b) => (A: a, B: b, Decision: linker.Decide(a.Read, b.Read)))
            .Aggregate((x, y) => PairDecision.Compare(x.Decision, y.Decision) < 0 ? y : x);
        var why = linker.Explain(best.A.Content, best.B.Content);
        return new(Word(why.Decision.Outcome), why.Decision.Score,
        [
            .. why.Evidence.Select(field => new FieldComparison(field.Field,
                linker.ValueOf(best.A.Content, field.Field), linker.ValueOf(best.B.Content, field.Field), field.Level,
                Math.Round(field.Contribution, 3), field.Chance, field.Why)),
        ], [.. why.Rules.Union(linker.RulesFor(best.A.Read, best.B.Read))]);

        async Task<List<(PersonData Content, PreparedPerson Read)>> RecordsAsync(Guid identity)
        {
            var records = new List<(PersonData, PreparedPerson)>();
            await foreach (var (_, content) in RecordRows.OfIdentityAsync(data, vault, identity, ct))
                records.Add((content, linker.Read(content)));
            return records;
        }
    }

    public static string Word(Outcome outcome) => outcome switch
    {
        Linkage.Outcome.Match => "match",
        Linkage.Outcome.Possible => "possible",
        _ => "non-match",
    };
}

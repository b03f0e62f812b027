using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Gives originals to a technical client that the domain names, for the purpose it names, so many an hour. Everybody
/// else learns nothing, not even whether there is such a domain or pseudonym. Each value is in the audit trail by the
/// pair's id.
/// </summary>
public static class ResolvingPseudonyms
{
    public const int Most = 1_000;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/pseudonyms/resolve", Handle)
        .RequirePermission(Permissions.PseudonymResolve)
        .WithSummary("Get the originals of pseudonyms, where the domain grants it to you")
        .Produces<OriginalAnswers>();

    static async Task<IResult> Handle(
        ResolvePseudonyms command, Caller caller, DomainCatalog catalog, ResolveRates rates, IDocumentSession session,
        CancellationToken ct)
    {
        if (Originals.Fault(command.Pseudonyms, "pseudonyms", Most) is { } fault) return Problem.From(fault);
        var outcome = await AnswerAsync(command, caller, catalog, rates, session, ct);
        return outcome.Refusal ?? TypedResults.Ok(new OriginalAnswers(command.Domain, outcome.Answers));
    }

    /// <summary>For every face that resolves: grant, rate, audit and answer.</summary>
    public static async Task<(IResult? Refusal, OriginalAnswer[] Answers)> AnswerAsync(
        ResolvePseudonyms command, Caller caller, DomainCatalog catalog, ResolveRates rates, IDocumentSession session,
        CancellationToken ct)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var domain = command.Domain is null ? null : await catalog.FindAsync(command.Domain, ct);
            var rows = domain is null ? [] : await ReadAsync(domain, command.Pseudonyms, session.DataSource, ct);
            if (domain is not null && rows is null)
            {
                catalog.Forget(domain);
                continue;
            }

            var grant = domain?.Settings.ResolvableBy!.FirstOrDefault(grant =>
                grant.Client == caller.Name && grant.Purpose == command.Purpose);
            if (domain is null || grant is null || !caller.MayUse(domain.Name)
                || await AccountLocks.IsLockedAsync(session.DataSource, caller, ct))
                return (await RefuseAsync(command, domain, "not-granted", session, Problem.PermissionMissing, ct), []);
            if (rates.Wait(caller.Name, domain.Row.Stream, command.Pseudonyms.Count, grant.ValuesPerHour) is { } wait)
            {
                var refusal = Problem.Of(429, "too-many-values",
                    "That is more values in an hour than the domain grants; wait as long as Retry-After says.",
                    retryAfter: wait);
                return (await RefuseAsync(command, domain, "too-many-values", session, refusal, ct), []);
            }

            return (null, await FindAsync(command, domain, rows!, session, ct));
        }

        return (Problem.Unavailable, []);
    }

    static async Task<OriginalAnswer[]> FindAsync(
        ResolvePseudonyms command, OpenDomain domain, Dictionary<string, StoredPair> rows, IDocumentSession session,
        CancellationToken ct)
    {
        var answers = new OriginalAnswer[command.Pseudonyms.Count];
        var seen = new List<string>(answers.Length);
        for (var i = 0; i < answers.Length; i++)
        {
            var pseudonym = command.Pseudonyms[i];
            answers[i] = !rows.TryGetValue(pseudonym, out var pair) ? new(null, "unknown")
                : pair.Original is null ? new(null, "anonymised")
                : pair.ValidUntil <= session.RecordedAt ? new(null, "ended")
                : new(domain.Open(pair.Original, pair.KeyVersion, pseudonym), "found", pair.SamePerson);
            seen.Add($"{(pair is null ? "-" : pair.Id)} {answers[i].Outcome}");
        }

        session.Audit(new AuditEntry("pseudonym-resolve", $"domain/{domain.Row.Stream}", "seen", command.Purpose,
            new { pairs = seen }));
        await session.SaveChangesAsync(ct);
        return answers;
    }

    static async Task<IResult> RefuseAsync(
        ResolvePseudonyms command, OpenDomain? domain, string why, IDocumentSession session, IResult refusal,
        CancellationToken ct)
    {
        session.Audit(new AuditEntry("pseudonym-resolve", $"domain/{domain?.Row.Stream.ToString() ?? "unknown"}",
            "refused", Detail: new { asked = command.Pseudonyms.Count, why }));
        await session.SaveChangesAsync(ct);
        return refusal;
    }

    /// <summary>Null where the domain has changed.</summary>
    internal static async Task<Dictionary<string, StoredPair>?> ReadAsync(
        OpenDomain domain, IReadOnlyList<string> pseudonyms, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select id, pseudonym, original, key_version, valid_until from pseudonym.pairs
            where domain = $1 and pseudonym = any($2)
            """, domain.Id, pseudonyms.ToArray()));
        batch.BatchCommands.Add(KinSlices.OthersOf(domain, pseudonyms));
        batch.BatchCommands.Add(PairSql.Versions([domain.Id]));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var rows = new Dictionary<string, StoredPair>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            rows[reader.GetString(1)] = new(reader.GetInt64(0),
                reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2), reader.GetInt16(3),
                reader.IsDBNull(4) ? null : new DateTimeOffset(reader.GetDateTime(4)));
        }

        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (rows.TryGetValue(reader.GetString(0), out var pair))
                rows[reader.GetString(0)] = pair with { SamePerson = [.. pair.SamePerson ?? [], reader.GetString(1)] };
        }

        return (await PairSql.TakeVersionsAsync(reader, [domain], ct)).Count == 1 ? rows : null;
    }

}

/// <summary>A pair as it is stored; without original where it is anonymised.</summary>
sealed record StoredPair(
    long Id, byte[]? Original, short KeyVersion, DateTimeOffset? ValidUntil, IReadOnlyList<string>? SamePerson = null);

using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// One decision on many pairs. Prepared first, which freezes the list and says what would happen; then run, some
/// hundred pairs a call: each pair by itself with its audit entry, and what came of it in the same transaction. So a
/// call that broke off is simply made again. A pair that changed since it was listed is left alone.
/// </summary>
static class DecidingBulks
{
    const int Most = 10_000;
    const int EachCall = 250;
    const int Sample = 20;

    static readonly Rejection Unknown = Rejection.NotFound("bulk-unknown",
        "There is no such list of pairs that is yours.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/bulks", Prepare).RequirePermission(Permissions.IdentitySettle)
            .WithSummary("Prepare one decision on many pairs and see what would happen").Produces<BulkView>(201);
        routes.MapPost("/bulks/{id:guid}/run", Run).RequirePermission(Permissions.IdentitySettle)
            .WithSummary("Carry on with a prepared decision on many pairs").Produces<BulkView>();
        routes.MapGet("/bulks/{id:guid}", Read).RequirePermission(Permissions.IdentitySettle)
            .WithSummary("How far a decision on many pairs is").Produces<BulkView>();
        routes.MapGet("/bulks/{id:guid}/items", Items).RequirePermission(Permissions.IdentitySettle)
            .WithSummary("What came of each pair").Produces<IReadOnlyList<BulkItem>>();
    }

    static async Task<IResult> Prepare(
        PrepareBulk command, HttpContext http, Caller caller, IDocumentSession session, TimeProvider clock,
        CancellationToken ct)
    {
        if (PairWords.Verdict(command.Verdict) is not { } verdict)
            return Problem.From(Rejection.Invalid("value-unknown", "same, distinct or postponed.", "verdict"));
        if (!TryDay(command.Until, out var until)) return Problem.From(Faults.Date("until"));
        if (command.Pairs is null == command.Filter is null)
            return Problem.From(Rejection.Invalid("filter-invalid", "Give either pairs or a filter.", "pairs"));
        if (command.Pairs is { Count: 0 or > Most })
            return Problem.From(Rejection.Invalid("too-many", $"1 to {Most} pairs.", "pairs"));
        var (chosen, fault) = await ChooseAsync(command, caller, session.DataSource, clock.GetUtcNow(), ct);
        if (chosen is null) return Problem.From(fault!);
        var (domain, pairs) = chosen.Value;
        var forecast = await ForecastAsync(domain, pairs, verdict, caller, session.DataSource, ct);
        var id = Guid.CreateVersion7(session.RecordedAt);
        session.QueueSqlCommand(Sql.Command("""
            insert into identity.bulks (bulk, domain, verdict, until, prepared_by, prepared_at)
            values ($1, $2, $3, $4, $5, $6)
            """, id, domain, command.Verdict, new NpgsqlParameter
        {
            Value = (object?)until ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Date,
        }, caller.Name, session.RecordedAt));
        session.QueueSqlCommand(Sql.Command("""
            insert into identity.bulk_items (bulk, number, pair, version)
            select $1, n, $2[n], $3[n] from generate_series(1, cardinality($2)) as n
            """, id, pairs.Select(pair => pair.Pair).ToArray(), pairs.Select(pair => pair.Version).ToArray()));
        session.Audit(new("bulk-prepared", $"bulk/{id}", "done",
            Detail: new { verdict = command.Verdict, pairs.Count }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created, new BulkView(id, domain,
            command.Verdict, caller.Name, session.RecordedAt, pairs.Count, pairs.Count, forecast,
            [.. pairs.Take(Sample)]), Location: $"/api/identity/bulks/{id}"), ct);
    }

    static async Task<((string Domain, IReadOnlyList<PairView> Pairs)? Chosen, Rejection?)> ChooseAsync(
        PrepareBulk command, Caller caller, NpgsqlDataSource data, DateTimeOffset now, CancellationToken ct)
    {
        const string All = "open,postponed,second-opinion,disputed";
        if (command.Filter is not null)
        {
            var (query, fault) = WorklistQuery.Of(command.Filter, caller, now);
            if (query is null) return (null, fault);
            return ((query.Domain, (await Worklist.ReadAsync(data, Unsampled(query), null, Most, ct)).Pairs), null);
        }

        var wanted = command.Pairs!.Distinct().ToArray();
        var domains = await Worklist.DomainsAsync(data, wanted, caller, ct);
        if (domains is not [var domain]) return (null, PairDecisions.Unknown);
        var (waiting, wrong) = WorklistQuery.Of(new(domain, All), caller, now);
        if (waiting is null) return (null, wrong);
        var page = await Worklist.ReadAsync(data, Unsampled(waiting) with { Pairs = wanted }, null, Most, ct);
        return ((domain, page.Pairs), null);
    }

    /// <summary>What is drawn for a sample is looked at one by one.</summary>
    static WorklistQuery Unsampled(WorklistQuery query) => query with { Sample = false };

    static async Task<IReadOnlyDictionary<string, int>> ForecastAsync(
        string domain, IReadOnlyList<PairView> pairs, Verdict verdict, Caller caller, NpgsqlDataSource data,
        CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("select settings from identity.domains where name = $1", domain));
        batch.BatchCommands.Add(Sql.Command(PairRows.NeverAmong,
            pairs.Select(pair => pair.PersonA).ToArray(), pairs.Select(pair => pair.PersonB).ToArray()));
        await using var row = await batch.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var rules = DomainSettings.Parse(row.GetString(0)).ClearingRules;
        await row.NextResultAsync(ct);
        var never = new HashSet<int>();
        while (await row.ReadAsync(ct)) never.Add(row.GetInt32(0) - 1);
        return pairs.Select((pair, i) => BulkForecast.Of(
                pair, verdict, rules, caller.Name, caller.May(Permissions.IdentitySettle), never.Contains(i)))
            .CountBy(outcome => outcome).ToDictionary();
    }

    static async Task<IResult> Run(
        Guid id, RunBulk command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (Faults.OfReason(command.Reason) is { } fault) return Problem.From(fault);
        var data = session.DataSource;
        if (await BulkRows.FindAsync(data, id, ct) is not { } bulk || bulk.View.PreparedBy != caller.Name
            || !caller.MayUse(bulk.View.Domain)) return Problem.From(Unknown);
        var wish = new PairWish(PairWords.Verdict(bulk.View.Verdict), new(), command.Reason, Until: bulk.Until);
        foreach (var (number, pair, version) in await BulkRows.RemainingAsync(data, id, EachCall, ct))
            await DecideAsync(id, number, pair, version, wish, caller, session, vault, ct);
        return Results.Ok((await BulkRows.FindAsync(data, id, ct))!.View);
    }

    static async Task DecideAsync(
        Guid bulk, int number, Guid pair, long version, PairWish wish, Caller caller, IDocumentSession session,
        Vault vault, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await new PairDesk(session, vault, caller, version).DecideAsync(pair, wish, ct);
            if (outcome.Rejection is { } rejection)
            {
                session.Audit(new("pair-decided", $"pair/{pair}", "refused",
                    Detail: new { code = rejection.Code, bulk }));
            }

            session.QueueSqlCommand(BulkRows.Settle(bulk, number, BulkForecast.Of(outcome)));
            try
            {
                await session.SaveChangesAsync(ct);
                return;
            }
            catch (StreamMovedException) when (attempt < 4)
            {
                // somebody changed one of the two people, or decided: look again
            }
        }
    }

    static async Task<IResult> Read(Guid id, Caller caller, IQuerySession session, CancellationToken ct) =>
        await BulkRows.FindAsync(session.DataSource, id, ct) is { } bulk && caller.MayUse(bulk.View.Domain)
            ? Results.Ok(bulk.View) : Problem.From(Unknown);

    static async Task<IResult> Items(
        Guid id, int? after, int? count, Caller caller, IQuerySession session, CancellationToken ct)
    {
        if (count is < 1 or > 1_000 || after < 0)
            return Problem.From(Rejection.Invalid("paging-invalid", "Count is 1 to 1000.", "count"));
        if (await BulkRows.FindAsync(session.DataSource, id, ct) is not { } bulk || !caller.MayUse(bulk.View.Domain))
            return Problem.From(Unknown);
        return Results.Ok(await BulkRows.ItemsAsync(session.DataSource, id, after ?? 0, count ?? 100, ct));
    }

    static bool TryDay(string? text, out DateOnly? day)
    {
        day = null;
        if (text is null) return true;
        if (!DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)) return false;
        day = read;
        return true;
    }
}

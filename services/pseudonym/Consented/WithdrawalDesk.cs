using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Carries out withdrawals: the rule of each domain that the person's consent has gone for, then the report. Every step
/// may be done twice, and is done again until the consent service knows.
/// </summary>
public sealed class WithdrawalDesk(
    NpgsqlDataSource database, DomainCatalog catalog, Ties ties, TieSweep sweep, PairEraser eraser,
    ConsentLink link, TimeProvider clock, ILogger<WithdrawalDesk> log) : BackgroundService
{
    const string Open = """
        select task, consent_domain, persons, outcome, results from pseudonym.withdrawals
        where reported_at is null order by received_at limit 100
        """;

    const string Concerned = """
        select d.name, t.lookup, p.pseudonym, p.original, p.key_version
        from pseudonym.ties t join pseudonym.domains d on d.id = t.domain join pseudonym.pairs p on p.lookup = t.lookup
        where t.person = any($1) and t.consent_domain = $2 order by d.name, t.lookup, p.number
        """;

    const string Done = """
        update pseudonym.withdrawals set outcome = $2, results = $3 where task = $1 and outcome is null
        """;

    const string Reported = "update pseudonym.withdrawals set reported_at = $2 where task = $1";

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Round = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim _awake = new(0, 1);

    /// <summary>There is something to do.</summary>
    public void Wake()
    {
        try
        {
            _awake.Release();
        }
        catch (SemaphoreFullException)
        {
            // awake already
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!link.IsConfigured) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            var left = true;
            try
            {
                left = await RunAsync(stoppingToken) > 0;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogMessages.WithdrawalOpen(log, Guid.Empty, e.GetType().Name);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await ((Task)_awake.WaitAsync(left ? Pause : Round, stoppingToken))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Carries out and reports what is open; gives how many could not be finished.</summary>
    async Task<int> RunAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (!await OneAtATime.TryEnterAsync(connection, OneAtATime.Withdrawing, ct)) return 0; // another one does it
        try
        {
            if (!await sweep.RunAsync(ct)) return 1;
            var unfinished = 0;
            foreach (var withdrawal in await ReadAsync(ct))
            {
                try
                {
                    await FinishAsync(withdrawal, ct);
                }
                catch (Exception e) when (e is ConsentSilentException or NpgsqlException or TimeoutException
                    or VaultException)
                {
                    unfinished++;
                    LogMessages.WithdrawalOpen(log, withdrawal.Task,
                        e is ConsentSilentException ? e.Message : e.GetType().Name);
                }
            }

            return unfinished;
        }
        finally
        {
            await OneAtATime.LeaveAsync(connection, OneAtATime.Withdrawing);
        }
    }

    async Task FinishAsync(OpenWithdrawal withdrawal, CancellationToken ct)
    {
        var (outcome, results) = (withdrawal.Outcome, withdrawal.Results);
        if (outcome is null)
        {
            await link.ReportAsync(withdrawal.Task, new("accepted"), ct);
            (outcome, results) = await CarryOutAsync(withdrawal, ct);
            await ExecuteAsync(Sql.Command(Done, withdrawal.Task, outcome, new NpgsqlParameter
            {
                Value = JsonSerializer.Serialize(results),
                NpgsqlDbType = NpgsqlDbType.Jsonb,
            }), ct);
        }

        await link.ReportAsync(withdrawal.Task, new(outcome, results), ct);
        await ExecuteAsync(Sql.Command(Reported, withdrawal.Task, clock.GetUtcNow().UtcDateTime), ct);
    }

    async Task<(string Outcome, Dictionary<string, long> Results)> CarryOutAsync(
        OpenWithdrawal withdrawal, CancellationToken ct)
    {
        var results = new Dictionary<string, long>();
        var failed = false;
        foreach (var (name, rows) in await ConcernedAsync(withdrawal, ct))
        {
            if (await catalog.FindAsync(name, ct) is not { Tie: { } tie } domain || tie.Domain != withdrawal.Domain)
                continue;
            var originals = rows.DistinctBy(row => row.Lookup)
                .Select(row => (row.Lookup, Text: domain.Open(row.Original, row.KeyVersion, row.Pseudonym))).ToArray();
            if (await ties.FeedAsync(ct) is not { } feed
                || await ties.AskAsync(domain, originals, feed, ct) is not { } answers)
                throw new ConsentSilentException("Nobody can say whether it is permitted still.");
            var gone = originals.Where((_, i) => !answers[i].Permitted).ToArray();
            var pairs = rows.Count(row => gone.Any(one => one.Lookup == row.Lookup));
            Count("kept", rows.Count - pairs);
            if (pairs == 0) continue;
            if (tie.OnWithdrawal == TieRules.Block) await BlockAsync(withdrawal, domain, pairs, ct);
            else failed |= !await EraseAsync(withdrawal, domain, [.. gone.Select(one => one.Text)], ct);
            Count(failed ? "not-erased" : tie.OnWithdrawal switch
            {
                TieRules.Block => "blocked",
                TieRules.Anonymise => "anonymised",
                _ => "deleted",
            }, pairs);
        }

        return (failed ? "failed" : "completed", results);

        void Count(string what, int pairs)
        {
            if (pairs > 0) results[what] = results.GetValueOrDefault(what) + pairs;
        }
    }

    /// <summary>What is known of the consent blocks already; here it is written down.</summary>
    Task BlockAsync(OpenWithdrawal withdrawal, OpenDomain domain, int pairs, CancellationToken ct) =>
        ExecuteAsync(Audit.Commands([AuditRecord.Of(new("pseudonym-block", $"domain/{domain.Row.Stream}", "done",
            Detail: new { task = withdrawal.Task, pairs }), Caller(withdrawal), clock.GetUtcNow())]), ct);

    async Task<bool> EraseAsync(
        OpenWithdrawal withdrawal, OpenDomain domain, IReadOnlyList<string> originals, CancellationToken ct)
    {
        var reply = await eraser.EraseAsync(new(domain.Name, originals, null,
            domain.Tie!.OnWithdrawal == TieRules.Delete, Caller(withdrawal)), ct);
        return reply.Rejection is null;
    }

    /// <summary>In the audit trail the task stands for the request.</summary>
    static Caller Caller(OpenWithdrawal withdrawal) =>
        new("system", [], [], ["*"], withdrawal.Task.ToString("N"));

    async Task<Dictionary<string, List<Row>>> ConcernedAsync(OpenWithdrawal withdrawal, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Concerned, withdrawal.Persons, withdrawal.Domain));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var domains = new Dictionary<string, List<Row>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            if (!domains.TryGetValue(reader.GetString(0), out var rows)) domains[reader.GetString(0)] = rows = [];
            rows.Add(new(reader.GetGuid(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetInt16(4)));
        }

        return domains;
    }

    async Task<List<OpenWithdrawal>> ReadAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Open);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var open = new List<OpenWithdrawal>();
        while (await reader.ReadAsync(ct))
        {
            open.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<Guid[]>(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.IsDBNull(4) ? []
                    : JsonSerializer.Deserialize<Dictionary<string, long>>(reader.GetString(4))!));
        }

        return open;
    }

    async Task ExecuteAsync(NpgsqlBatchCommand command, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
    }

    public override void Dispose()
    {
        _awake.Dispose();
        base.Dispose();
    }

    sealed record OpenWithdrawal(
        Guid Task, string Domain, Guid[] Persons, string? Outcome, Dictionary<string, long> Results);

    sealed record Row(Guid Lookup, string Pseudonym, byte[] Original, short KeyVersion);
}

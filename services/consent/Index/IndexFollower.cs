using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// Follows merges and splits of the index, of several instances one at a time. A change and the position behind it are
/// one transaction, so none is forgotten and none counts half.
/// </summary>
sealed class IndexFollower(
    NpgsqlDataSource database, IndexLinking linking, ServiceLink link, IOptions<IndexOptions> options,
    IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<IndexFollower> log) : BackgroundService
{
    const int Lock = 0x434F4E01;
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Noted = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!link.IsConfigured || options.Value.Domains.Count == 0) return;
        var started = new TaskCompletionSource();
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var pause = TimeSpan.FromSeconds(0.5); !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                await FollowAsync(() => pause = TimeSpan.FromSeconds(0.5), stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or ServiceSilentException or TimeoutException
                or InvalidOperationException or CommitOutcomeUnknownException or StreamMovedException)
            {
                LogMessages.IndexInterrupted(log, e is ServiceSilentException ? e.Message : e.GetType().Name);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task FollowAsync(Action well, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (!await LockAsync(connection, "pg_try_advisory_lock", ct)) return; // another instance follows
        try
        {
            LogMessages.IndexFollowed(log);
            var noted = clock.GetTimestamp();
            for (var position = await IndexRows.PositionAsync(connection, ct); ;)
            {
                var page = await link.GetAsync<IdentityChanges>(
                    "/api/identity/changes?count=200" + (position is null ? "" : $"&after={position}"), ct);
                await ApplyAsync(page, ct);
                if (position is null || page.Changes.Count > 0 || clock.GetElapsedTime(noted) > Noted)
                {
                    await NoteAsync(connection, page.Position, ct);
                    noted = clock.GetTimestamp();
                }

                position = page.Position;
                well();
                if (!page.More) await Task.Delay(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), clock, ct);
            }
        }
        finally
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
                await LockAsync(connection, "pg_advisory_unlock", CancellationToken.None);
        }
    }

    async Task ApplyAsync(IdentityChanges page, CancellationToken ct)
    {
        var domains = options.Value.Domains.ToLookup(domain => domain.Index);
        var changes = page.Changes.Where(change => domains.Contains(change.Domain)
            && (IndexLinking.Links(change) || IndexLinking.Splits(change))).ToArray();
        var ids = new Dictionary<Guid, string>();
        foreach (var some in changes.GroupBy(change => change.Domain))
        {
            var persons = some.SelectMany(change => new[] { change.Person, change.Other ?? change.Person });
            foreach (var person in await link.PostAsync<IReadOnlyList<ResolvedPerson>>("/api/identity/persons/ids",
                new ResolvePersons(some.Key, [.. persons.Distinct()]), ct))
                if (person.MpiId is { } id) ids[person.Person] = id;
        }

        foreach (var change in changes) // in their order: the position moves with each
            await linking.ApplyAsync(change, [.. domains[change.Domain]], ids, ct);
    }

    async Task NoteAsync(NpgsqlConnection connection, string position, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(IndexRows.MoveTo(position, clock.GetUtcNow()));
        await batch.ExecuteNonQueryAsync(ct);
    }

    static async Task<bool> LockAsync(NpgsqlConnection connection, string function, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select {function}({Lock})", connection);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}

using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Follows merges of the index, of several instances one at a time: pairs stay as they are, and it is known which of
/// them are one person's. Begins anew when other domains have ids of the index as originals, or lookups have another
/// key. </summary>
sealed class IndexFollower(
    NpgsqlDataSource database, DomainCatalog catalog, Vault vault, ServiceLink link, IOptions<IndexOptions> options,
    IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<IndexFollower> log) : BackgroundService
{
    const int Following = 3;
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Noted = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!link.IsConfigured) return;
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
                or InvalidOperationException)
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
        if (!await OneAtATime.TryEnterAsync(connection, Following, ct)) return; // another instance follows
        try
        {
            var noted = clock.GetTimestamp();
            var (position, known) = await IndexRows.PositionAsync(connection, ct);
            while (true)
            {
                var domains = await IndexRows.DomainsAsync(connection, ct);
                var names = string.Join(';', domains.Select(domain => string.Create(CultureInfo.InvariantCulture,
                    $"{domain.Id}:{domain.Index}:{string.Join(',', domain.Lookups)}")));
                var anew = names != known;
                var page = await link.GetAsync<IdentityChanges>("/api/identity/changes?count=200"
                    + (anew || position is null ? "" : $"&after={position}"), ct);
                var changes = page.Changes.Where(change => change.Other is not null
                    && change.Type is "person-merged" or "split-off-undone" or "person-restored").ToArray();
                if (anew || changes.Length > 0 || clock.GetElapsedTime(noted) > Noted)
                {
                    await ApplyAsync(connection, domains, names, changes, page.Position, anew, ct);
                    noted = clock.GetTimestamp();
                }

                (position, known) = (page.Position, names);
                well();
                if (!page.More)
                    await Task.Delay(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), clock, ct);
            }
        }
        finally
        {
            await OneAtATime.LeaveAsync(connection, Following);
        }
    }

    /// <summary>A page and the position behind it, in one transaction.</summary>
    async Task ApplyAsync(
        NpgsqlConnection connection, List<IndexedDomain> domains, string names, IdentityChange[] changes,
        string position, bool anew, CancellationToken ct)
    {
        var ids = await IdsAsync(domains, changes, ct);
        await using var batch = new NpgsqlBatch(connection);
        if (anew)
            foreach (var command in IndexRows.Forget()) batch.BatchCommands.Add(command);
        foreach (var domain in domains)
        {
            if (!changes.Any(change => change.Domain == domain.Index)) continue;
            var open = await OpenAsync(domain, ct);
            foreach (var change in changes.Where(change => change.Domain == domain.Index))
            {
                var (person, other) = (IndexRows.Key(vault, change.Person), IndexRows.Key(vault, change.Other!.Value));
                Guid? into = change.Type == "person-restored" ? null : other;
                batch.BatchCommands.Add(IndexRows.KeepPerson(
                    domain.Id, other, null, Lookups(open, ids, change.Other.Value), decides: false));
                batch.BatchCommands.Add(IndexRows.KeepPerson(
                    domain.Id, person, into, Lookups(open, ids, change.Person), decides: true));
                batch.BatchCommands.Add(IndexRows.Relink(domain.Id, [person, other]));
            }
        }

        batch.BatchCommands.Add(IndexRows.MoveTo(position, names, clock.GetUtcNow()));
        await batch.ExecuteNonQueryAsync(ct);
    }

    async Task<Dictionary<Guid, string>> IdsAsync(
        List<IndexedDomain> domains, IdentityChange[] changes, CancellationToken ct)
    {
        var ids = new Dictionary<Guid, string>();
        foreach (var some in changes.Where(change => domains.Exists(domain => domain.Index == change.Domain))
            .GroupBy(change => change.Domain))
        {
            Guid[] persons = [.. some.SelectMany(change => new[] { change.Person, change.Other!.Value }).Distinct()];
            foreach (var person in await link.PostAsync<IReadOnlyList<ResolvedPerson>>(
                "/api/identity/persons/ids", new ResolvePersons(some.Key, persons), ct))
                if (person.MpiId is { } id) ids[person.Person] = id;
        }

        return ids;
    }

    async Task<OpenDomain> OpenAsync(IndexedDomain domain, CancellationToken ct)
    {
        var open = await catalog.FindAnyAsync(domain.Name, ct);
        if (open is not null && !domain.Fits(open))
        {
            catalog.Forget(open);
            open = await catalog.FindAnyAsync(domain.Name, ct);
        }

        return open is not null && domain.Fits(open) ? open
            : throw new InvalidOperationException("The domain has changed.");
    }

    /// <summary>Under every key the domain still has; none where the person was erased.</summary>
    static Guid[] Lookups(OpenDomain open, Dictionary<Guid, string> ids, Guid person) =>
        !ids.TryGetValue(person, out var id) ? []
            : [.. Enumerable.Range(0, open.Lookups).Select(key => open.Lookup(id, key))];
}

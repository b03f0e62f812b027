using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Keeps the indexes of open studies where the database is, writes their files now and then, and forgets
/// studies that are over.</summary>
sealed class StudyIndexKeeper(
    [FromKeyedServices(IdentitiesService.Name)] IDocumentStore store,
    [FromKeyedServices(IdentitiesService.Name)] NpgsqlDataSource data,
    [FromKeyedServices(IdentitiesService.Name)] Vault vault, StudyIndexes indexes, StudyIndexFile file,
    IOptions<LinkageOptions> options, TimeProvider clock, ILogger<StudyIndexKeeper> log) : BackgroundService
{
    static readonly TimeSpan Seldom = TimeSpan.FromMinutes(10);

    readonly Dictionary<Guid, long> _written = [];
    readonly Dictionary<Guid, Study> _studies = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var written = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
                if (clock.GetUtcNow() - written >= Seldom)
                {
                    await WriteAsync(stoppingToken);
                    written = clock.GetUtcNow();
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or VaultException
                or OperationCanceledException)
            {
                if (!stoppingToken.IsCancellationRequested) LogMessages.LinkageWaits(log, e.GetType().Name);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            LogMessages.IndexFileNotWritten(log, e.GetType().Name);
        }
    }

    /// <summary>Brings all indexes to where the database is.</summary>
    public async Task FollowAsync(CancellationToken ct)
    {
        var studies = await OpenStudiesAsync(ct);
        foreach (var id in studies)
        {
            if (await StudyAsync(id, ct) is not { } study) continue;
            var index = await indexes.OfAsync(study);
            _written.TryAdd(id, index.Position);
            await using var connection = await data.OpenConnectionAsync(ct);
            await index.FollowAsync(study, connection, ct);
        }

        foreach (var (id, _) in indexes.Open.Where(one => !studies.Contains(one.Study)).ToArray())
        {
            indexes.Forget(id);
            _written.Remove(id);
            _studies.Remove(id);
        }

        file.DeleteOthers(studies);
    }

    /// <summary>Writes the files of all indexes in which something has changed.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        foreach (var (id, index) in indexes.Open)
        {
            var position = index.Position;
            if (_written.GetValueOrDefault(id) == position) continue;
            await file.WriteAsync(id, index, ct);
            _written[id] = position;
        }
    }

    async Task<Study?> StudyAsync(Guid id, CancellationToken ct)
    {
        if (_studies.TryGetValue(id, out var known)) return known;
        var project = await store.QuerySession().AggregateStreamAsync<LinkageProject>(id, ct: ct);
        return project.Terms is null || await VaultRows.FindKeyAsync(data, id, ct) is not { } key ? null
            : _studies[id] = new(id, project, null, vault.OpenKey(id, key));
    }

    async Task<HashSet<Guid>> OpenStudiesAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            select p.project from identity.projects p where p.status = 'open'
                and exists (select from identity.study_records r where r.study = p.project)
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var open = new HashSet<Guid>();
        while (await reader.ReadAsync(ct)) open.Add(reader.GetGuid(0));
        return open;
    }
}

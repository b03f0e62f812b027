using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Counts the names of people stored before this process started, the newest of each domain, so that rare
/// names weigh more than frequent ones from the first minute.</summary>
sealed class NameCounting(
    NpgsqlDataSource data, Vault vault, DomainCatalog domains, IOptions<IdentitiesOptions> options,
    ILogger<NameCounting> log) : BackgroundService
{
    const int Page = 1_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var name in await NamesAsync(stoppingToken))
            {
                if (await domains.FindAsync(name, stoppingToken) is not { } domain) continue;
                var records = await RecordsAsync(name, stoppingToken);
                foreach (var page in records.Chunk(Page))
                {
                    await foreach (var (record, _, content) in RecordRows.OpenAsync(data, vault, page, stoppingToken))
                        domain.Linker.Learn(record, domain.Linker.Read(content));
                }

                var id = StreamIds.OfDomain(name);
                LogMessages.NamesCounted(log, records.Count, id);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the process ends before all are counted
        }
        catch (NpgsqlException e)
        {
            LogMessages.NamesNotCounted(log, e);
        }
    }

    async Task<List<string>> NamesAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand("select name from identity.domains order by name");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await reader.ReadAsync(ct)) names.Add(reader.GetString(0));
        return names;
    }

    async Task<List<long>> RecordsAsync(string domain, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select r.record from identity.records r
            join identity.identities i on i.identity = r.identity
            join identity.persons p on p.person = i.person and p.domain = $1
            order by r.record desc limit $2
            """, domain, options.Value.CountedPeople));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var records = new List<long>();
        while (await reader.ReadAsync(ct)) records.Add(reader.GetInt64(0));
        return records;
    }
}

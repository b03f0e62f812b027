using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>All pseudonyms of one original, where it may have several.</summary>
public sealed class ExistingPseudonyms(NpgsqlDataSource database, DomainCatalog catalog, TimeProvider clock)
{
    public async Task<IReadOnlyList<string>> FindAsync(
        Caller caller, string name, string original, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (!caller.MayUse(name) || await catalog.FindAsync(name, ct) is not { } domain) return [];
            if (await ReadAsync(domain, original, caller, ct) is { } found) return found;
            catalog.Forget(domain);
        }

        throw new TimeoutException("The domain changed again and again while it was read.");
    }

    /// <summary>Null where the domain has changed. The audit entry is committed before anything is answered.</summary>
    async Task<IReadOnlyList<string>?> ReadAsync(
        OpenDomain domain, string original, Caller caller, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var entry = new AuditEntry("pseudonym-get", $"domain/{domain.Row.Stream}", "done",
            Detail: new { asked = 1, all = true });
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select pseudonym from pseudonym.pairs where lookup = any($1) and (valid_until is null or valid_until > $2)
            order by number
            """, (object)Enumerable.Range(0, domain.Lookups).Select(key => domain.Lookup(original, key)).ToArray(),
            now.UtcDateTime));
        batch.BatchCommands.Add(PairSql.Versions([domain.Id]));
        batch.BatchCommands.Add(Audit.Commands([AuditRecord.Of(entry, caller, now)]));
        var found = new List<string>();
        var known = false;
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) found.Add(reader.GetString(0));
            known = (await PairSql.TakeVersionsAsync(reader, [domain], ct)).Count == 1;
            while (await reader.NextResultAsync(ct))
            {
            }
        }

        return known ? found : null;
    }
}

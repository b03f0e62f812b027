using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Behind the requests: wraps keys anew where the key file has a newer key-encryption key, seals and hashes pairs anew
/// where a domain has a newer key, and destroys a key under which nothing is any more. Several replicas may do it at
/// once; each takes rows nobody else has.
/// </summary>
public sealed class KeyRotator(
    NpgsqlDataSource database, IDocumentStore store, Vault vault, DomainCatalog catalog, TimeProvider clock,
    ILogger<KeyRotator> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    readonly SemaphoreSlim _woken = new(0);

    public void Wake() => _woken.Release();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wrapped = false; // once: replicas that still have the older key first would turn it back
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!wrapped) await WrapAsync(stoppingToken);
                wrapped = true;
                foreach (var name in await OutdatedAsync(stoppingToken)) await RotateAsync(name, stoppingToken);
                await _woken.WaitAsync(Pause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or VaultException or TimeoutException
                or StreamMovedException or CommitOutcomeUnknownException)
            {
                LogMessages.RotationFailed(log, e.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(5), clock, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Keys that an older key-encryption key wraps, so that it can be taken out of the key file.</summary>
    async Task WrapAsync(CancellationToken ct)
    {
        var old = new List<(int Domain, Guid Stream, string Use, short Version, WrappedKey Key)>();
        await using (var command = database.CreateCommand("""
            select d.id, d.stream, k.use, k.version, k.kek, k.wrapped
            from pseudonym.keys k join pseudonym.domains d on d.id = k.domain
            """))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                var key = new WrappedKey(reader.GetString(4), reader.GetFieldValue<byte[]>(5));
                if (vault.IsOlder(key))
                    old.Add((reader.GetInt32(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt16(3), key));
            }
        }

        await WrapVaultAsync(ct);
        if (old.Count == 0) return;
        var session = store.LightweightSession(new("key-rotator", "key-rotator"));
        foreach (var (domain, stream, use, version, key) in old)
        {
            var anew = vault.Rewrap(DomainKeys.Subject(stream, use, version), key);
            session.QueueSqlCommand(Sql.Command("""
                update pseudonym.keys set kek = $4, wrapped = $5
                where domain = $1 and use = $2 and version = $3 and kek = $6
                """, domain, use, version, anew.Kek, anew.Wrapped, key.Kek));
        }

        session.Audit(new AuditEntry("pseudonym-keys-wrapped", "keys", "done", Detail: new { keys = old.Count }));
        await session.SaveChangesAsync(ct);
    }

    /// <summary>Those of the vault: sealed requests, and the originals of cases.</summary>
    async Task WrapVaultAsync(CancellationToken ct)
    {
        var old = new List<(Guid Subject, WrappedKey Key)>();
        await using (var command = database.CreateCommand("select subject, kek, wrapped from vault.keys"))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                var key = new WrappedKey(reader.GetString(1), reader.GetFieldValue<byte[]>(2));
                if (vault.IsOlder(key)) old.Add((reader.GetGuid(0), key));
            }
        }

        foreach (var portion in old.Chunk(1_000))
        {
            var anew = Array.ConvertAll(portion, one => vault.Rewrap(one.Subject, one.Key));
            var session = store.LightweightSession(new("key-rotator", "key-rotator"));
            session.QueueSqlCommand(Sql.Command("""
                update vault.keys k set kek = n.kek, wrapped = n.wrapped
                from unnest($1, $2, $3, $4) as n(subject, kek, wrapped, old)
                where k.subject = n.subject and k.kek = n.old
                """, Array.ConvertAll(portion, one => one.Subject), Array.ConvertAll(anew, key => key.Kek),
                Array.ConvertAll(anew, key => key.Wrapped), Array.ConvertAll(portion, one => one.Key.Kek)));
            session.Audit(new AuditEntry("vault-keys-wrapped", "keys", "done", Detail: new { keys = portion.Length }));
            await session.SaveChangesAsync(ct);
        }
    }

    async Task<List<string>> OutdatedAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select d.name from pseudonym.keys k join pseudonym.domains d on d.id = k.domain
            group by d.name, k.use having count(*) > 1 order by d.name
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await reader.ReadAsync(ct))
            if (!names.Contains(reader.GetString(0))) names.Add(reader.GetString(0));
        return names;
    }

    async Task RotateAsync(string name, CancellationToken ct)
    {
        while (true)
        {
            for (var portion = new Portion(0, 0); portion is not null;)
            {
                var from = portion.Last;
                portion = await PairTransaction.RunAsync(database, catalog, name, () => Task.FromResult(Portion.End),
                    (transaction, domain) => Resealing.PortionAsync(transaction, domain, from, ct), ct);
                if (portion.Rows == 0) break;
            }

            if (await catalog.FindAnyAsync(name, ct) is not { } known) return;
            if (!await Resealing.IsLeftAsync(database, known, ct) && await RetireAsync(name, ct)) return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, ct); // somebody held rows or changed the domain
        }
    }

    /// <summary>False where the domain has changed in the meantime.</summary>
    async Task<bool> RetireAsync(string name, CancellationToken ct)
    {
        var session = store.LightweightSession(new("key-rotator", "key-rotator"));
        var id = CreatingDomain.StreamOf(name);
        var stream = await session.Events.FetchForWriting<Domain>(id, ct);
        if (await catalog.FindAnyAsync(name, ct) is not { } domain) return true;
        if (domain.Row.Version != stream.StartingVersion)
        {
            catalog.Forget(domain);
            return false;
        }

        var gone = domain.OldKeys.Select(key => new DomainKeyRetired(name, key.Use, key.Version)).ToArray();
        if (gone.Length == 0) return true;
        stream.AppendMany([.. gone]);
        foreach (var key in gone)
        {
            session.QueueSqlCommand(Sql.Command(
                "delete from pseudonym.keys where domain = $1 and use = $2 and version = $3",
                domain.Id, key.Use, (short)key.KeyVersion));
        }

        session.Audit(new AuditEntry("pseudonym-keys-retired", $"domain/{id}", "done"));
        await session.SaveChangesAsync(ct);
        catalog.Forget(domain);
        return true;
    }
}

/// <summary>How far a pass over the pairs has come.</summary>
sealed record Portion(int Rows, long Last)
{
    public static Portion End { get; } = new(0, 0);
}

using System.Collections.Concurrent;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>
/// Whom nobody has recorded yet needs no look before the first document: the transaction itself finds out whether that
/// and the domain's settings are still so, and is refused where they are not. This guesses; it decides nothing. What
/// other instances record meanwhile is guessed wrongly once.
/// </summary>
public sealed class NewPeople(NpgsqlDataSource dataSource, TimeProvider clock) : BackgroundService
{
    const string Unchanged = Sql.Rows + "select consent.expect_settings($1, $2)";
    const string Changed = "TC008";

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, GuessedDomain> _domains = new(StringComparer.Ordinal);
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    KnownLookups? _known;

    /// <summary>Ends when everybody who was recorded before is known; until then nothing is guessed.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The domain as it was last read, where nobody has these lookups; else null.</summary>
    public GuessedDomain? Guess(string domain, byte[][] lookups)
    {
        if (!Ready.IsCompletedSuccessfully || !_domains.TryGetValue(domain, out var guessed)) return null;
        foreach (var lookup in lookups)
            if (_known!.MayContain(lookup)) return null;
        return guessed;
    }

    /// <summary>Refuses the transaction where the domain is not as it was guessed any more.</summary>
    public static void Expect(IDocumentSession session, GuessedDomain guessed) => session.QueueSqlCommand(
        Sql.Command(Unchanged, new[] { guessed.Settings.Name }, new[] { guessed.Row }));

    public static bool IsOutdated(PostgresException e) => e.SqlState == Changed;

    /// <summary>From here on these are somebody's, perhaps.</summary>
    public void Remember(byte[][] lookups)
    {
        if (Volatile.Read(ref _known) is not { } known) return;
        foreach (var lookup in lookups) known.Add(lookup);
    }

    /// <param name="row">Which version of its row was read: its xmin.</param>
    public void Remember(DomainSettings settings, string row)
    {
        if (!_domains.TryGetValue(settings.Name, out var known) || known.Row != row)
            _domains[settings.Name] = new(settings, row);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LoadAsync(stoppingToken);
                _ready.TrySetResult();
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    async Task LoadAsync(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var count = new NpgsqlCommand("select count(*) from consent.signer_ids", connection);
        var known = new KnownLookups(2 * (long)(await count.ExecuteScalarAsync(ct))!);
        Volatile.Write(ref _known, known); // who is recorded from here on is added to what is read now
        await using var read = new NpgsqlCommand("select lookup from consent.signer_ids", connection);
        read.CommandTimeout = 600;
        await using var row = await read.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) known.Add(row.GetFieldValue<byte[]>(0));
    }
}

/// <summary>A domain as it was when it was last read.</summary>
/// <param name="Row">Which version of its row that was.</param>
public sealed record GuessedDomain(DomainSettings Settings, string Row);

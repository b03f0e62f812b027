using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using TrustCenter.Consents;
using TrustCenter.Events;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>The consent database of a running suite, seen past the service, as the superuser.</summary>
public sealed class SuiteStore : IAsyncDisposable
{
    readonly NpgsqlDataSource _source;

    SuiteStore(NpgsqlDataSource source)
    {
        _source = source;
        var options = new EventStoreOptions();
        ConsentsService.Events(options);
        Log = new(source, options, TimeProvider.System);
    }

    public DocumentStore Log { get; }

    public static async Task<SuiteStore> OpenAsync(SuiteProcess suite, CancellationToken ct)
    {
        using var known = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(suite.Data, "suite.json"), ct));
        var password = await File.ReadAllTextAsync(Path.Combine(suite.Data, "postgres/superuser-password"), ct);
        return new(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = known.RootElement.GetProperty("PostgresPort").GetInt32(),
            Database = "consent",
            Username = "postgres",
            Password = password.Trim(),
        }));
    }

    public async Task<long> CountAsync(string sql, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), null);
    }

    public async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct)) rows.Add(row(reader));
        return rows;
    }

    /// <summary>What evaluation would read, made from events instead of the read model.</summary>
    public static DocumentFacts Facts(IEvent recorded)
    {
        var e = (ConsentRecorded)recorded.Data;
        return new(e.ConsentId, (int)recorded.Version, e.Kind, e.SignedAt, recorded.Metadata.RecordedAt, Counts: true,
            ProvisionText.Parse(e.Provisions), [], [.. e.Signers]);
    }

    /// <summary>The documents of each subject, as the events that were visible at a position say.</summary>
    public async Task<Dictionary<Guid, ImmutableArray<DocumentFacts>>> DocumentsAtAsync(
        string position, CancellationToken ct) =>
        (await Log.FetchVisibleAtAsync(position, ct)).Where(e => e.Data is ConsentRecorded)
            .GroupBy(e => ((ConsentRecorded)e.Data).Subject)
            .ToDictionary(person => person.Key, person => person.Select(Facts).ToImmutableArray());

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await _source.DisposeAsync();
    }
}

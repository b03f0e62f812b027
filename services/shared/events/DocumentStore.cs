using System.Reflection;
using Npgsql;

namespace TrustCenter.Events;

/// <summary>
/// The event store of one service: one database, one append-only log. Build one per process and keep it.
/// </summary>
public sealed class DocumentStore : IDocumentStore, IAsyncDisposable
{
    readonly GroupCommitter _committer;
    readonly LogBell _bell;

    /// <summary>Opens the store; touches the database at first use only.</summary>
    /// <param name="dataSource">
    /// As the service's role. For speed: <c>No Reset On Close=true;Max Auto Prepare=100;Auto Prepare Min Usages=2</c>.
    /// Stays the caller's.
    /// </param>
    /// <param name="options">Names, projections, subscriptions.</param>
    /// <param name="clock">Gives the time of recording.</param>
    /// <exception cref="InvalidOperationException">
    /// An old version of an event can't be brought to the present.
    /// </exception>
    public DocumentStore(NpgsqlDataSource dataSource, EventStoreOptions options, TimeProvider clock)
    {
        options.Names.DemandUpcasts();
        (DataSource, Options, Clock) = (dataSource, options, clock);
        _bell = new LogBell(dataSource);
        _committer = new GroupCommitter(dataSource, options.Writers, options.UnitsPerCommit, _bell.Ring);
    }

    /// <summary>Channel on which PostgreSQL's NOTIFY says that there are new events; a hint, not a promise.</summary>
    public const string Bell = LogBell.Channel;

    /// <summary>The schema's script for the migrations, run as the owner.</summary>
    public static (string Name, string Sql) Schema { get; } = ("events", ReadSchema());

    /// <summary>The data source it was opened with.</summary>
    public NpgsqlDataSource DataSource { get; }

    internal EventStoreOptions Options { get; }

    internal TimeProvider Clock { get; }

    /// <inheritdoc />
    public IDocumentSession LightweightSession(SessionContext context) => new DocumentSession(this, context);

    /// <inheritdoc />
    public IQuerySession QuerySession() => new EventQueries(this);

    /// <summary>
    /// Where the log stands now, to be handed out with an answer: <c>pg_current_snapshot()</c> as text.
    /// </summary>
    public async Task<string> PositionAsync(CancellationToken ct = default)
    {
        await using var command = DataSource.CreateCommand("select pg_current_snapshot()::text");
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Every event that was visible at a position, in the log's order.</summary>
    /// <param name="position">As <see cref="PositionAsync"/> gave it.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<IEvent>> FetchVisibleAtAsync(string position, CancellationToken ct = default) =>
        EventQueries.ReadAsync(this, $"""
            select {StoredEvent.Columns} from events.events e
            where pg_visible_in_snapshot(e.tx, $1::text::pg_snapshot) order by e.tx, e.seq
            """, [new() { Value = position }], ct, patience: 30);

    /// <summary>Waits until everything handed over for saving has its outcome, and takes nothing new.</summary>
    public async ValueTask DisposeAsync()
    {
        await _committer.DisposeAsync();
        await _bell.DisposeAsync();
    }

    internal Task CommitAsync(CommitUnit unit, CancellationToken ct) => _committer.CommitAsync(unit, ct);

    static string ReadSchema()
    {
        using var resource = Assembly.GetExecutingAssembly()
            .GetManifestResourceStream("TrustCenter.Events.Schema.sql")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}

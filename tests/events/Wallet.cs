using System.Collections.Immutable;
using Npgsql;
using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

public sealed record MoneyPut(int Amount, string Purpose);

public sealed record MoneyTaken(int Amount, DateTimeOffset EffectiveAt) : IEffective;

public enum WalletKind
{
    Plain,
    SafeBox,
}

public sealed record WalletNamed(string Name, WalletKind Kind, string[] Owners);

/// <summary>The state that these tests fold: rich enough for a snapshot to lose something if it could.</summary>
public sealed record Wallet(
    int Balance, int Movements, string? Name, WalletKind Kind, ImmutableSortedDictionary<string, int> ByPurpose,
    ImmutableArray<string> Owners) : IFold<Wallet>
{
    public static Wallet Initial { get; } =
        new(0, 0, null, WalletKind.Plain, ImmutableSortedDictionary<string, int>.Empty, []);

    public static Wallet Evolve(Wallet wallet, object @event) => @event switch
    {
        MoneyPut e => wallet with
        {
            Balance = wallet.Balance + e.Amount,
            Movements = wallet.Movements + 1,
            ByPurpose = wallet.ByPurpose.SetItem(e.Purpose, wallet.ByPurpose.GetValueOrDefault(e.Purpose) + e.Amount),
        },
        MoneyTaken e => wallet with { Balance = wallet.Balance - e.Amount, Movements = wallet.Movements + 1 },
        WalletNamed e => wallet with { Name = e.Name, Kind = e.Kind, Owners = [.. e.Owners] },
        _ => wallet,
    };

    public static Decision Take(Wallet wallet, int amount, DateTimeOffset now) => amount switch
    {
        0 => Decision.Nothing,
        _ when amount > wallet.Balance => Rejection.Conflict("not-enough", "The wallet holds less than that."),
        _ => Decision.Of(new MoneyTaken(amount, now)),
    };
}

public sealed class WalletBalances : IInlineProjection
{
    public const string Table = "wallets";

    public static readonly (string, string) Schema = ("wallets", """
        create table if not exists wallets (id uuid primary key, balance int not null check (balance < 1000000),
            movements int not null);
        create table if not exists notes (note text primary key);
        create table if not exists seen (event_id uuid, follower text);
        grant select, insert, update, delete, truncate on wallets, notes, seen to {app};
        """);

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        MoneyPut e => [Change(@event.StreamId, e.Amount)],
        MoneyTaken e => [Change(@event.StreamId, -e.Amount)],
        _ => [],
    };

    static NpgsqlBatchCommand Change(Guid id, int amount) => Sql.Command("""
        insert into wallets as w (id, balance, movements) values ($1, $2, 1)
        on conflict (id) do update set balance = w.balance + $2, movements = w.movements + 1
        """, id, amount);
}

/// <summary>A store on a fresh database, and what tests do with it all the time.</summary>
public sealed class WalletStore : IAsyncDisposable
{
    public static readonly SessionContext Somebody = new("somebody", "trace-1", "because");

    public required TestDatabase Database { get; init; }

    public required NpgsqlDataSource DataSource { get; init; }

    public required DocumentStore Store { get; init; }

    public required TestClock Clock { get; init; }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<WalletStore> OpenAsync(
        PostgresFixture postgres, Action<EventStoreOptions>? configure = null, TestDatabase? existing = null,
        EventStoreOptions? options = null)
    {
        var database = existing ?? await postgres.DatabaseAsync(DocumentStore.Schema, WalletBalances.Schema);
        var source = database.AppDataSource();
        var clock = new TestClock();
        return new()
        {
            Database = database,
            DataSource = source,
            Clock = clock,
            Store = new DocumentStore(source, options ?? Options(configure), clock),
        };
    }

    public static EventStoreOptions Options(Action<EventStoreOptions>? configure = null)
    {
        var options = new EventStoreOptions()
            .Event<MoneyPut>("money-put").Event<MoneyTaken>("money-taken").Event<WalletNamed>("wallet-named")
            .Stream<Wallet>("wallet");
        options.Projections.Add(new WalletBalances());
        configure?.Invoke(options);
        return options;
    }

    public IDocumentSession Session() => Store.LightweightSession(Somebody);

    public async Task AppendAsync(Guid id, long expected, params object[] events)
    {
        var session = Session();
        session.Events.Append<Wallet>(id, expected, events);
        await session.SaveChangesAsync(Ct);
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ct);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>As an older program would have stored it.</summary>
    public async Task StoreRawAsync(Guid stream, string type, int version, string json)
    {
        await using var command = DataSource.CreateCommand("""
            select events.append(array[$1], '{wallet}', '{1}', array[$2], array[$3], array[$4], array[$5::jsonb],
                array[null]::timestamptz[], '{a}', array[null]::text[], '{c}', array[now()])
            """);
        foreach (var value in (object[])[stream, Guid.CreateVersion7(), type, version, json])
            command.Parameters.Add(new() { Value = value });

        await command.ExecuteNonQueryAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Database.DisposeAsync();
    }
}

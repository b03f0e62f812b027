using Npgsql;
using TrustCenter.Postgres;

namespace TrustCenter.Testing;

/// <summary>A database of one test, with the two roles that a service has.</summary>
public sealed class TestDatabase(string superuserConnection, string name) : IAsyncDisposable
{
    /// <summary>Owns the schema.</summary>
    public static readonly DatabaseRole Owner = new("tc_test_owner", "owner-of-nothing-real");

    /// <summary>What a service signs in as.</summary>
    public static readonly DatabaseRole App = new("tc_test_app", "app-of-nothing-real");

    readonly List<NpgsqlDataSource> _sources = [];

    /// <summary>Name of the database.</summary>
    public string Name { get; } = name;

    /// <summary>As the owner of the schema.</summary>
    public string OwnerConnectionString => ConnectionString(Owner);

    /// <summary>As the service, with the settings services use.</summary>
    public string AppConnectionString => ConnectionString(App);

    /// <summary>As a superuser, in this database.</summary>
    public string SuperuserConnectionString =>
        new NpgsqlConnectionStringBuilder(superuserConnection) { Database = Name }.ConnectionString;

    /// <summary>A pool as the service; closed with the database.</summary>
    public NpgsqlDataSource AppDataSource() => Open(AppConnectionString);

    /// <summary>A pool as the schema's owner; closed with the database.</summary>
    public NpgsqlDataSource OwnerDataSource() => Open(OwnerConnectionString);

    /// <summary>A pool as superuser; closed with the database.</summary>
    public NpgsqlDataSource SuperuserDataSource() => Open(SuperuserConnectionString);

    /// <summary>Closes the pools and drops the database.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
            await source.DisposeAsync();

        _sources.Clear();
        await Databases.DropAsync(superuserConnection, Name);
    }

    NpgsqlDataSource Open(string connectionString)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        lock (_sources)
            _sources.Add(source);

        return source;
    }

    string ConnectionString(DatabaseRole role) => new NpgsqlConnectionStringBuilder(superuserConnection)
    {
        Database = Name,
        Username = role.Name,
        Password = role.Password,
        Pooling = true,
        MaxPoolSize = 16,
        NoResetOnClose = true,
        MaxAutoPrepare = 100,
        AutoPrepareMinUsages = 2,
    }.ConnectionString;
}

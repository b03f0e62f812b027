using Npgsql;

namespace TrustCenter.Postgres;

/// <summary>A role that can sign in.</summary>
/// <param name="Name">Role name.</param>
/// <param name="Password">Its password.</param>
public sealed record DatabaseRole(string Name, string Password);

/// <summary>Databases and roles of a server.</summary>
public static class Databases
{
    const long LockKey = 0x7463_6461_7461; // "tcdata"

    /// <summary>
    /// Makes sure that a database exists with its two roles, sets their passwords and lets nobody else connect.
    /// Safe to call by several processes at once.
    /// </summary>
    /// <param name="superuserConnection">A role that may create databases and roles.</param>
    /// <param name="database">Name of the database.</param>
    /// <param name="owner">Owns the schema; used by migrations only.</param>
    /// <param name="app">What the service signs in as.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task EnsureAsync(
        string superuserConnection, string database, DatabaseRole owner, DatabaseRole app,
        CancellationToken ct = default)
    {
        await using var connection = await OpenAsync(superuserConnection, ct);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", ct);
        foreach (var role in (DatabaseRole[])[owner, app])
        {
            var verb = await ExistsAsync(connection, "select from pg_roles where rolname = $1", role.Name, ct)
                ? "alter" : "create";
            await ExecuteFormattedAsync(
                connection, verb + " role %I login password %L", [role.Name, role.Password], ct);
        }

        if (!await ExistsAsync(connection, "select from pg_database where datname = $1", database, ct))
            await ExecuteFormattedAsync(connection, "create database %I owner %I", [database, owner.Name], ct);

        await ExecuteFormattedAsync(connection, "revoke all on database %I from public", [database], ct);
        await ExecuteFormattedAsync(connection, "grant connect on database %I to %I", [database, app.Name], ct);
    }

    /// <summary>
    /// Copies a database nobody is connected to: the quick way to a fresh one for a test (about 0.1 s).
    /// </summary>
    public static async Task CloneAsync(
        string superuserConnection, string template, string database, DatabaseRole owner, DatabaseRole app,
        CancellationToken ct = default)
    {
        await using var connection = await OpenAsync(superuserConnection, ct);
        await ExecuteFormattedAsync(
            connection, "create database %I template %I owner %I", [database, template, owner.Name], ct);
        await ExecuteFormattedAsync(connection, "revoke all on database %I from public", [database], ct);
        await ExecuteFormattedAsync(connection, "grant connect on database %I to %I", [database, app.Name], ct);
    }

    /// <summary>Drops a database, throwing out whoever is connected; none of that name is no error.</summary>
    public static async Task DropAsync(string superuserConnection, string database, CancellationToken ct = default)
    {
        await using var connection = await OpenAsync(superuserConnection, ct);
        await ExecuteFormattedAsync(connection, "drop database if exists %I with (force)", [database], ct);
    }

    static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken ct)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    static async Task<bool> ExistsAsync(NpgsqlConnection connection, string sql, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct);
    }

    // statements of this kind take no parameters, so the server itself quotes what goes into them
    static async Task ExecuteFormattedAsync(
        NpgsqlConnection connection, string format, string[] parts, CancellationToken ct)
    {
        await using var formatting = new NpgsqlCommand("select format($1, variadic $2)", connection)
        {
            Parameters = { new() { Value = format }, new() { Value = parts } },
        };
        await ExecuteAsync(connection, (string)(await formatting.ExecuteScalarAsync(ct))!, ct);
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // constants, or quoted by the server's format()
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}

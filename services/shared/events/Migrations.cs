using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace TrustCenter.Events;

/// <summary>Brings a database's schema to what the program expects.</summary>
public static class Migrations
{
    /// <summary>Stands in a script for the service's role, quoted: <c>grant select on t to {app};</c>.</summary>
    public const string AppRolePlaceholder = "{app}";

    const long LockKey = 0x7463_6d69_6772; // "tcmigr"

    /// <summary>
    /// Runs scripts in their order, all in one transaction, under a lock, so that several instances may start at once.
    /// Scripts are idempotent; one that already ran with the same text is passed over.
    /// </summary>
    /// <param name="ownerConnection">Connection string of the schema's owner.</param>
    /// <param name="scripts">Name and text.</param>
    /// <param name="appRole">What <see cref="AppRolePlaceholder"/> becomes.</param>
    /// <param name="ct">Gives up; nothing is changed then.</param>
    /// <returns>Names of the scripts that ran.</returns>
    public static async Task<IReadOnlyList<string>> ApplyAsync(
        string ownerConnection, IEnumerable<(string Name, string Sql)> scripts, string appRole,
        CancellationToken ct = default)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(ownerConnection) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({LockKey})", ct);
        await ExecuteAsync(connection, """
            create schema if not exists migrations;
            create table if not exists migrations.applied (
                name text primary key, sha256 bytea not null, applied_at timestamptz not null default now());
            create table if not exists migrations.history (
                name text not null, sha256 bytea not null, applied_at timestamptz not null default now(),
                primary key (name, sha256))
            """, ct);
        using var quoting = new NpgsqlCommandBuilder();
        var role = quoting.QuoteIdentifier(appRole);
        await ExecuteAsync(connection, $"""
            grant usage on schema migrations to {role};
            grant select on migrations.history to {role}
            """, ct);
        var ran = new List<string>();
        foreach (var (name, sql) in scripts)
        {
            var text = sql.Replace(AppRolePlaceholder, role, StringComparison.Ordinal);
            if (await RememberAsync(connection, name, text, ct))
            {
                await ExecuteAsync(connection, text, ct);
                ran.Add(name);
            }

            await RecordAsync(connection, name, sql, ct);
        }

        await transaction.CommitAsync(ct);
        return ran;
    }

    /// <summary>
    /// Names of the scripts that never ran here with this text. What a later version ran counts for itself and takes
    /// nothing away, so an older instance beside a newer one misses nothing.
    /// </summary>
    /// <param name="database">As the service's own role.</param>
    /// <param name="scripts">What the program was built with.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<IReadOnlyList<string>> MissingAsync(
        NpgsqlDataSource database, IReadOnlyList<(string Name, string Sql)> scripts, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand("""
            select wanted.name from unnest($1, $2) wanted (name, sha256)
            where not exists (select from migrations.history h where (h.name, h.sha256) = (wanted.name, wanted.sha256))
            """);
        command.Parameters.Add(new() { Value = scripts.Select(script => script.Name).ToArray() });
        command.Parameters.Add(new() { Value = scripts.Select(script => Hash(script.Sql)).ToArray() });
        var missing = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            missing.Add(reader.GetString(0));

        return missing;
    }

    static async Task RecordAsync(NpgsqlConnection connection, string name, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "insert into migrations.history (name, sha256) values ($1, $2) on conflict do nothing", connection)
        {
            Parameters = { new() { Value = name }, new() { Value = Hash(sql) } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>True where the script has never run with this text.</summary>
    static async Task<bool> RememberAsync(NpgsqlConnection connection, string name, string text, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            insert into migrations.applied as a (name, sha256) values ($1, $2)
            on conflict (name) do update set sha256 = $2, applied_at = now() where a.sha256 <> $2
            """, connection)
        {
            Parameters = { new() { Value = name }, new() { Value = Hash(text) } },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // the program's own scripts
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}

using System.Security.Cryptography;
using System.Text;
using Npgsql;
using TrustCenter.Hosting;

namespace TrustCenter.Bench;

/// <summary>What pseudonyms are measured against: a table with the same columns and indexes, one statement a
/// request; no encryption, no keyed hash, no audit, no check for what is there.</summary>
static class BarePairs
{
    public const string Schema = """
        create schema if not exists bench;
        create table if not exists bench.pairs (like pseudonym.pairs including all);
        """;

    public const string Insert = """
        insert into bench.pairs (domain, lookup, number, pseudonym, original, key_version, hash_version, created_at,
            created_by)
        select 1, lookup, 1, pseudonym, original, 1, 1, $4, 'bench'
        from unnest($1, $2, $3) as t(lookup, pseudonym, original)
        """;

    public const string Select = """
        select lookup, pseudonym, number, valid_until from bench.pairs where lookup = any($1)
        """;

    public sealed record Wanted(string Domain, string[] Originals);

    public sealed record Answer(string Pseudonym);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/pairs", AnswerInsertAsync).RequirePermission("pseudonym.create");
        app.MapPost("/pairs/get", AnswerSelectAsync).RequirePermission("pseudonym.read");
    }

    /// <summary>A lookup without a key, as good for an index as any.</summary>
    public static Guid Lookup(string original) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(original)).AsSpan(0, 16), bigEndian: true);

    public static async Task InsertAsync(
        NpgsqlDataSource database, string[] originals, DateTime now, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Insert);
        command.Parameters.Add(new() { Value = Array.ConvertAll(originals, Lookup) });
        command.Parameters.Add(new()
        {
            // long enough never to meet another
            Value = Array.ConvertAll(originals, _ => RandomNumberGenerator.GetHexString(14)),
        });
        // as many bytes as a sealed original has
        command.Parameters.Add(new()
        {
            Value = Array.ConvertAll(originals, text => Encoding.UTF8.GetBytes(text.PadRight(text.Length + 28))),
        });
        command.Parameters.Add(new() { Value = now });
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<int> SelectAsync(NpgsqlDataSource database, string[] originals, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(new() { Value = Array.ConvertAll(originals, Lookup) });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = 0;
        while (await reader.ReadAsync(ct)) found += reader.GetString(1).Length > 0 ? 1 : 0;
        return found;
    }

    static async Task<IResult> AnswerInsertAsync(
        Wanted wanted, NpgsqlDataSource database, TimeProvider clock, CancellationToken ct)
    {
        await InsertAsync(database, wanted.Originals, clock.GetUtcNow().UtcDateTime, ct);
        return TypedResults.Ok(new Answer("inserted"));
    }

    static async Task<IResult> AnswerSelectAsync(Wanted wanted, NpgsqlDataSource database, CancellationToken ct) =>
        await SelectAsync(database, wanted.Originals, ct) == 1
            ? TypedResults.Ok(new Answer("found")) : TypedResults.NotFound();
}

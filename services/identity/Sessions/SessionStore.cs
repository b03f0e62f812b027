using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>A token that is good now.</summary>
/// <param name="Uses">How often it can still be used.</param>
/// <param name="Person">The person registered with its last use, where only the answer is still owed.</param>
/// <param name="Result">What came of many patients, under the token's own key.</param>
sealed record OpenToken(
    SessionSecret Secret, SessionServer Server, TokenWish Wish, int Uses, Guid? Person, bool Tentative,
    byte[]? Result);

/// <summary>Sessions and tokens in the database, by their hashes.</summary>
static class SessionStore
{
    const string Find = """
        select t.content, t.uses, t.person, t.tentative, t.result, s.server
        from identity.session_tokens t join identity.sessions s on s.session = t.session
        where t.token = $1 and s.expires_at > $2
        """;

    /// <summary>False where the server has too many.</summary>
    public static async Task<bool> CreateAsync(
        NpgsqlDataSource data, SessionSecret session, string server, DateTimeOffset now, SessionsOptions options,
        CancellationToken ct)
    {
        await using (var old = data.CreateCommand("delete from identity.sessions where expires_at < $1"))
        {
            old.Parameters.Add(new() { Value = now.UtcDateTime });
            await old.ExecuteNonQueryAsync(ct);
        }

        return await RunAsync(data, Sql.Command("""
            insert into identity.sessions (session, server, expires_at)
            select $1, $2, $3 where (select count(*) from identity.sessions where server = $2) < $4
            """, session.Hash, server, now.AddMinutes(options.Minutes).UtcDateTime, options.MostSessions), ct) == 1;
    }

    /// <summary>Whether the session lives and is the server's; then it lives on for a while.</summary>
    public static async Task<bool> TouchAsync(
        NpgsqlDataSource data, SessionSecret session, string server, DateTimeOffset now, int minutes,
        CancellationToken ct) => await RunAsync(data, Sql.Command("""
            update identity.sessions set expires_at = $4 where session = $1 and server = $2 and expires_at > $3
            """, session.Hash, server, now.UtcDateTime, now.AddMinutes(minutes).UtcDateTime), ct) == 1;

    /// <summary>With the session its tokens end.</summary>
    public static Task EndAsync(NpgsqlDataSource data, SessionSecret session, string server, CancellationToken ct) =>
        RunAsync(data, Sql.Command(
            "delete from identity.sessions where session = $1 and server = $2", session.Hash, server), ct);

    /// <summary>Ends one token of a session.</summary>
    public static Task EndTokenAsync(
        NpgsqlDataSource data, SessionSecret token, SessionSecret session, CancellationToken ct) =>
        RunAsync(data, Sql.Command("delete from identity.session_tokens where token = $1 and session = $2",
            token.Hash, session.Hash), ct);

    public static async Task<long> TokensAsync(NpgsqlDataSource data, SessionSecret session, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "select count(*) from identity.session_tokens where session = $1");
        command.Parameters.Add(new() { Value = session.Hash });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public static NpgsqlBatchCommand Insert(SessionSecret token, SessionSecret session, TokenWish wish) => Sql.Command(
        "insert into identity.session_tokens (token, session, content, uses) values ($1, $2, $3, $4)",
        token.Hash, session.Hash, token.Seal(wish), wish.Uses);

    public static async Task<OpenToken?> FindAsync(
        NpgsqlDataSource data, string? id, SessionsOptions options, DateTimeOffset now, CancellationToken ct)
    {
        if (id is not { Length: SessionSecret.Length }) return null;
        var secret = new SessionSecret(id);
        await using var command = data.CreateCommand(Find);
        command.Parameters.Add(new() { Value = secret.Hash });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        var server = options.Servers.Find(server => server.Name == reader.GetString(5));
        return server is null ? null : new(secret, server, secret.Open<TokenWish>(reader.GetFieldValue<byte[]>(0)),
            reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.GetBoolean(3),
            reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4));
    }

    /// <summary>Uses a token for this person; refused (TC012) where somebody was first or the session ended.</summary>
    public static NpgsqlBatchCommand Bind(OpenToken token, Guid person, bool tentative) => Sql.Command(
        "select identity.bind_token($1, $2, $3, $4)", token.Secret.Hash, token.Uses, person, tentative);

    /// <summary>Uses a token; refused (TC012) where somebody was first or the session ended.</summary>
    public static NpgsqlBatchCommand Use(OpenToken token) => Sql.Command(
        "select identity.use_token($1, $2)", token.Secret.Hash, token.Uses);

    /// <summary>Keeps what came of many patients until it is fetched.</summary>
    public static NpgsqlBatchCommand Keep(OpenToken token, byte[] result) => Sql.Command(
        "select identity.keep_result($1, $2, $3)", token.Secret.Hash, token.Uses, result);

    /// <summary>A use that led to no answer was none.</summary>
    public static Task GiveBackAsync(NpgsqlDataSource data, OpenToken token, CancellationToken ct) => RunAsync(data,
        Sql.Command("update identity.session_tokens set uses = uses + 1 where token = $1 and person is null",
            token.Secret.Hash), ct);

    public static bool IsUsed(PostgresException e) => e.SqlState == "TC012";

    static async Task<int> RunAsync(NpgsqlDataSource data, NpgsqlBatchCommand command, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(command);
        return await batch.ExecuteNonQueryAsync(ct);
    }
}

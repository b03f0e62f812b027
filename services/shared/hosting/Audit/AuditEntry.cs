using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>One decision or one look at identifying data, for the audit trail. Ids of our own making only.</summary>
/// <param name="Action">What was asked for: a permission's name or a finer one.</param>
/// <param name="Object">On what: kind and id of our own, such as <c>consent/0198…</c>.</param>
/// <param name="Outcome">What came of it: <c>permit</c>, <c>deny</c>, <c>unknown</c>, <c>done</c>, <c>seen</c>,
/// <c>refused</c>.</param>
/// <param name="Purpose">Stated purpose, or null.</param>
/// <param name="Detail">
/// Small object of codes and ids, stored as JSON, or null; or a <see cref="CanonicalDetail"/>.
/// </param>
public sealed record AuditEntry(
    string Action, string Object, string Outcome, string? Purpose = null, object? Detail = null);

/// <summary>A detail that is in the chain's form already, for whoever writes thousands of entries a second.</summary>
/// <param name="Json">
/// JSON with names sorted by code unit, without spaces, escaped as System.Text.Json does by default.
/// </param>
public sealed record CanonicalDetail(string Json);

/// <summary>An audit entry with who and when.</summary>
/// <param name="Entry">What.</param>
/// <param name="Actor">Account or technical client.</param>
/// <param name="Roles">Its roles, sorted, separated by spaces.</param>
/// <param name="RequestId">W3C trace id of the request.</param>
/// <param name="At">When.</param>
public sealed record AuditRecord(AuditEntry Entry, string Actor, string Roles, string RequestId, DateTimeOffset At)
{
    /// <summary>What a caller did now.</summary>
    public static AuditRecord Of(AuditEntry entry, Caller caller, DateTimeOffset now) =>
        new(entry, caller.Name, RoleNames.Of(caller.Roles), caller.RequestId, now);
}

/// <summary>Writes audit entries: statements for the transaction of what they document.</summary>
public static class Audit
{
    /// <summary>One statement for many entries, for whoever answers many questions in one transaction.</summary>
    public static NpgsqlBatchCommand Commands(IReadOnlyList<AuditRecord> records)
    {
        var rows = new AuditRow[records.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = AuditRow.From(records[i]);

        return new NpgsqlBatchCommand(Sql.Rows + """
            insert into audit.entries (id, at, actor, roles, action, object, outcome, purpose, request_id, detail, leaf)
            select $1[n], $2[n], $3[n], $4[n], $5[n], $6[n], $7[n], $8[n], $9[n], $10[n]::jsonb, $11[n]
            from generate_series(1, cardinality($1)) as n
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(rows, row => row.Id) },
                new NpgsqlParameter<DateTime[]>
                {
                    TypedValue = Array.ConvertAll(rows, row => row.At.UtcDateTime),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                },
                Texts(rows, row => row.Actor),
                Texts(rows, row => row.Roles),
                Texts(rows, row => row.Action),
                Texts(rows, row => row.Object),
                Texts(rows, row => row.Outcome),
                Texts(rows, row => row.Purpose),
                Texts(rows, row => row.RequestId),
                Texts(rows, row => row.Detail),
                new NpgsqlParameter<byte[][]>
                {
                    TypedValue = Array.ConvertAll(rows, row => row.Leaf()),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
                },
            },
        };
    }

    static NpgsqlParameter<string?[]> Texts(AuditRow[] rows, Converter<AuditRow, string?> column) =>
        new()
        {
            TypedValue = Array.ConvertAll(rows, column),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        };
}

/// <summary>Queues audit entries on a session.</summary>
public static class SessionAudit
{
    /// <summary>
    /// Writes an entry in the same transaction as everything else in the session: both are stored or neither is.
    /// A session that no request owns has no roles.
    /// </summary>
    public static void Audit(this IDocumentSession session, AuditEntry entry)
    {
        var (roles, clock) = session is RequestSession request
            ? (RoleNames.Of(request.Caller.Roles), request.Clock)
            : ("", TimeProvider.System);
        session.AuditAll(new AuditRecord(
            entry, session.Context.Actor, roles, session.Context.CorrelationId, clock.GetUtcNow()));
    }

    /// <summary>Writes several entries as one statement in the session's transaction.</summary>
    public static void AuditAll(this IDocumentSession session, params IReadOnlyList<AuditRecord> records)
    {
        if (records.Count > 0)
            session.QueueSqlCommand(Hosting.Audit.Commands(records));
    }
}

static class RoleNames
{
    public static string Of(IReadOnlyCollection<string> roles) =>
        roles.Count == 1 ? roles.First() : string.Join(' ', roles.Order(StringComparer.Ordinal));
}

using Npgsql;
using NpgsqlTypes;

namespace TrustCenter.Hosting;

/// <summary>Which entries an <see cref="AuditQuestion"/> asks for.</summary>
static class AuditFilter
{
    /// <summary>Condition with parameters 1 to 6.</summary>
    public const string Where = """
        at >= $1 and at < $2 and ($3 is null or action = $3) and ($4 is null or object = $4)
            and ($5 is null or outcome = $5) and ($6 is null or actor = $6)
        """;

    public static void Bind(NpgsqlCommand command, AuditQuestion question, DateTimeOffset now)
    {
        var until = question.Until ?? now;
        command.Parameters.AddWithValue((question.From ?? until.AddDays(-30)).UtcDateTime);
        command.Parameters.AddWithValue(until.UtcDateTime);
        foreach (var text in (string?[])[question.Action, question.Object, question.Outcome, question.Actor])
            command.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }
}

using System.Data;
using Npgsql;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>One question about one person, with who asks.</summary>
public sealed record Check(CheckQuestion Question, CheckedPerson Person, Caller Caller);

/// <summary>An answer with what the audit needs: the subject (null: nobody known) and the log position.</summary>
public sealed record CheckResult(PolicyAnswer Answer, Guid? Subject, bool DomainKnown, string Position);

/// <summary>
/// Answers checks. Reading, deciding and the audit entry are one transaction: no answer without its entry.
/// </summary>
public static class Checker
{
    /// <summary>Answers questions of different callers at once; one audit entry each.</summary>
    public static async Task<IReadOnlyList<CheckResult>> AnswerAsync(
        NpgsqlDataSource dataSource, IReadOnlyList<Check> checks, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var snapshot = await PersonDocuments.ReadAsync(
            connection, transaction, [.. checks.Select(check => check.Person)], ct);
        var results = new CheckResult[checks.Count];
        var entries = new List<AuditRecord>(checks.Count);
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Answer(checks[i].Question, snapshot, snapshot.People[i]);
            entries.Add(AuditRecord.Of(Entry(checks[i], results[i]), checks[i].Caller, now));
        }

        await WriteAsync(connection, transaction, Audit.Commands(entries), ct);
        await transaction.CommitAsync(ct);
        return results;
    }

    /// <summary>Answers one question about many people; one audit entry that holds every decision.</summary>
    public static async Task<IReadOnlyList<CheckResult>> AnswerAsync(
        NpgsqlDataSource dataSource, CheckQuestion question, IReadOnlyList<CheckedPerson> people, Caller caller,
        DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var results = await AnswerAsync(connection, transaction, question, people, caller, now, ct);
        await transaction.CommitAsync(ct);
        return results;
    }

    /// <summary>The same inside the caller's transaction; nothing may be shown before its commit.</summary>
    public static async Task<IReadOnlyList<CheckResult>> AnswerAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CheckQuestion question,
        IReadOnlyList<CheckedPerson> people, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        var snapshot = await PersonDocuments.ReadAsync(connection, transaction, people, ct);
        var results = new CheckResult[people.Count];
        for (var i = 0; i < results.Length; i++) results[i] = Answer(question, snapshot, snapshot.People[i]);
        var entry = new AuditEntry("consent-check-many", question.Domain, "answered", question.Asked,
            PackedDecisions.Of(results, people, snapshot.Position));
        await WriteAsync(connection, transaction, Audit.Commands([AuditRecord.Of(entry, caller, now)]), ct);
        return results;
    }

    public static CheckResult Answer(CheckQuestion question, Snapshot snapshot, FoundPerson person)
    {
        if (!snapshot.Domains.TryGetValue(question.Domain, out var domain))
            return new(new(Permission.Unknown, ReasonCodes.NoDocument, []), null, false, snapshot.Position);
        if (person.IsDamaged)
        {
            return new(new(Permission.Unknown, ReasonCodes.ProvisionMalformed, []), person.Subject, true,
                snapshot.Position);
        }

        var options = domain.Options(question.PolicyVersion, question.KnownAt);
        return new(Evaluate(question, person.Documents, options), person.Subject, true, snapshot.Position);
    }

    static PolicyAnswer Evaluate(
        CheckQuestion question, ReadOnlySpan<DocumentFacts> documents, EvaluationOptions options)
    {
        if (question.Policy is { } policy) return ConsentEvaluation.Policy(documents, policy, question.At, options);
        if (question.Data is { } data)
        {
            return ConsentEvaluation.Use(
                documents, question.Purpose!, LegalDays.Of(question.At), data, options, question.Retrospective);
        }

        return ConsentEvaluation.Gate(documents, question.Purpose!, question.At, options);
    }

    static AuditEntry Entry(Check check, CheckResult result) => new(
        "consent-check",
        result.Subject?.ToString() ?? "unknown:" + Convert.ToHexStringLower(check.Person.Lookups[0].AsSpan(0, 8)),
        AnswerNames.Of(result.Answer.Permission),
        check.Question.Asked,
        new { reason = result.Answer.Reason, position = result.Position });

    static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, NpgsqlBatchCommand command, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { command } };
        await batch.ExecuteNonQueryAsync(ct);
    }
}

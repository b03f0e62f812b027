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
        var people = new CheckedPerson[checks.Count];
        for (var i = 0; i < people.Length; i++) people[i] = checks[i].Person;
        var snapshot = await PersonDocuments.ReadAsync(connection, transaction, people, ct);
        var results = new CheckResult[checks.Count];
        var entries = new List<AuditRecord>(checks.Count);
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Answer(checks[i].Question, snapshot, snapshot.People[i]);
            entries.Add(AuditRecord.Of(Entry(checks[i], results[i]), checks[i].Caller, now));
        }

        await WriteAsync(connection, transaction, ct, Audit.Commands(entries), Commit);
        return results;
    }

    /// <summary>Answers one question about many people; one audit entry that holds every decision.</summary>
    public static async Task<IReadOnlyList<CheckResult>> AnswerAsync(
        NpgsqlDataSource dataSource, CheckQuestion question, IReadOnlyList<CheckedPerson> people, Caller caller,
        DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var (results, entry) = await DecideAsync(connection, transaction, question, people, caller, now, ct);
        await WriteAsync(connection, transaction, ct, entry, Commit);
        return results;
    }

    /// <summary>The same inside the caller's transaction; nothing may be shown before its commit.</summary>
    public static async Task<IReadOnlyList<CheckResult>> AnswerAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CheckQuestion question,
        IReadOnlyList<CheckedPerson> people, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        var (results, entry) = await DecideAsync(connection, transaction, question, people, caller, now, ct);
        await WriteAsync(connection, transaction, ct, entry);
        return results;
    }

    static async Task<(CheckResult[] Results, NpgsqlBatchCommand Entry)> DecideAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CheckQuestion question,
        IReadOnlyList<CheckedPerson> people, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        var snapshot = await PersonDocuments.ReadAsync(connection, transaction, people, ct);
        var results = new CheckResult[people.Count];
        for (var i = 0; i < results.Length; i++) results[i] = Answer(question, snapshot, snapshot.People[i]);
        var entry = new AuditEntry("consent-check-many", question.Domain, "answered", question.Asked,
            PackedDecisions.Of(results, people, snapshot.Position));
        return (results, Audit.Commands([AuditRecord.Of(entry, caller, now)]));
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
        // both are ASCII without anything JSON escapes
        new CanonicalDetail($"{{\"position\":\"{result.Position}\",\"reason\":\"{result.Answer.Reason}\"}}"));

    // sent with the entry, so that it costs no way of its own
    static NpgsqlBatchCommand Commit => new("commit");

    static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct,
        params NpgsqlBatchCommand[] commands)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
    }
}

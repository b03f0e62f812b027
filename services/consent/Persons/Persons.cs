using System.Data;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Looks at one person: the read and its audit entry are one transaction.</summary>
public static class Persons
{
    public static CheckedPerson Of(
        Vault vault, string domain, IReadOnlyList<PersonIdentifier> identifiers,
            IdMatch matching = IdMatch.AtLeastOne) =>
        new(domain, [.. identifiers.Select(identifier => SignerIds.Lookup(vault, domain, identifier))], matching);

    /// <summary>What the audit calls a person: the subject's key, or a piece of the keyed hash where there is
    /// none.</summary>
    public static string Name(CheckedPerson person, FoundPerson found) =>
        found.Subject?.ToString() ?? "unknown:" + Convert.ToHexStringLower(person.Lookups[0].AsSpan(0, 8));

    /// <param name="look">Makes the audit entry of what it read; null: nothing was looked at.</param>
    public static async Task<Snapshot> LookAsync(
        IQuerySession session, CheckedPerson person, Func<Snapshot, FoundPerson, AuditEntry?> look, Caller caller,
        DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await session.DataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var snapshot = await PersonDocuments.ReadAsync(connection, transaction, [person], ct);
        if (look(snapshot, snapshot.People[0]) is not { } entry) return snapshot;
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Audit.Commands([AuditRecord.Of(entry, caller, now)]));
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return snapshot;
    }
}

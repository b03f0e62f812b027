using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Registers single lines of an import. What a line brings about and that it is done are one transaction, so a
/// line is never registered twice, however often it is tried.</summary>
sealed class ImportLineRegistration(
    ImportRow row, NpgsqlDataSource data, Vault vault, IDocumentStore store, Registrar registrar,
    DomainCatalog domains, TimeProvider clock)
{
    const string Refused = "refused";
    const int Attempts = 5;

    readonly string _request = row.Import.ToString("N");

    bool Decides => row.MpiIds == MpiIdRules.Decides;

    /// <returns>What came of it; null: it had its outcome already.</returns>
    public async Task<string?> RegisterAsync(ImportLine line, ImportReading reading, CancellationToken ct)
    {
        try
        {
            var owned = false;
            for (var attempt = 1; ; attempt++)
            {
                var (status, refusal) = line.Fault is { } fault ? (null, fault) : await TryAsync(line, owned, ct);
                if (refusal is null) return status;
                owned = refusal.Code == "mpi-id-taken" && Decides;
                var again = refusal.Code == "person-busy" || owned;
                if (!again || attempt == Attempts) return await RefuseAsync(line, refusal, reading, ct);
            }
        }
        catch (PostgresException e) when (ImportSql.IsDone(e))
        {
            return null;
        }
    }

    async Task<(string? Status, Rejection? Refusal)> TryAsync(
        ImportLine line, bool owned, CancellationToken ct)
    {
        var domain = (await domains.FindAsync(row.Domain, ct))!;
        if (line.MpiId is { } id && !MpiIds.CanTakeOver(domain.Settings.MpiFormat, id))
        {
            return (null, Rejection.Invalid("mpi-id-invalid",
                "The id has a wrong check symbol, or is no id of a form that is known here.", "mpiId"));
        }

        var known = owned && line.MpiId is { } taken
            && await WantedId.OwnerAsync(data, vault, row.Domain, taken, ct) is { } owner
            ? new Registrar.KnownPerson(owner, Force: true) : null;
        var command = new RegisterIdentity(row.Domain, line.Source ?? row.Source, line.Identity!,
            row.DryRun ? SaveActions.DontSave : row.SaveAction, row.ForceReference);
        var session = store.LightweightSession(new(row.CreatedBy, _request));
        return await registrar.RegisterAsync(row.Domain,
            open => RegisteringIdentities.Read(command, open, vault, clock.GetUtcNow()), session,
            async outcome =>
            {
                session.AuditAll(new AuditRecord(
                    outcome.Entry, row.CreatedBy, row.Roles, _request, clock.GetUtcNow()));
                session.QueueSqlCommand(ImportSql.Line(
                    row.Import, line.Line, outcome.Answer.Status, outcome.Answer.Person, null, null));
                await session.SaveChangesAsync(ct);
                outcome.Stored();
                return (true, outcome.Answer.Status);
            }, ct, known, known is null && line.MpiId is { } wanted ? new(wanted, Decides) : null);
    }

    async Task<string> RefuseAsync(
        ImportLine line, Rejection refusal, ImportReading reading, CancellationToken ct)
    {
        var plain = refusal with { Path = refusal.Path?.Replace("identity.", "", StringComparison.Ordinal) };
        var session = store.LightweightSession(new(row.CreatedBy, _request));
        session.QueueSqlCommand(ImportSql.Line(
            row.Import, line.Line, Refused, null, plain, reading.ColumnOf(line, refusal.Path)));
        await session.SaveChangesAsync(ct);
        return Refused;
    }
}

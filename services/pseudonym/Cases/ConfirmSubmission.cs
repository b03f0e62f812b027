using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>What a recipient said of a submission, by the number it has. The answer tells nothing of the
/// case.</summary>
public static class ConfirmingSubmission
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/cases/confirm", Handle)
        .RequirePermission(Permissions.CaseManage)
        .WithSummary("Say that a recipient accepted or rejected a submission")
        .Produces(StatusCodes.Status204NoContent);

    static async Task<IResult> Handle(
        ConfirmSubmission command, HttpContext http, Caller caller, DomainCatalog catalog, IDocumentSession session,
        Vault vault, CancellationToken ct)
    {
        if (command.Recipient is not (Recipients.Genome or Recipients.Clinical)
            || command.Outcome is not ("accepted" or "rejected"))
        {
            return Problem.From(Rejection.Invalid("recipient-invalid",
                "A data centre or node says 'accepted' or 'rejected'.", "recipient"));
        }

        if (await CaseScheme.FindAsync(catalog, command.Scheme, ct) is not { } scheme
            || !caller.MayUse(scheme.Of(command.Recipient).Name)) return Problem.From(CaseFaults.SchemeUnknown);
        if (await FindAsync(session.DataSource, scheme.Of(command.Recipient), command.Number ?? "", ct)
            is not { } pair) return Problem.From(CaseFaults.Unknown);

        var id = scheme.CaseOf(vault, pair.Original);
        var stream = await session.Events.FetchForWriting<Case>(id, ct);
        var submission = stream.Aggregate.Submissions.Find(one =>
            pair.Number == (command.Recipient == Recipients.Genome ? one.Genome : one.Clinical));
        if (submission is null) return Problem.From(CaseFaults.Unknown);
        var decision = Case.Confirm(stream.Aggregate, new SubmissionConfirmed(
            submission.Number, command.Recipient, command.Outcome, session.RecordedAt));
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        stream.AppendMany([.. decision.Events]);
        session.Audit(new AuditEntry(
            "case-confirm", $"case/{id}/{submission.Number}", command.Outcome, command.Recipient));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }

    static async Task<(string Original, int Number)?> FindAsync(
        NpgsqlDataSource database, OpenDomain domain, string number, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select original, key_version, number from pseudonym.pairs
            where domain = $1 and pseudonym = $2 and original is not null
            """, domain.Id, number));
        await using var row = await batch.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? (domain.Open(row.GetFieldValue<byte[]>(0), row.GetInt16(1), number), row.GetInt32(2)) : null;
    }
}

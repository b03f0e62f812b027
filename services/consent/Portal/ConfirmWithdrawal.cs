using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// Carries out a withdrawal that was previewed and confirmed with a factor. The act is done in the transaction of the
/// documents: sent twice, at once or later, it counts once and is answered the same.
/// </summary>
public static class ConfirmingWithdrawal
{
    const string Find = """
        select content, token, token_until, done_at from consent.portal_acts
        where id = $1 and account = $2 and session = $3 and (done_at is not null or until > $4)
        """;

    // divides by zero where somebody was first, which undoes the whole transaction
    const string Finish = """
        with done as (
            update consent.portal_acts set done_at = $2, content = $3 where id = $1 and done_at is null returning 1)
        select 1 / count(*) from done
        """;

    static readonly Rejection TokenWrong = Rejection.Unprocessable("portal-token-refused",
        "Show your passkey or app again for this act.", "token");

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/me/withdrawals", Handle).RequirePermission(Permissions.PortalOwn)
        .WithSummary("Carry out the withdrawal that was previewed; it counts from this answer on")
        .Produces<WithdrawalReceipt>(StatusCodes.Status201Created);

    static async Task<IResult> Handle(
        ConfirmWithdrawal command, HttpContext http, PortalVisits visits, IDocumentSession session, Vault vault,
        TemplateCatalog templates, TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit
            || await DomainSettings.FindAsync(session, visit.Domain, ct) is not { } domain)
            return Problem.From(PortalVisit.None);
        var now = clock.GetUtcNow();
        if (await FindAsync(session, visit, command.Act, now, ct) is not { } act)
            return Problem.From(ReauthenticatingAtPortal.ActUnknown);
        if (act.Token is null || !CryptographicOperations.FixedTimeEquals(
            act.Token, OpaqueTokens.Hash(command.Token))) return Problem.From(TokenWrong);
        if (act.Done) return await AgainAsync(session, visit, act.Content, ct);
        if (act.TokenUntil <= now) return Problem.From(TokenWrong);

        var (drafts, fault) = await DraftsAsync(act.Content, visit, domain, session, vault, templates, now, ct);
        if (fault is not null) return Problem.From(fault);
        try
        {
            return await new DocumentIntake(session, vault).RecordAllAsync(drafts, null, intakes =>
            {
                var done = act.Content with { Recorded = [.. intakes.Select(intake => intake.Id)] };
                session.QueueSqlCommand(Sql.Command(Finish, command.Act, intakes[0].RecordedAt, Json(done)));
                foreach (var intake in intakes) session.Audit(RecordingConsent.Entry(intake));
                return session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
                    Receipt(intakes, drafts)), ct);
            }, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DivisionByZero)
        {
            return await FindAsync(session, visit, command.Act, now, ct) is { Done: true } first
                ? await AgainAsync(session, visit, first.Content, ct)
                : Problem.From(ReauthenticatingAtPortal.ActUnknown);
        }
    }

    static async Task<(IReadOnlyList<DocumentDraft> Drafts, Rejection? Fault)> DraftsAsync(
        WithdrawalAct act, PortalVisit visit, DomainSettings domain, IDocumentSession session, Vault vault,
        TemplateCatalog templates, DateTimeOffset now, CancellationToken ct)
    {
        if (await VaultRows.FindKeyAsync(session.DataSource, visit.Subject, ct) is not { } key)
            return ([], PortalVisit.None);
        var identifiers = await IdentifiersAsync(session, vault, visit.Subject, visit.Domain, key, ct);
        var name = PortalFields.Name(visit.Account);
        var opened = await DocumentVault.OpenAsync(session, vault, visit.Subject, [name], ct);
        var at = now.ToString("O", CultureInfo.InvariantCulture);
        var drafts = new List<DocumentDraft>();
        foreach (var (template, boxes) in act.Documents)
        {
            if (await templates.FindAsync(session, visit.Domain, template, ct) is not { } form)
                return ([], Faults.TemplateUnknown);
            var answers = WithdrawalPlan.Answers(form, boxes);
            var asDocument = new RecordConsent(visit.Domain, form.Key, identifiers, at,
                answers.ToDictionary(answer => answer.Key, answer => AnswerNames.Of(answer.Value)),
                [new(PortalRelations.SignerRole(visit.Relation), opened.Text(name), at)], Channel: "portal");
            if (DocumentDraft.TryRead(asDocument, domain, form, now, out var draft) is { } fault) return ([], fault);
            drafts.Add(draft);
        }

        return (drafts, null);
    }

    /// <summary>The identifiers somebody signs under, opened.</summary>
    public static Task<List<PersonIdentifier>> IdentifiersAsync(
        IQuerySession session, Vault vault, Guid subject, string domain, WrappedKey key, CancellationToken ct) =>
        CaptureRows.FindAsync(session, """
            select id, type, value from consent.signer_ids where subject = $1 and domain = $2
            order by recorded_at, id limit 10
            """, [subject, domain], row => new PersonIdentifier(row.GetString(1), Encoding.UTF8.GetString(
            vault.Open(subject, key, SignerIds.Field(row.GetGuid(0)), row.GetFieldValue<byte[]>(2)))), ct);

    static WithdrawalReceipt Receipt(
        IReadOnlyList<DocumentIntake.Intake> intakes, IReadOnlyList<DocumentDraft> drafts) => new(
        [.. intakes.Zip(drafts, (intake, draft) => new PortalDocument(intake.Id, AnswerNames.Of(draft.Kind),
            draft.Template.Key, draft.Template.Title, LegalDays.InBerlin(draft.SignedAt), intake.RecordedAt, false,
            intake.Event.ContentHash))], intakes[0].RecordedAt);

    static async Task<IResult> AgainAsync(
        IQuerySession session, PortalVisit visit, WithdrawalAct act, CancellationToken ct)
    {
        var documents = await MyDocumentRows.ReadAsync(session, visit, act.Recorded.ToArray(), ct);
        return TypedResults.Created((string?)null, new WithdrawalReceipt(documents, documents[0].RecordedAt));
    }

    static async Task<(WithdrawalAct Content, byte[]? Token, DateTimeOffset? TokenUntil, bool Done)?> FindAsync(
        IQuerySession session, PortalVisit visit, Guid act, DateTimeOffset now, CancellationToken ct)
    {
        var found = await CaptureRows.FindAsync(session, Find, [act, visit.Account, visit.Session, now], row => (
            JsonSerializer.Deserialize<WithdrawalAct>(row.GetString(0), StoredJson.Options)!,
            row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1), PortalRows.MomentOf(row, 2), !row.IsDBNull(3)), ct);
        return found is [var one] ? one : null;
    }

    static NpgsqlParameter Json(WithdrawalAct act) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Jsonb,
        Value = JsonSerializer.Serialize(act, StoredJson.Options),
    };
}

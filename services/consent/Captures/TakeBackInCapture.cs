using System.Globalization;
using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// A withdrawal at a tablet: as easy as giving (GDPR Art. 7(3)), by the person whose birthday was confirmed, or for
/// a minor by its guardians. It counts at once or not at all; nothing on a tablet can queue one.
/// </summary>
public static class TakingBackInCapture
{
    public const string Outcome = "withdrawn";

    const string Newest = """
        select d.template, d.signed_at from consent.documents d
        join consent.signer_ids s on s.subject = d.subject
        where d.domain = $1 and s.lookup = any($2) and d.kind = any($3) and not d.annulled
        order by d.signed_at desc, d.position desc limit 1
        """;

    static readonly short[] Consents = [(short)DocumentKind.Consent, (short)DocumentKind.OptOut];

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/capture/withdrawal", Ask).RequirePermission(Permissions.CaptureTake)
            .WithSummary("What may be taken back in this session").Produces<CaptureWithdrawal>();
        routes.MapPost("/capture/withdrawal", Take).RequirePermission(Permissions.CaptureTake)
            .WithSummary("Withdraw in this session, wholly or in part; ends it").Produces<CaptureReceipt>();
    }

    static async Task<IResult> Ask(
        Caller caller, IDocumentSession session, Vault vault, TemplateCatalog templates,
        IOptions<ConsentsOptions> options, TimeProvider clock, CancellationToken ct)
    {
        var id = TabletTokens.CaptureOf(caller);
        var capture = await session.AggregateStreamAsync<Capture>(id, ct: ct);
        if (capture.MayDecide() is { } no) return Problem.From(no);
        if (await PreparingCapture.OpenAsync(session, vault, id, ct) is not { } opened)
            return Problem.From(TakingCapture.Unknown);
        var (found, fault) = await FormsAsync(session, vault, templates, capture.Domain, opened.Subject, ct);
        session.Audit(new("capture-withdrawal-asked", $"capture/{id}", found is null ? "nothing" : "answered"));
        await session.SaveChangesAsync(ct);
        return found is null ? Problem.From(fault!) : TypedResults.Ok(new CaptureWithdrawal(
            LegalDays.Of(found.SignedAt), CaptureForms.Text(found.Whole),
            found.Part is { } part ? CaptureForms.Text(part) : null,
            TakingBackForMinors.Needed(options.Value, opened.Subject.BirthDate, LegalDays.Of(clock.GetUtcNow()))));
    }

    static async Task<IResult> Take(
        TakeBack command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        TemplateCatalog templates, CaptureCopies copies, IOptions<ConsentsOptions> options, TimeProvider clock,
        CancellationToken ct)
    {
        var id = TabletTokens.CaptureOf(caller);
        var stream = await session.Events.FetchForWriting<Capture>(id, ct);
        if (stream.Aggregate.MayDecide() is { } no) return Problem.From(no);
        if (await PreparingCapture.OpenAsync(session, vault, id, ct) is not { } opened
            || await DomainSettings.FindAsync(session, stream.Aggregate.Domain, ct) is not { } domain)
            return Problem.From(TakingCapture.Unknown);
        var now = clock.GetUtcNow();
        var needed = TakingBackForMinors.Needed(options.Value, opened.Subject.BirthDate, LegalDays.Of(now));
        if (TakingBackForMinors.Fault(command, needed) is { } guardianFault) return Problem.From(guardianFault);
        var (found, fault) = await FormsAsync(session, vault, templates, domain.Name, opened.Subject, ct);
        if (found is null) return Problem.From(fault!);

        var whole = command.Modules is not { Count: > 0 };
        var form = whole ? found.Whole : found.Part;
        if (form is null) return Problem.From(Faults.NoWithdrawalForm);
        if (WithdrawingConsent.Unknown(form, command.Modules) is { } moduleFault) return Problem.From(moduleFault);
        if (DocumentDraft.TryRead(Command(command, domain, form, opened, whole, now), domain, form, now, out var draft)
            is { } draftFault) return Problem.From(draftFault);

        return await new DocumentIntake(session, vault).RecordAsync(draft, async intake =>
        {
            // appended again in every attempt: a failed session is empty
            session.Events.Append<Capture>(id, stream.StartingVersion, new CaptureEnded(id, Outcome));
            session.Forget(id);
            session.Audit(RecordingConsent.Entry(intake));
            session.Audit(new("capture-ended", $"capture/{id}", Outcome));
            return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, new CaptureReceipt(
                id, intake.RecordedAt,
                [new ReceivedDocument(intake.Id, null, copies.New(session, http, intake.Id))])), ct);
        }, ct);
    }

    static RecordConsent Command(
        TakeBack command, DomainSettings domain, TemplateDefinition form,
        (CaptureSubject Subject, string Explaining, WrappedKey Key) opened, bool whole, DateTimeOffset now)
    {
        var at = now.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture);
        var name = $"{opened.Subject.FirstName} {opened.Subject.LastName}".Trim();
        var signers = command.Guardians is { Count: > 0 } guardians
            ? guardians.Select(guardian => new Signer(SignerRoles.Guardian, guardian.Trim(), at))
            : [new Signer(SignerRoles.Patient, name.Length > 0 ? name : null, at)];
        return new(domain.Name, form.Key, opened.Subject.Identifiers, at,
            WithdrawingConsent.Answers(form, command.Modules, whole),
            [.. signers, new Signer(SignerRoles.Explaining, opened.Explaining, at)],
            opened.Subject.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), form.Language,
            [], "tablet", Note: Note(command));
    }

    static string? Note(TakeBack command)
    {
        string?[] said =
        [
            command.Language is { } language ? $"Sprache der Anzeige: {language}" : null,
            command.AloneEntitled == true ? CaptureReading.AloneEntitled : null,
        ];
        var note = string.Join(' ', said.Where(text => text is not null));
        return note.Length > 0 ? note : null;
    }

    sealed record Found(DateTimeOffset SignedAt, TemplateDefinition Whole, TemplateDefinition? Part);

    static async Task<(Found?, Rejection?)> FormsAsync(
        IQuerySession session, Vault vault, TemplateCatalog templates, string domain, CaptureSubject subject,
        CancellationToken ct)
    {
        var rows = await CaptureRows.FindAsync(session, Newest,
            [domain, SignerIds.Lookups(vault, domain, subject.Identifiers), Consents],
            row => (Template: row.GetString(0), At: row.GetFieldValue<DateTimeOffset>(1)), ct);
        if (rows is not [var newest]) return (null, Faults.NothingToWithdraw);
        return await templates.WithdrawalForAsync(session, domain, newest.Template, full: true, ct) is { } whole
            ? (new(newest.At, whole,
                await templates.WithdrawalForAsync(session, domain, newest.Template, full: false, ct)), null)
            : (null, Faults.NoWithdrawalForm);
    }
}

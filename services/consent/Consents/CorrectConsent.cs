using System.Text.Json;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// Corrects what was typed in wrongly. The wrong state stays: a check "as known then" still answers what was answered.
/// </summary>
public static class CorrectingConsent
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/consents/{id:guid}/corrections", Handle)
        .RequirePermission("consent.quality")
        .WithSummary("Correct what was recorded wrongly");

    static async Task<IResult> Handle(
        Guid id, CorrectConsent command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        TemplateCatalog templates, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var stream = await session.Events.FetchForWriting<Consent>(id, ct);
        var before = stream.Aggregate;
        if (!before.Exists || !caller.MayUse(before.Domain)) return Problem.From(Faults.ConsentUnknown);
        if (await templates.FindAsync(session, before.Domain, before.Template, ct) is not { } template)
            return Problem.From(Faults.TemplateUnknown);
        if (await DocumentContents.OpenAsync(session, vault, before.Subject, id, ct) is not { } content)
            return Problem.From(Faults.Erased);
        if (LegalMoment.TryParseDay(command.BirthDate, out var born) && born != content.BirthDate)
        {
            await StoreAsync(session, vault, before.Subject, id, stream.StartingVersion + 1,
                content with { BirthDate = born }, ct);
        }

        return await session.ChangeAsync(id, http, caller, "consent-corrected",
            consent => Decide(id, consent, command, template, content, now), ct, new { reason = command.Reason });
    }

    /// <summary>The right birth date goes to the vault, so that the next correction starts from it.</summary>
    static async Task StoreAsync(
        IDocumentSession session, Vault vault, Guid subject, Guid id, long version, DocumentContent content,
        CancellationToken ct)
    {
        var field = VaultFields.Document(id);
        var key = (await VaultRows.FindKeyAsync(session.DataSource, subject, ct))!;
        session.QueueSqlCommand(VaultRows.StoreItem(subject, field, checked((int)version),
            vault.Seal(subject, key, field, JsonSerializer.SerializeToUtf8Bytes(content, StoredJson.Options))));
    }

    public static Decision Decide(
        Guid id, Consent consent, CorrectConsent command, TemplateDefinition template, DocumentContent content,
        DateTimeOffset now)
    {
        if (command.Reason is not { Length: >= 3 and <= 500 }) return Faults.Reason;
        if (consent.Annulled)
            return Rejection.Conflict("consent-annulled", "An annulled document is not corrected; record a new one.");
        var signedAt = consent.SignedAt;
        if (command.SignedAt is not null && !LegalMoment.TryParse(command.SignedAt, out signedAt))
            return Faults.Date("signedAt", "The signature date");
        var birthDate = content.BirthDate;
        if (command.BirthDate is not null)
        {
            if (!LegalMoment.TryParseDay(command.BirthDate, out var day)) return Faults.Date("birthDate",
                "The birth date");
            birthDate = day;
        }

        var answers = consent.Answers;
        if (command.Answers is not null && DocumentDraft.ReadAnswers(command.Answers, out answers) is { } answerFault)
            return answerFault;
        if (TemplateRules.Check(template, answers, signedAt, birthDate, now) is { } fault) return fault;

        var provisions = ProvisionText.Format(Provisions.Derive(template, answers, signedAt, birthDate));
        var majority = template.Signatory == Signatory.Guardian && birthDate is { } born
            ? LegalDays.LastDayBeforeMajority(born).AddDays(1) : (DateOnly?)null;
        var hash = (content with { BirthDate = birthDate }).Hash(id, consent.Domain, consent.Template, signedAt,
            answers);
        return hash == consent.ContentHash ? Decision.Nothing
            : Decision.Of(new ConsentCorrected(id, signedAt, answers, provisions, majority, hash));
    }
}

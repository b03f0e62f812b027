using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Records a signed document.</summary>
public static class RecordingConsent
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/consents", Handle)
        .RequirePermission("consent.record")
        .WithSummary("Record a consent, a refusal or a withdrawal on its form")
        .Produces<RecordedConsent>(StatusCodes.Status201Created);

    static async Task<IResult> Handle(
        RecordConsent command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        TemplateCatalog templates, SignerLookups people, NewPeople newPeople, TimeProvider clock,
        CancellationToken ct)
    {
        if (!caller.MayUse(command.Domain ?? "")) return Problem.From(Faults.DomainUnknown);
        if (CheckingConsent.Identifiers(command.Identifiers) is { } identifierFault) return Problem.From(
            identifierFault);
        var lookups = SignerIds.Lookups(vault, command.Domain!, command.Identifiers);
        var guessed = newPeople.Guess(command.Domain!, lookups);
        newPeople.Remember(lookups);
        if (guessed is not null
            && await RecordNewAsync(command, guessed, lookups, http, session, vault, templates, clock, ct) is { } done)
            return done;

        var (domain, known) = await people.FindAsync(command.Domain!, lookups, ct);
        if (domain is null) return Problem.From(Faults.DomainUnknown);
        if (await templates.FindAsync(session, command.Domain!, command.Template ?? "", ct) is not { } template)
            return Problem.From(Faults.TemplateUnknown);
        if (DocumentDraft.TryRead(command, domain, template, clock.GetUtcNow(), out var draft) is { } fault)
            return Problem.From(fault);

        return await new DocumentIntake(session, vault).RecordAsync(
            draft, intake => session.CommitRecorded(http, intake, ct), ct, known: (lookups, known));
    }

    /// <summary>Records somebody who is new, as far as one can tell; null: look before anything is said.</summary>
    static async Task<IResult?> RecordNewAsync(
        RecordConsent command, GuessedDomain domain, byte[][] lookups, HttpContext http, IDocumentSession session,
        Vault vault, TemplateCatalog templates, TimeProvider clock, CancellationToken ct)
    {
        if (await templates.FindAsync(session, command.Domain!, command.Template ?? "", ct) is not { } template
            || DocumentDraft.TryRead(command, domain.Settings, template, clock.GetUtcNow(), out var draft) is not null)
            return null;
        try
        {
            return await new DocumentIntake(session, vault).RecordAsync(draft, intake =>
            {
                NewPeople.Expect(session, domain);
                return session.CommitRecorded(http, intake, ct);
            }, ct, known: (lookups, []));
        }
        catch (PostgresException e) when (NewPeople.IsOutdated(e))
        {
            return null;
        }
    }

    /// <summary>Audit entry, answer and commit that every way of recording in the own API shares.</summary>
    public static Task<IResult> CommitRecorded(
        this IDocumentSession session, HttpContext http, DocumentIntake.Intake intake, CancellationToken ct)
    {
        session.Audit(Entry(intake));
        return session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
            new RecordedConsent(intake.Id, 1, intake.RecordedAt, intake.Event.ContentHash),
            Location: $"/api/consent/consents/{intake.Id}", ETag: ETags.For(1)), ct);
    }

    public static AuditEntry Entry(DocumentIntake.Intake intake) => new(
        "consent-recorded", intake.Id.ToString(), "done", Detail: new CanonicalDetail(
            $"{{\"kind\":\"{AnswerNames.Of(intake.Event.Kind)}\",\"subject\":\"{intake.Subject}\","
            + $"\"template\":\"{JsonEncodedText.Encode(intake.Event.Template)}\"}}"));

    public static ConsentRecorded Decide(
        Guid id, Guid subject, DocumentDraft draft, IReadOnlyList<Guid> signers, string contentHash) => new(
        id, subject, draft.Domain.Name, draft.Template.Key, draft.Kind, draft.SignedAt, draft.Answers,
        DerivedTexts.Of(draft.Template, draft.Answers, draft.SignedAt, draft.BirthDate),
        signers, [.. draft.Signers.Select(signer => new Signature(signer.Role, signer.At))],
        draft.Template.Signatory == Signatory.Guardian && draft.BirthDate is { } born
            ? LegalDays.LastDayBeforeMajority(born).AddDays(1) : null,
        draft.Language, draft.InformationShown.ToImmutableArray(), draft.Channel, draft.Quality, contentHash)
        {
            Department = draft.Department,
        };
}

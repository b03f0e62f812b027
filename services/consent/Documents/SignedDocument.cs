using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// The signed document as PDF. It is set when somebody first asks for it and kept in the vault from then on, so
/// recording
/// never waits for it and everybody sees the same bytes.
/// </summary>
public static class GettingDocument
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/consents/{id:guid}/document", Handle)
        .RequirePermission("consent.document")
        .WithSummary("The signed document as PDF")
        .Produces(StatusCodes.Status200OK, contentType: "application/pdf");

    static async Task<IResult> Handle(
        Guid id, Caller caller, IDocumentSession session, SignedDocuments documents, CancellationToken ct)
    {
        var (pdf, fault) = await documents.GetAsync(session, id, caller.MayUse, ct);
        if (pdf is null) return fault!;
        session.Audit(new("document-read", id.ToString(), "answered"));
        await session.SaveChangesAsync(ct);
        return TypedResults.File(pdf, "application/pdf", $"{id}.pdf");
    }
}

/// <summary>Signed documents as PDF: as they were kept, or set now and kept from now on.</summary>
public sealed class SignedDocuments(
    [FromKeyedServices(ConsentsService.Name)] Vault vault, TemplateCatalog templates, PdfRenderer renderer,
    ILogger<PdfRenderer> log)
{
    const string Identifiers = """
        select id, type, value from consent.signer_ids where subject = $1 and not starts_with(domain, '~')
        order by recorded_at, id
        """;

    const string Keep = """
        insert into vault.items (subject, field, version, content) values ($1, $2, 1, $3) on conflict do nothing
        """;

    /// <summary>The PDF, queued to be kept where it is new; or why there is none.</summary>
    public async Task<(byte[]? Pdf, IResult? Fault)> GetAsync(
        IDocumentSession session, Guid id, Func<string, bool> mayUse, CancellationToken ct)
    {
        var stream = await session.Events.FetchForWriting<Consent>(id, ct);
        var consent = stream.Aggregate;
        if (!consent.Exists || !mayUse(consent.Domain)) return (null, Problem.From(Faults.ConsentUnknown));
        if (await templates.FindAsync(session, consent.Domain, consent.Template, ct) is not { } template
            || await DomainSettings.FindAsync(session, consent.Domain, ct) is not { } domain)
            return (null, Problem.From(Faults.TemplateUnknown));

        var field = $"{VaultFields.Pdf(id)}/{consent.ContentHash}";
        var opened = await DocumentVault.OpenAsync(session, vault, consent.Subject, [field], ct);
        if (opened is null) return (null, Problem.From(Faults.Erased));
        if (opened.TryGetValue(field, out var pdf)) return (pdf, null);
        if (await AssembleAsync(session, vault, id, consent, template, domain, ct) is not { } document)
            return (null, Problem.From(Faults.Erased));
        try
        {
            pdf = await renderer.RenderAsync(ConsentHtml.Render(document), ct);
        }
        catch (PdfException e)
        {
            LogMessages.DocumentNotSet(log, id, e);
            return (null, TypedResults.Problem(
                "The document is recorded but cannot be printed right now; ask again later.",
                statusCode: StatusCodes.Status503ServiceUnavailable));
        }

        var key = (await VaultRows.FindKeyAsync(session.DataSource, consent.Subject, ct))!;
        session.QueueSqlCommand(Sql.Command(Keep, consent.Subject, field,
            vault.Seal(consent.Subject, key, field, pdf)));
        return (pdf, null);
    }

    static async Task<ConsentDocument?> AssembleAsync(
        IDocumentSession session, Vault vault, Guid id, Consent consent, TemplateDefinition template,
        DomainSettings domain, CancellationToken ct)
    {
        var events = await session.FetchStreamAsync(id, ct: ct);
        var signatures = ((ConsentRecorded)events[0].Data).Signatures;
        var images = Enumerable.Range(0, signatures.Count).Select(number => VaultFields.Signature(id, number));
        var opened = await DocumentVault.OpenAsync(
            session, vault, consent.Subject, [.. images], ct, id);
        if (opened is null || !opened.TryGetValue(VaultFields.Document(id), out var json)) return null;
        var content = JsonSerializer.Deserialize<DocumentContent>(json, StoredJson.Options)!;
        return new(
            id, consent.Kind, template.Title, consent.Language, domain.OrganisationName,
            new(template.Domain, template.Name, template.Version, template.VersionLabel, template.PolicyUri),
            new(content.Signers.FirstOrDefault(signer => signer.Role == SignerRoles.Patient)?.Name, content.BirthDate,
                await IdentifiersAsync(session, vault, consent.Subject, ct)),
            template.Introduction,
            [.. template.Modules.Select(module => new AnsweredModule(module.Title, module.Text,
                module.Decision ? consent.Answers.GetValueOrDefault(module.Name, ModuleAnswer.NotAsked) : null,
                module.Mandatory))],
            template.Closing,
            [.. content.Signers.Select((signer, number) => new DocumentSignature(
                Role(signer.Role), signer.Name, signer.Place, signer.At,
                opened.TryGetValue(VaultFields.Signature(id, number), out var image) ? [.. image] : []))],
            [.. consent.InformationShown], Notes(events), consent.SignedAt, events[0].Metadata.RecordedAt,
            consent.ContentHash)
        {
            Talks = TalkRows.Printed(await TalkRows.TalksAsync(session, vault, TalkRows.OfDocument, [id], ct)),
        };
    }

    static ImmutableArray<DocumentNote> Notes(IReadOnlyList<IEvent> events) =>
    [
        .. events.Where(@event => @event.Data is ConsentCorrected).Select(@event =>
            new DocumentNote(LegalDays.Of(@event.Metadata.RecordedAt), "Erfassung berichtigt")),
    ];

    static async Task<ImmutableArray<DocumentIdentifier>> IdentifiersAsync(
        IDocumentSession session, Vault vault, Guid subject, CancellationToken ct)
    {
        var key = (await VaultRows.FindKeyAsync(session.DataSource, subject, ct))!;
        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Identifiers, subject));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var identifiers = ImmutableArray.CreateBuilder<DocumentIdentifier>();
        while (await row.ReadAsync(ct))
        {
            var value = vault.Open(subject, key, SignerIds.Field(row.GetGuid(0)), row.GetFieldValue<byte[]>(2));
            identifiers.Add(new(row.GetString(1), Encoding.UTF8.GetString(value)));
        }

        return identifiers.ToImmutable();
    }

    public static SignerRole Role(string role) => role switch
    {
        SignerRoles.Guardian => SignerRole.Guardian,
        SignerRoles.LegalRepresentative => SignerRole.LegalRepresentative,
        SignerRoles.Witness => SignerRole.Witness,
        SignerRoles.Interpreter => SignerRole.Interpreter,
        SignerRoles.Explaining => SignerRole.ExplainingStaff,
        _ => SignerRole.Patient,
    };
}

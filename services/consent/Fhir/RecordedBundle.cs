using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What the gateway answers to a document it recorded: the document with everything around it.</summary>
public static class RecordedBundle
{
    public static Task<IResult> CommitAsync(
        IDocumentSession session, HttpContext http, DocumentIntake.Intake intake, DocumentDraft draft,
        CancellationToken ct)
    {
        session.Audit(RecordingConsent.Entry(intake));
        var format = FhirAnswer.FormatOf(http);
        var body = FhirDocument.ToBytes(format, Of(new(GatewayRequest.BaseOf(http)), intake, draft));
        return session.CommitAsync(http,
            new(StatusCodes.Status200OK, body, ETag: ETags.For(1), ContentType: FhirDocument.MediaType(format)), ct);
    }

    public static FhirResource Of(GatewayBundles bundles, DocumentIntake.Intake intake, DocumentDraft draft)
    {
        var recorded = intake.Event;
        var document = new GatewayDocument(
            intake.Id, intake.Subject, draft.Domain, draft.Template, recorded.Kind, recorded.SignedAt,
            intake.RecordedAt, intake.RecordedAt, recorded.Quality, false, ProvisionText.Parse(recorded.Provisions),
            recorded.Answers, recorded.Language, recorded.Signatures, draft.Scans.Count);
        return bundles.Document(document,
            draft.Identifiers.Select(given => new ShownIdentifier(intake.Subject, given.Type, given.Value)),
            draft: draft);
    }
}

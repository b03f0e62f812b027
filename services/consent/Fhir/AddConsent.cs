using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary><c>$addConsent</c>: records a signed form (a consent, a refusal or a withdrawal).</summary>
public static class AddConsent
{
    const long Largest = 64L * 1024 * 1024;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$addConsent", Handle)
        .RequirePermission(Permissions.ConsentRecord)
        .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(Largest))
        .WithSummary("Record a signed form");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IDocumentSession session, Vault vault, GatewayCatalog catalog,
        TimeProvider clock, CancellationToken ct)
    {
        var (sent, refusal) = await GatewayRequest.ReadResourceAsync(http, ct);
        if (sent is null) return refusal!;
        var parameters = Parameters.Read(sent);
        var (domain, fault) = await GatewayQuestion.DomainAsync(parameters, caller, session, catalog, ct);
        var response = parameters.Resource("questionnaireResponse", "QuestionnaireResponse");
        if (GatewayRequest.Refusal(parameters) is { } malformed) return malformed;
        if (domain is null) return Problem.From(fault!);
        if (response is null) return Problem.From(GatewayQuestion.Missing("questionnaireResponse"));
        if (Form(response, domain, caller, out var template) is { } formFault) return Problem.From(formFault);
        if (ReceivedConsent.TryRead(parameters, response, domain.Settings, template, out var received) is { } readFault)
            return Problem.From(readFault);
        if (GatewayRequest.Refusal(parameters) is { } misplaced) return misplaced;
        var draftFault = DocumentDraft.TryRead(
            received.Command, domain.Settings, template, clock.GetUtcNow(), out var draft);
        if (draftFault is not null) return Problem.From(received.Placed(draftFault));

        return await new DocumentIntake(session, vault).RecordAsync(
            draft, intake => CommitAsync(intake, draft, sent, session, vault, http, ct), ct,
            Places.Resource("patient", "identifier"));
    }

    /// <summary>
    /// What was sent is kept as it was sent, sealed: the form's record holds what is understood of it, and nothing is
    /// lost. Scans and signature images are kept with the document already.
    /// </summary>
    static Task<IResult> CommitAsync(
        DocumentIntake.Intake intake, DocumentDraft draft, FhirResource sent, IDocumentSession session, Vault vault,
        HttpContext http, CancellationToken ct)
    {
        var field = VaultFields.Received(intake.Id);
        var bytes = FhirJson.ToBytes(WithoutFiles(sent));
        session.QueueSqlCommand(DocumentVault.Items(
            intake.Subject, [(field, vault.Seal(intake.Subject, intake.Key, field, bytes))]));
        return RecordedBundle.CommitAsync(session, http, intake, draft, ct);
    }

    static FhirResource WithoutFiles(FhirResource sent)
    {
        var resources = sent.All("parameter").Select(parameter => parameter["resource"]).OfType<FhirResource>()
            .ToList();
        foreach (var provenance in resources.Where(resource => resource.Is("Provenance")))
            foreach (var signature in provenance.All("signature")) signature.Remove("data");
        foreach (var reference in resources.Where(resource => resource.Is("DocumentReference")))
            foreach (var content in reference.All("content")) content["attachment"]?.Remove("data");

        return sent;
    }

    static Rejection? Form(FhirResource response, GatewayDomain domain, Caller caller, out TemplateDefinition template)
    {
        template = null!;
        var place = Places.Resource("questionnaireResponse", "questionnaire");
        if (response.Text("questionnaire") is not { } canonical)
            return Rejection.Invalid("required", "The form's canonical is missing.", place);
        if (GatewayForms.Find(canonical, domain) is not { } found)
            return Faults.TemplateUnknown with { Path = place };
        template = found;
        var withdraws = template.Type is not (TemplateType.ConsentOptIn or TemplateType.Refusal);
        if (template.Type == TemplateType.ConsentOptOut)
        {
            return Rejection.Unprocessable("form-is-opt-out", "Nobody signs this form; use $addConsentOptOut.", place);
        }

        return withdraws && !caller.May(Permissions.ConsentWithdraw)
            ? Rejection.Forbidden("permission-missing", "Your roles do not allow recording withdrawals.") : null;
    }
}

/// <summary>Finds forms by the incumbent's canonicals.</summary>
public static class GatewayForms
{
    /// <summary>A form by its canonical with version; null where the domain has none such.</summary>
    public static TemplateDefinition? Find(string canonical, GatewayDomain domain) =>
        TemplateReference.TryParse(canonical) is { Key: { } key } reference
        && (reference.Domain ?? domain.Settings.Name) == domain.Settings.Name
            ? domain.Templates.GetValueOrDefault(key) : null;
}

using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary><c>$addConsentOptOut</c>: what holds as long as a person does not object; nobody signs it.</summary>
public static class AddConsentOptOut
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$addConsentOptOut", Handle)
        .RequirePermission(Permissions.ConsentRecord)
        .WithSummary("Record that an opt-out form applies to a person");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IDocumentSession session, Vault vault, GatewayCatalog catalog,
        TimeProvider clock, CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayRequest.ReadAsync(http, ct);
        if (parameters is null) return refusal!;
        var (domain, fault) = await GatewayQuestion.DomainAsync(parameters, caller, session, catalog, ct);
        var canonical = parameters.String("questionnaire");
        if (GatewayRequest.Refusal(parameters) is { } malformed) return malformed;
        if (domain is null) return Problem.From(fault!);
        if (canonical is null) return Problem.From(GatewayQuestion.Missing("questionnaire"));
        if (Form(canonical, domain, out var template) is { } formFault) return Problem.From(formFault);
        var places = new Dictionary<string, string>();
        var personFault = ReceivedConsent.ReadPatient(
            parameters, domain.Settings, places, out var identifiers, out var birthDate);
        if (personFault is not null) return GatewayRequest.Refusal(parameters) ?? Problem.From(personFault);

        var now = clock.GetUtcNow();
        var answers = template.Modules.Where(module => module.Decision)
            .ToDictionary(module => module.Name, _ => AnswerNames.Of(ModuleAnswer.AcceptedOptOut));
        var command = new RecordConsent(domain.Settings.Name, template.Key, identifiers,
            ReceivedConsent.Moment(LegalPeriods.Moment(now))!, answers, BirthDate: birthDate, Channel: "import");
        if (DocumentDraft.TryRead(command, domain.Settings, template, now, out var draft) is { } draftFault)
            return Problem.From(draftFault with { Path = Places.Of("patient") });

        return await new DocumentIntake(session, vault).RecordAsync(
            draft, intake => RecordedBundle.CommitAsync(session, http, intake, draft, ct), ct,
            Places.Resource("patient", "identifier"));
    }

    static Rejection? Form(string canonical, GatewayDomain domain, out TemplateDefinition template)
    {
        template = null!;
        if (GatewayForms.Find(canonical, domain) is not { } found)
            return Faults.TemplateUnknown with { Path = Places.Of("questionnaire") };
        template = found;
        return found.Type == TemplateType.ConsentOptOut ? null : Rejection.Unprocessable("form-not-opt-out",
            "This form needs a signature; record it with $addConsent.", Places.Of("questionnaire"));
    }
}

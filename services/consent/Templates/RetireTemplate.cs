using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Retires a form: nobody may give a new consent on it. What was signed on it stays what it is.</summary>
public static class RetiringTemplate
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/domains/{domain}/templates/{name}/{version}/retirement", Handle)
        .RequirePermission("template.manage")
        .WithSummary("Retire a form")
        .Produces<ChangedTemplate>();

    static Task<IResult> Handle(
        string domain, string name, string version, RetireTemplate command, HttpContext http, Caller caller,
        IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        session.ChangeTemplateAsync(new(http, caller, domain, $"{name}|{version}", "template-retired"),
            (template, _) => Task.FromResult(Decide(template, command.Since ?? clock.GetUtcNow())), ct);

    public static Decision Decide(Template template, DateTimeOffset since)
    {
        if (template.Definition is not { } form) return TemplateViews.Unknown;
        return template.Status switch
        {
            TemplateStatus.Retired => Decision.Nothing,
            TemplateStatus.Final => Decision.Of(new TemplateRetired(form.Domain, form.Key, since)),
            _ => Rejection.Conflict("template-not-final", "A draft is not in use; there is nothing to retire."),
        };
    }
}

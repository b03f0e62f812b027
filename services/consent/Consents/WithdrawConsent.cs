using System.Globalization;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// Withdraws, wholly or in part. A withdrawal is a document of its own, so it meets no version clash; saying it twice
/// is no error.
/// </summary>
public static class WithdrawingConsent
{
    const string Newest = """
        select d.template from consent.documents d join consent.signer_ids s on s.subject = d.subject
        where d.domain = $1 and s.lookup = any($2) and d.kind = any($3) and not d.annulled
        order by d.signed_at desc, d.position desc limit 1
        """;

    static readonly short[] Consents = [(short)DocumentKind.Consent, (short)DocumentKind.OptOut];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/withdrawals", Handle)
        .RequirePermission("consent.withdraw")
        .RequireSecondFactor()
        .WithSummary("Withdraw a consent, wholly or in part")
        .Produces<RecordedConsent>(StatusCodes.Status201Created);

    static async Task<IResult> Handle(
        WithdrawConsent command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        TemplateCatalog templates, TimeProvider clock, CancellationToken ct)
    {
        if (!caller.MayUse(command.Domain ?? "")
            || await DomainSettings.FindAsync(session, command.Domain!, ct) is not { } domain)
            return Problem.From(Faults.DomainUnknown);
        if (SignerIds.Check(domain, command.Identifiers) is { } identifierFault) return Problem.From(identifierFault);

        var full = command.Modules is not { Count: > 0 };
        var (template, templateFault) = await FormAsync(command, domain, full, session, vault, templates, ct);
        if (template is null) return Problem.From(templateFault!);

        var now = clock.GetUtcNow();
        var asDocument = new RecordConsent(
            domain.Name, template.Key, command.Identifiers, command.SignedAt
                ?? now.ToString("O", CultureInfo.InvariantCulture),
            Answers(template, command.Modules, full), command.Signers, Channel: command.Channel, Note: command.Note);
        if (Unknown(template, command.Modules) is { } moduleFault) return Problem.From(moduleFault);
        if (DocumentDraft.TryRead(asDocument, domain, template, now, out var draft) is { } fault)
            return Problem.From(fault);

        return await new DocumentIntake(session, vault).RecordAsync(
            draft, intake => session.CommitRecorded(http, intake, ct), ct);
    }

    /// <summary>Every decision module withdrawn on the full form; on the partial form those that were ticked.</summary>
    public static Dictionary<string, string> Answers(
        TemplateDefinition form, IReadOnlyList<string>? modules, bool full) =>
        form.Modules.Where(module => module.Decision).ToDictionary(module => module.Name, module =>
            AnswerNames.Of(full || modules!.Contains(module.Name) ? ModuleAnswer.Withdrawn : ModuleAnswer.NotChosen));

    public static Rejection? Unknown(TemplateDefinition form, IReadOnlyList<string>? modules)
    {
        for (var i = 0; i < (modules?.Count ?? 0); i++)
        {
            if (form.Modules.Any(module => module.Decision && module.Name == modules![i])) continue;
            return Rejection.Invalid("module-unknown", "The withdrawal form has the modules "
                + string.Join(", ", form.Modules.Where(module => module.Decision).Select(module => module.Name)) + ".",
                $"modules[{i}]");
        }

        return null;
    }

    static async Task<(TemplateDefinition?, Rejection?)> FormAsync(
        WithdrawConsent command, DomainSettings domain, bool full, IDocumentSession session, Vault vault,
        TemplateCatalog templates, CancellationToken ct)
    {
        if (command.Template is { } key)
        {
            return await templates.FindAsync(session, domain.Name, key, ct) is { } named && IsWithdrawal(named)
                ? (named, null) : (null, Faults.TemplateUnknown);
        }

        var lookups = command.Identifiers.Select(identifier => SignerIds.Lookup(vault, domain.Name, identifier))
            .ToArray();
        await using var batch = session.DataSource.CreateBatch();
        batch.Timeout = Sql.Patience;
        batch.BatchCommands.Add(Sql.Command(Newest, domain.Name, lookups, Consents));
        if (await batch.ExecuteScalarAsync(ct) is not string consented) return (null, Faults.NothingToWithdraw);
        return await templates.WithdrawalForAsync(session, domain.Name, consented, full, ct) is { } form
            ? (form, null) : (null, Faults.NoWithdrawalForm);
    }

    static bool IsWithdrawal(TemplateDefinition template) =>
        template.Type is TemplateType.FullWithdrawal or TemplateType.PartialWithdrawal;
}

using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Sets up the two domains of a scheme of case numbers.</summary>
public static class CreatingScheme
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/cases/schemes", Handle)
        .RequirePermission(Permissions.PseudonymManage)
        .WithSummary("Set up case numbers: two domains, one per recipient")
        .Produces<CaseSchemeView>(StatusCodes.Status201Created);

    static async Task<IResult> Handle(
        CreateCaseScheme command, HttpContext http, Caller caller, DomainCatalog catalog, IDocumentSession session,
        Vault vault, CancellationToken ct)
    {
        if (command.Name is not { Length: > 0 and <= 90 }) return Problem.From(Faults.Missing("name"));
        var numbers = command.Numbers ?? "made";
        if (numbers is not ("made" or CaseScheme.Received))
            return Problem.From(Rejection.Invalid("numbers-invalid", "Numbers are 'made' or 'received'.", "numbers"));
        if (await KeysFaultAsync(command, caller, catalog, ct) is { } fault) return Problem.From(fault);
        foreach (var (recipient, keys) in new[]
            { (Recipients.Genome, command.GenomeKeys), (Recipients.Clinical, command.ClinicalKeys) })
        {
            var name = CaseScheme.DomainOf(command.Name, recipient);
            if (!caller.MayUse(name)) return Problem.From(CaseFaults.SchemeUnknown);
            var properties = new Dictionary<string, string>
            {
                [CaseScheme.SchemeProperty] = command.Name,
                [CaseScheme.NumbersProperty] = numbers,
            };
            if (keys is not null) properties[CaseScheme.KeysProperty] = keys;
            var rejection = DomainRules.Read(name, new(
                command.Format ?? CaseScheme.Preset, Properties: properties, Several: true), out var settings);
            if (rejection is null && Formats.Read(settings.Format!, out var format) is null
                && format.Capacity < CaseScheme.LeastNumbers)
            {
                rejection = Rejection.Invalid("format-invalid",
                    "Case numbers need 64 bits of chance at least.", "format");
            }

            rejection ??= (await CreatingDomain.QueueAsync(session, vault, name, settings, ct)).Rejection;
            if (rejection is not null) return Problem.From(rejection);
        }

        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created, new CaseSchemeView(
            command.Name, numbers, CaseScheme.DomainOf(command.Name, Recipients.Genome),
            CaseScheme.DomainOf(command.Name, Recipients.Clinical))), ct);
    }

    /// <summary>One domain for both recipients would be the very link the two numbers are there to prevent.</summary>
    static async Task<Rejection?> KeysFaultAsync(
        CreateCaseScheme command, Caller caller, DomainCatalog catalog, CancellationToken ct)
    {
        foreach (var keys in new[] { command.GenomeKeys, command.ClinicalKeys }.OfType<string>())
            if (!caller.MayUse(keys) || await catalog.FindAsync(keys, ct) is null) return Faults.DomainUnknown;
        return command.GenomeKeys is not null && command.GenomeKeys == command.ClinicalKeys
            ? Rejection.Invalid("keys-shared", "The two recipients need keys of two domains.", "clinicalKeys") : null;
    }
}

using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Brings in pairs that exist already, and says whether texts are pseudonyms at all.</summary>
public static class InsertingPairs
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/pseudonyms/insert", Insert)
            .RequirePermission(Permissions.PseudonymTransfer)
            .WithSummary("Bring in pairs that exist already, with a verdict on each")
            .Produces<InsertVerdicts>();
        routes.MapPost("/pseudonyms/validate", Validate)
            .RequirePermission(Permissions.PseudonymRead)
            .WithSummary("Say whether texts are well-formed pseudonyms, and what they can have been meant as")
            .Produces<ValidationAnswers>();
    }

    static async Task<IResult> Insert(
        InsertPairs command, HttpContext http, Caller caller, PairInserter inserter, CancellationToken ct)
    {
        if (command.Pairs is not { Count: > 0 }) return Problem.From(Faults.Missing("pairs"));
        if (command.Pairs.Count > Originals.MostInBatch)
            return Problem.From(Faults.TooMany("pairs", Originals.MostInBatch));
        if (command.Domain is null || !caller.MayUse(command.Domain)) return Problem.From(Faults.DomainUnknown);
        return await AnswerKeeper.RunAsync(http, async keeper =>
        {
            IResult? result = null;
            var reply = await inserter.InsertAsync(new(command.Domain, command.Pairs, caller, reply =>
            {
                (result, var keep) = keeper.Keep(new Answer(StatusCodes.Status200OK,
                    new InsertVerdicts(command.Domain, reply.Verdicts, reply.Created)));
                return keep;
            }), ct);
            return reply.Rejection is { } rejection ? Problem.From(rejection) : result!;
        }, ct);
    }

    static async Task<IResult> Validate(
        ValidatePseudonyms command, Caller caller, DomainCatalog catalog, CancellationToken ct)
    {
        if (Originals.Fault(command.Pseudonyms, "pseudonyms") is { } fault) return Problem.From(fault);
        if (command.Domain is null || !caller.MayUse(command.Domain)
            || await catalog.FindAsync(command.Domain, ct) is not { } domain) return Problem.From(Faults.DomainUnknown);
        return TypedResults.Ok(new ValidationAnswers(
            domain.Name, [.. command.Pseudonyms.Select(text => Verdict(domain.Format, text))]));
    }

    static ValidationAnswer Verdict(PseudonymFormat format, string text)
    {
        var verdict = format.Validate(text);
        return verdict.IsValid ? new(true) : new(false,
            System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(verdict.Fault.ToString()),
            verdict.Position, format.Correct(text));
    }
}

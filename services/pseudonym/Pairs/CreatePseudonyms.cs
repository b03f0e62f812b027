using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Makes pseudonyms, gets those that are there, adds further ones.</summary>
public static class CreatingPseudonyms
{
    public const int MostCopies = 1_000;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/pseudonyms", Create)
            .RequirePermission(Permissions.PseudonymCreate)
            .WithSummary("Make pseudonyms, or get those that are there")
            .Produces<PseudonymAnswers>();
        routes.MapPost("/pseudonyms/get", Get)
            .RequirePermission(Permissions.PseudonymRead)
            .WithSummary("Get the pseudonyms that are there")
            .Produces<PseudonymAnswers>();
        routes.MapPost("/pseudonyms/add", Add)
            .RequirePermission(Permissions.PseudonymCreate)
            .WithSummary("Make further pseudonyms where an original may have several")
            .Produces<PseudonymAnswers>();
    }

    static Task<IResult> Create(
        CreatePseudonyms command, HttpContext http, Caller caller, PairQueue queue, PairDesk desk, TimeProvider clock,
        CancellationToken ct) =>
        command.ValidUntil <= clock.GetUtcNow()
            ? Task.FromResult(Problem.From(Rejection.Invalid(
                "validity-invalid", "That is over already.", "validUntil")))
            : AnswerAsync(new(command.Domain, command.Originals, PairWish.CreateOrGet, caller,
                ValidUntil: command.ValidUntil?.ToUniversalTime()), http, queue, desk, ct);

    static Task<IResult> Get(
        GetPseudonyms command, HttpContext http, Caller caller, PairQueue queue, PairDesk desk, CancellationToken ct) =>
        AnswerAsync(new(command.Domain, command.Originals, PairWish.Get, caller), http, queue, desk, ct);

    static async Task<IResult> Add(
        AddPseudonyms command, HttpContext http, Caller caller, DomainCatalog catalog, PairQueue queue, PairDesk desk,
        CancellationToken ct)
    {
        if (command.Count is < 1 or > MostCopies
            || (long)command.Count * (command.Originals?.Count ?? 0) > Originals.MostInBatch)
            return Problem.From(Faults.TooMany("count", MostCopies));
        if (await catalog.FindAsync(command.Domain, ct) is { Settings.Several: false })
        {
            return Problem.From(Rejection.Unprocessable("several-not-allowed",
                "In this domain an original has one pseudonym.", "domain"));
        }

        return await AnswerAsync(
            new(command.Domain, command.Originals!, PairWish.Add, caller, command.Count), http, queue, desk, ct);
    }

    static async Task<IResult> AnswerAsync(
        PairAsk ask, HttpContext http, PairQueue queue, PairDesk desk, CancellationToken ct)
    {
        if (Originals.Fault(ask.Originals, "originals") is { } fault) return Problem.From(fault);
        if (ask.Domain is null || !ask.Caller.MayUse(ask.Domain)) return Problem.From(Faults.DomainUnknown);
        ask = ask with { Partly = true };
        if (AnswerKeeper.IsAsked(http) && ask.Wish != PairWish.Get) return await KeptAsync(ask, http, desk, ct);
        var reply = ask.Originals.Count == 1 ? await queue.AskAsync(ask, ct) : await desk.AnswerAsync(ask, ct);
        return reply.Rejection is { } rejection ? Problem.From(rejection) : TypedResults.Ok(View(ask, reply));
    }

    static Task<IResult> KeptAsync(PairAsk ask, HttpContext http, PairDesk desk, CancellationToken ct) =>
        AnswerKeeper.RunAsync(http, async keeper =>
        {
            IResult? result = null;
            var reply = await desk.AnswerAsync(ask with
            {
                Keep = reply =>
                {
                    (result, var command) = keeper.Keep(new Answer(StatusCodes.Status200OK, View(ask, reply)));
                    return command;
                },
            }, ct);
            return reply.Rejection is { } rejection ? Problem.From(rejection) : result!;
        }, ct);

    public static PseudonymAnswers View(PairAsk ask, PairReply reply) => new(
        ask.Domain, Array.ConvertAll(reply.Answers, answer => new PseudonymAnswer(
            answer.Pseudonym, answer.Number, answer.Created, answer.ValidUntil, answer.Withheld)),
        reply.Created, reply.Fill);
}

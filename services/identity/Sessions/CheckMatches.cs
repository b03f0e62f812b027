using Npgsql;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// Whether a patient is known, with a token; nothing is kept. Whoever it certainly is comes with the ids that are there
/// already, all others with how alike they are and nothing else.
/// </summary>
static class CheckingMatches
{
    const string Why = "a browser shows the token its study's server got";

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/patients/checkMatch", Handle).AllowPublic(Why).DisableAntiforgery()
            .WithSummary("Whether a patient is known, with a token");
        routes.MapPost("/patients/checkMatch/{tokenId}", Handle).AllowPublic(Why).DisableAntiforgery()
            .WithSummary("Whether a patient is known, with a token");
    }

    static async Task<IResult> Handle(string? tokenId, HttpContext http, SessionDesk desk, CancellationToken ct)
    {
        var (form, unreadable) = await PatientForm.ReadAsync(http.Request, ct);
        if (await desk.FindAsync(tokenId ?? form?.Token, TokenTypes.CheckMatch, ct) is not { } token)
            return SessionDoor.NoToken;
        if (SessionDoor.IsForeign(http, token.Server)) return SessionDoor.Foreign;
        if (form is null) return Problem.From(unreadable!);
        if (form.TryRead(token.Server, token.Wish.Fields, out var identity) is { } fault) return Problem.From(fault);
        try
        {
            OpenDomain? domain = null;
            var (answer, refusal) = await desk.MatchAsync(token, identity, http, open => domain = open, ct);
            if (answer is null) return Problem.From(refusal!);
            var answers = new List<Dictionary<string, object>>();
            if (answer.Person is { } person && await desk.ReadAsync(person, ct) is { } view)
            {
                answers.Add(new() { ["similarityScore"] = Alike(answer.Score ?? 0) });
                foreach (var id in await SessionIds.KnownAsync(
                    token.Server, token.Wish.IdTypes, view, desk.Pseudonyms, ct)) answers[0][id.IdType] = id.IdString;
            }

            answers.AddRange(answer.PossibleMatches.Select(other =>
                new Dictionary<string, object> { ["similarityScore"] = Alike(other.Score) }));
            return Results.Ok(answers);

            decimal Alike(double score) =>
                PossibleMatchPages.Weights(score, domain!.Linker.Configuration).Result;
        }
        catch (PostgresException e) when (SessionStore.IsUsed(e))
        {
            return SessionDoor.NoToken;
        }
    }
}

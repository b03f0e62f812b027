using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>A browser sees, with a token, whom the study's server knows by ids only; or gets further ids.</summary>
static class SeeingPatients
{
    const string Why = "a browser shows the token its study's server got";

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/patients", Read).AllowPublic(Why).WithSummary("See patients with a token");
        routes.MapGet("/patients/tokenId/{tokenId}", Read).AllowPublic(Why).WithSummary("See patients with a token");
        routes.MapPost("/ids/{idType}", Create).AllowPublic(Why).DisableAntiforgery()
            .WithSummary("Get ids of a further type for patients");
    }

    static async Task<IResult> Read(string? tokenId, HttpContext http, SessionDesk desk, CancellationToken ct)
    {
        if (await desk.FindAsync(tokenId, TokenTypes.ReadPatients, ct) is not { } token) return SessionDoor.NoToken;
        if (SessionDoor.IsForeign(http, token.Server)) return SessionDoor.Foreign;
        var answers = new List<object>();
        var session = desk.Begin(token.Server, http);
        session.QueueSqlCommand(SessionStore.Use(token));
        foreach (var wanted in token.Wish.Ids)
        {
            var (view, refusal) = await desk.PersonAsync(token.Server, wanted, ct);
            if (view is null) return Problem.From(refusal!);
            (var ids, refusal) = await SessionIds.OfAsync(
                token.Server, token.Wish.IdTypes, view, desk.Pseudonyms, ct);
            if (ids is null) return Problem.From(refusal!);
            answers.Add(new
            {
                fields = PatientForm.Write(token.Server, token.Wish.FieldNames, Reference(view)),
                ids = AddingPatients.Shown(ids, tentative: false),
            });
            desk.Note(session, token.Server, http, new("identity-found", $"person/{view.Person}", "seen"));
        }

        try
        {
            await session.SaveChangesAsync(ct); // nobody sees anything before it is noted that they do
            http.Response.Headers["X-Total-Count"] = $"{answers.Count}";
            return Results.Ok(answers);
        }
        catch (PostgresException e) when (SessionStore.IsUsed(e))
        {
            return SessionDoor.NoToken;
        }
    }

    static async Task<IResult> Create(
        string idType, string? tokenId, HttpContext http, SessionDesk desk, CancellationToken ct)
    {
        if (await desk.FindAsync(tokenId, TokenTypes.CreateIds, ct) is not { } token
            || !token.Wish.IdTypes.Contains(idType)) return SessionDoor.NoToken;
        if (SessionDoor.IsForeign(http, token.Server)) return SessionDoor.Foreign;
        var answers = new List<object>();
        var session = desk.Begin(token.Server, http);
        session.QueueSqlCommand(SessionStore.Use(token));
        foreach (var wanted in token.Wish.Ids)
        {
            var (view, refusal) = await desk.PersonAsync(token.Server, wanted, ct);
            if (view is null) return Problem.From(refusal!);
            (var ids, refusal) = await SessionIds.OfAsync(token.Server, [idType], view, desk.Pseudonyms, ct);
            if (ids is null) return Problem.From(refusal!);
            answers.AddRange(AddingPatients.Shown(ids, tentative: false));
            desk.Note(session, token.Server, http, new("identifiers-looked-up", $"person/{view.Person}", "seen"));
        }

        try
        {
            await session.SaveChangesAsync(ct);
            return Results.Json(answers, statusCode: StatusCodes.Status201Created);
        }
        catch (PostgresException e) when (SessionStore.IsUsed(e))
        {
            return SessionDoor.NoToken;
        }
    }

    /// <summary>What stands for a person.</summary>
    public static IdentityData Reference(PersonView view)
    {
        var reference = view.Identities.First(identity => identity.Identity == view.Reference);
        return reference.Data with { Contacts = [.. reference.Contacts.Select(contact => contact.Data)] };
    }
}

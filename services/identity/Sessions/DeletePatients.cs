using Npgsql;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>A patient is erased with a token, as the index erases anybody: what identifies is gone for good.</summary>
static class DeletingPatients
{
    const string Why = "a browser shows the token its study's server got";

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapDelete("/patients", Handle).AllowPublic(Why).WithSummary("Erase a patient with a token");
        routes.MapDelete("/patients/tokenId/{tokenId}", Handle).AllowPublic(Why)
            .WithSummary("Erase a patient with a token");
        routes.MapDelete("/patients/{tokenId}/{idType}/{idString}", Named).AllowPublic(Why)
            .WithSummary("Erase the patient a token is for, named once more");
    }

    /// <summary>As older libraries do it; the token says who may be erased, the address has to say the same.</summary>
    static async Task<IResult> Named(
        string tokenId, string idType, string idString, HttpContext http, SessionDesk desk, CancellationToken ct) =>
        await desk.FindAsync(tokenId, TokenTypes.DeletePatient, ct) is { } token
            && token.Wish.Ids[0] == new SessionId(idType, idString)
            ? await Handle(tokenId, http, desk, ct) : SessionDoor.NoToken;

    static async Task<IResult> Handle(string? tokenId, HttpContext http, SessionDesk desk, CancellationToken ct)
    {
        if (await desk.FindAsync(tokenId, TokenTypes.DeletePatient, ct) is not { } token) return SessionDoor.NoToken;
        if (SessionDoor.IsForeign(http, token.Server)) return SessionDoor.Foreign;
        var (view, refusal) = await desk.PersonAsync(token.Server, token.Wish.Ids[0], ct);
        if (view is null) return Problem.From(refusal!);
        var session = desk.Begin(token.Server, http);
        var decision = await ErasingPersons.QueueAsync(session, view.Person, ct);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        session.QueueSqlCommand(SessionStore.Use(token));
        desk.Note(session, token.Server, http, new("person-erased", $"person/{view.Person}", "done"));
        try
        {
            await session.SaveChangesAsync(ct);
            return Results.NoContent();
        }
        catch (PostgresException e) when (SessionStore.IsUsed(e))
        {
            return SessionDoor.NoToken;
        }
    }
}

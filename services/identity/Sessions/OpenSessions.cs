using System.Text.Json.Nodes;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>What a study's server does: opens sessions, asks for tokens that browsers may come with, ends them.
/// </summary>
static class OpeningSessions
{
    const string Why = "a server shows its own API key, which the handler checks";

    static readonly Rejection Unknown = Rejection.NotFound(
        "session-unknown", "There is no such session, or it ended.");

    static readonly IResult TooMany = Problem.Of(429, "sessions-too-many",
        "There are too many open; end those that are not needed any more.", retryAfter: 60);

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/sessions", Open).AllowPublic(Why).WithSummary("Open a session");
        routes.MapGet("/sessions/{session}", Show).AllowPublic(Why).WithSummary("Whether a session lives");
        routes.MapDelete("/sessions/{session}", End).AllowPublic(Why).WithSummary("End a session with its tokens");
        routes.MapPost("/sessions/{session}/tokens", Ask).AllowPublic(Why).WithSummary("Ask for a token");
        routes.MapGet("/sessions/{session}/tokens/{token}", ShowToken).AllowPublic(Why)
            .WithSummary("How often a token can be used");
        routes.MapDelete("/sessions/{session}/tokens/{token}", EndToken).AllowPublic(Why).WithSummary("End a token");
        routes.MapGet("/configuration/idTypes", IdTypes).AllowPublic(Why).WithSummary("Types of ids a server knows");
    }

    static async Task<IResult> Open(HttpContext http, SessionDoor door, SessionDesk desk, CancellationToken ct)
    {
        if (door.ServerOf(http.Request) is not { } server) return SessionDoor.NoKey;
        var session = SessionSecret.New();
        if (!await SessionStore.CreateAsync(desk.Data, session, server.Name, desk.Now, desk.Options, ct))
            return TooMany;
        var uri = Address(http, session.Id);
        return Results.Created(uri, new { sessionId = session.Id, uri });
    }

    static async Task<IResult> Show(
        string session, HttpContext http, SessionDoor door, SessionDesk desk, CancellationToken ct)
    {
        var (_, refusal) = await EnterAsync(session, http, door, desk, ct);
        return refusal ?? Results.Ok(new { sessionId = session, uri = Address(http, session) });
    }

    static async Task<IResult> End(
        string session, HttpContext http, SessionDoor door, SessionDesk desk, CancellationToken ct)
    {
        if (door.ServerOf(http.Request) is not { } server) return SessionDoor.NoKey;
        await SessionStore.EndAsync(desk.Data, new(session), server.Name, ct);
        return Results.NoContent(); // of one that has ended, too
    }

    static async Task<IResult> Ask(
        string session, JsonObject body, HttpContext http, SessionDoor door, SessionDesk desk, CancellationToken ct)
    {
        var (server, refusal) = await EnterAsync(session, http, door, desk, ct);
        if (server is null) return refusal!;
        var (wish, fault) = TokenWish.Read(body, server);
        if (wish is null) return Problem.From(fault!);
        foreach (var id in wish.Ids)
        {
            var (person, unknown) = await desk.PersonAsync(server, id, ct);
            if (person is not null) continue;
            return Problem.From(unknown!.Kind == RejectionKind.NotFound
                ? Rejection.Invalid(unknown.Code, unknown.Message, "data") : unknown);
        }

        var secret = new SessionSecret(session);
        if (await SessionStore.TokensAsync(desk.Data, secret, ct) >= desk.Options.MostTokens) return TooMany;
        var token = SessionSecret.New();
        var work = desk.Begin(server, http);
        work.QueueSqlCommand(SessionStore.Insert(token, secret, wish));
        desk.Note(work, server, http, new("token-created", "session-token", wish.Type));
        await work.SaveChangesAsync(ct);
        var shown = Shown(http, session, token.Id, wish, wish.Uses, body["data"]?.DeepClone());
        return Results.Created(shown["uri"]!.GetValue<string>(), shown);
    }

    static async Task<IResult> ShowToken(
        string session, string token, HttpContext http, SessionDoor door, SessionDesk desk, CancellationToken ct)
    {
        var (server, refusal) = await EnterAsync(session, http, door, desk, ct);
        if (server is null) return refusal!;
        return await SessionStore.FindAsync(desk.Data, token, desk.Options, desk.Now, ct) is { } open
            && open.Server == server
            ? Results.Ok(Shown(http, session, token, open.Wish, open.Uses, null))
            : Problem.From(Rejection.NotFound("token-unknown", "There is no such token, or it was used."));
    }

    static async Task<IResult> EndToken(
        string session, string token, HttpContext http, SessionDoor door, SessionDesk desk, CancellationToken ct)
    {
        var (server, refusal) = await EnterAsync(session, http, door, desk, ct);
        if (server is null) return refusal!;
        await SessionStore.EndTokenAsync(desk.Data, new(token), new(session), ct);
        return Results.NoContent();
    }

    static IResult IdTypes(HttpContext http, SessionDoor door) =>
        door.ServerOf(http.Request) is { } server ? Results.Ok(server.IdTypes.Select(type => type.Name))
            : SessionDoor.NoKey;

    static async Task<(SessionServer?, IResult?)> EnterAsync(
        string session, HttpContext http, SessionDoor door, SessionDesk desk, CancellationToken ct)
    {
        if (door.ServerOf(http.Request) is not { } server) return (null, SessionDoor.NoKey);
        return await SessionStore.TouchAsync(
            desk.Data, new(session), server.Name, desk.Now, desk.Options.Minutes, ct)
            ? (server, null) : (null, Problem.From(Unknown));
    }

    /// <summary>A token as servers see one; before version 2 the id had another name, so it has both.</summary>
    static JsonObject Shown(
        HttpContext http, string session, string token, TokenWish wish, int left, JsonNode? data) => new()
        {
            ["id"] = token,
            ["tokenId"] = token,
            ["type"] = wish.Type,
            ["allowedUses"] = wish.Uses,
            ["remainingUses"] = left,
            ["data"] = data,
            ["uri"] = $"{Address(http, session)}tokens/{token}",
        };

    /// <summary>With a slash at its end: clients put <c>tokens</c> behind it.</summary>
    static string Address(HttpContext http, string session) =>
        $"{FhirRequest.BaseOf(http, SessionsService.Prefix)}/sessions/{session}/";
}

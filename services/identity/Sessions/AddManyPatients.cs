using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// Many patients with one token: each one by itself, then the answers wait under the token's own key until the session
/// ends. Whoever sends the same again after an interruption gets the same ids, since everybody is known by then.
/// </summary>
static class AddingManyPatients
{
    const int Most = 1_000;
    const int MostBytes = 4 * 1024 * 1024;
    const string Why = "a browser shows the token its study's server got";

    static readonly Rejection Unreadable = Rejection.Invalid("malformed",
        "Send a JSON list of 1 to 1,000 patients with their fields, at most 4 MiB.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/jobs", Add).AllowPublic(Why).WithSummary("Register many patients with a token")
            .WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        routes.MapGet("/jobs/{job}", Fetch).AllowPublic(Why).WithSummary("What came of many patients");
    }

    static async Task<IResult> Add(string? tokenId, HttpContext http, SessionDesk desk, CancellationToken ct)
    {
        if (await desk.FindAsync(tokenId, TokenTypes.AddPatients, ct) is not { } token) return SessionDoor.NoToken;
        if (SessionDoor.IsForeign(http, token.Server)) return SessionDoor.Foreign;
        if (token.Result is not null) return Created(http, token);
        if (await ReadAsync(http.Request, ct) is not { } patients) return Problem.From(Unreadable);
        var answers = new JsonArray();
        foreach (var patient in patients) answers.Add(await RegisterAsync(token, patient, http, desk, ct));
        var work = desk.Begin(token.Server, http);
        work.QueueSqlCommand(SessionStore.Keep(token, token.Secret.Seal(answers)));
        desk.Note(work, token.Server, http, new("patients-added", "session-token", "done",
            Detail: new { patients = patients.Count }));
        try
        {
            await work.SaveChangesAsync(ct);
        }
        catch (PostgresException e) when (SessionStore.IsUsed(e))
        {
            if (await desk.FindAsync(tokenId, TokenTypes.AddPatients, ct) is not { Result: not null })
                return SessionDoor.NoToken;
        }

        return Created(http, token);
    }

    static async Task<IResult> Fetch(
        string job, string? tokenId, HttpContext http, SessionDesk desk, CancellationToken ct)
    {
        if (await desk.FindAsync(tokenId, TokenTypes.AddPatients, ct) is not { Result: { } result } token
            || job != JobOf(token)) return SessionDoor.NoToken;
        if (SessionDoor.IsForeign(http, token.Server)) return SessionDoor.Foreign;
        // the status by which the Mainzelliste's own pages know that it is done
        return Results.Json(token.Secret.Open<JsonArray>(result), statusCode: StatusCodes.Status202Accepted);
    }

    static async Task<JsonObject> RegisterAsync(
        OpenToken token, PatientForm form, HttpContext http, SessionDesk desk, CancellationToken ct)
    {
        var (patient, refusal) = await desk.RegisterAsync(token.Server, form.Sent(token), null, http, ct);
        IReadOnlyList<SessionId>? ids = null;
        if (patient is not null)
            (ids, refusal) = await desk.IdsAsync(token.Server, token.Wish.IdTypes, patient.Person, ct);

        return new()
        {
            ["status"] = refusal is null ? StatusCodes.Status201Created : Problem.StatusOf(refusal),
            ["body"] = refusal is null
                ? JsonSerializer.SerializeToNode(AddingPatients.Shown(ids!, patient!.Tentative), StoredJson.Options)
                : new JsonObject
                {
                    ["message"] = refusal.Message,
                    ["code"] = refusal.Code,
                    ["path"] = refusal.Path,
                },
        };
    }

    static async Task<List<PatientForm>?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, null, new() { MaxDepth = 6 }, ct) is JsonArray
            {
                Count: >= 1 and <= Most,
            } list ? [.. list.Select(PatientForm.Of)] : null;
        }
        catch (Exception e) when (PatientForm.IsUnreadable(e))
        {
            return null;
        }
    }

    static IResult Created(HttpContext http, OpenToken token) => Results.Created(
        $"{FhirRequest.BaseOf(http, SessionsService.Prefix)}/jobs/{JobOf(token)}?tokenId={token.Secret.Id}", null);

    static string JobOf(OpenToken token) => Convert.ToHexStringLower(token.Secret.Hash.AsSpan(0, 16));
}

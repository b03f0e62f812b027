using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>A browser registers a patient with a token, by the fields of a form.</summary>
static class AddingPatients
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/patients", Handle).AllowPublic("a browser shows the token its study's server got")
        .DisableAntiforgery().WithSummary("Register a patient with a token");

    static async Task<IResult> Handle(
        string? tokenId, HttpContext http, SessionDesk desk, SessionCallbacks callbacks, CancellationToken ct)
    {
        var (form, unreadable) = await PatientForm.ReadAsync(http.Request, ct);
        return await RegisteringWithTokens.UseAsync(desk, tokenId ?? form?.Token, async token =>
        {
            if (token is null) return PatientPages.Wanted(http) ? PatientPages.Expired(http) : SessionDoor.NoToken;
            if (SessionDoor.IsForeign(http, token.Server)) return SessionDoor.Foreign;
            if (form is null) return Problem.From(unreadable!);
            var (patient, ids, refusal) = await RegisteringWithTokens.AddAsync(
                token, form.Sent(token), http, desk, callbacks, ct);
            return refusal is null ? Answer(http, token, ids!, patient!.Tentative)
                : Refused(http, token, form, refusal);
        }, ct);
    }

    static IResult Refused(HttpContext http, OpenToken token, PatientForm form, Rejection refusal) =>
        PatientPages.Wanted(http) ? PatientPages.New(http, token, form.Fields, refusal) : Problem.From(refusal);

    static IResult Answer(HttpContext http, OpenToken token, IReadOnlyList<SessionId> ids, bool tentative)
    {
        var json = http.Request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal);
        if (token.Wish.Redirect is not null && !json) return SessionDoor.Redirect(http, token, ids);
        if (PatientPages.Wanted(http)) return PatientPages.Done(http, ids, tentative);
        return Results.Json<object>(SessionDoor.SpeaksVersionOne(http.Request)
            ? new { newId = ids.Count > 0 ? ids[0].IdString : null, tentative }
            : Shown(ids, tentative), statusCode: StatusCodes.Status201Created);
    }

    /// <summary>Ids as clients get them.</summary>
    public static object[] Shown(IEnumerable<SessionId> ids, bool tentative) =>
        [.. ids.Select(id => new { id.IdType, id.IdString, tentative })];
}

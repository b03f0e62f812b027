using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// A browser registers a patient with a token. Registering and using the token are one transaction; where the
/// pseudonym or the callback fails afterwards, the same token gets the answer that is owed, and nothing else.
/// </summary>
static class AddingPatients
{
    const int Attempts = 16;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/patients", Handle).AllowPublic("a browser shows the token its study's server got")
        .DisableAntiforgery().WithSummary("Register a patient with a token");

    static async Task<IResult> Handle(
        string? tokenId, HttpContext http, SessionDesk desk, SessionCallbacks callbacks, CancellationToken ct)
    {
        var (form, unreadable) = await PatientForm.ReadAsync(http.Request, ct);
        for (var attempt = 1; ; attempt++)
        {
            if (await desk.FindAsync(tokenId ?? form?.Token, TokenTypes.AddPatient, ct) is not { } token)
                return PatientPages.Wanted(http) ? PatientPages.Expired(http) : SessionDoor.NoToken;
            if (SessionDoor.IsForeign(http, token.Server)) return SessionDoor.Foreign;
            if (form is null) return Problem.From(unreadable!);
            try
            {
                return await UseAsync(token, form, http, desk, callbacks, ct);
            }
            catch (PostgresException e) when (SessionStore.IsUsed(e) && token.Uses > 1 && attempt < Attempts)
            {
                // another use was first; there are more
            }
            catch (PostgresException e) when (SessionStore.IsUsed(e))
            {
                return SessionDoor.NoToken; // somebody else came with it at the same time
            }
        }
    }

    static async Task<IResult> UseAsync(
        OpenToken token, PatientForm form, HttpContext http, SessionDesk desk, SessionCallbacks callbacks,
        CancellationToken ct)
    {
        var patient = token.Person is { } owed ? new RegisteredPatient(owed, token.Tentative) : null;
        if (patient is null)
        {
            (patient, var refusal) = await desk.RegisterAsync(token, form, http, binds: true, ct);
            if (patient is null) return Refused(http, token, form, refusal!);
        }

        var (ids, missing) = await desk.ReadAsync(patient.Person, ct) is { } view
            ? await SessionIds.OfAsync(token.Server, token.Wish.IdTypes, view, desk.Pseudonyms, ct)
            : (null, Faults.PersonUnknown);
        if (ids is not null && token.Wish.Callback is { } callback)
            missing = await callbacks.TellAsync(callback, token.Secret.Id, ids, patient.Tentative, ct);
        if (missing is not null)
        {
            if (token.Uses > 1) await SessionStore.GiveBackAsync(desk.Data, token, ct);
            return Refused(http, token, form, missing);
        }

        if (token.Uses == 1)
        {
            var work = desk.Begin(token.Server, http);
            work.QueueSqlCommand(SessionStore.Use(token));
            await work.SaveChangesAsync(ct);
        }

        return Answer(http, token, ids!, patient.Tentative);
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

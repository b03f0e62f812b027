using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>What came of somebody who was sent with a token: the ids, or why there are none.</summary>
sealed record AddedPatient(RegisteredPatient? Patient, IReadOnlyList<SessionId>? Ids, Rejection? Refusal);

/// <summary>
/// Registering with an <c>addPatient</c> token, however the patient was written. Registering and using the token are
/// one transaction; where the pseudonym or the callback fails afterwards, the same token gets the answer that is owed,
/// and nothing else.
/// </summary>
static class RegisteringWithTokens
{
    const int Attempts = 16;

    /// <summary>Does something with the token of an id; again where somebody was first and it has more uses.</summary>
    public static async Task<IResult> UseAsync(
        SessionDesk desk, string? id, Func<OpenToken?, Task<IResult>> use, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var token = await desk.FindAsync(id, TokenTypes.AddPatient, ct);
            try
            {
                return await use(token);
            }
            catch (PostgresException e) when (
                SessionStore.IsUsed(e) && token is { Uses: > 1 } && attempt < Attempts)
            {
                // another use was first; there are more
            }
            catch (PostgresException e) when (SessionStore.IsUsed(e))
            {
                return SessionDoor.NoToken; // somebody else came with it at the same time
            }
        }
    }

    public static async Task<AddedPatient> AddAsync(
        OpenToken token, SentPatient sent, HttpContext http, SessionDesk desk, SessionCallbacks callbacks,
        CancellationToken ct)
    {
        var patient = token.Person is { } owed ? new RegisteredPatient(owed, token.Tentative) : null;
        if (patient is null)
        {
            (patient, var refusal) = await desk.RegisterAsync(token.Server, sent, token, http, ct);
            if (patient is null) return new(null, null, refusal);
        }

        var (ids, missing) = await desk.IdsAsync(token.Server, token.Wish.IdTypes, patient.Person, ct);
        if (ids is not null && token.Wish.Callback is { } callback)
            missing = await callbacks.TellAsync(callback, token.Secret.Id, ids, patient.Tentative, ct);
        if (missing is not null)
        {
            if (token.Uses > 1) await SessionStore.GiveBackAsync(desk.Data, token, ct);
            return new(null, null, missing);
        }

        if (token.Uses == 1)
        {
            var work = desk.Begin(token.Server, http);
            work.QueueSqlCommand(SessionStore.Use(token));
            await work.SaveChangesAsync(ct);
        }

        return new(patient, ids, null);
    }
}

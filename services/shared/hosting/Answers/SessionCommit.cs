using Microsoft.AspNetCore.Http;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>Commits a session and gives the answer.</summary>
public static class SessionCommit
{
    /// <summary>
    /// Stores everything in the session and, where the caller sent an <c>Idempotency-Key</c>, the answer with it, in
    /// one
    /// transaction. The same request sent again gets the stored answer. Refusals: 412 <c>stream-moved</c>, 422
    /// <c>idempotency-key-reused</c>, 503 <c>outcome-unknown</c> or <c>unavailable</c>.
    /// </summary>
    /// <param name="session">What is stored.</param>
    /// <param name="http">The request.</param>
    /// <param name="answer">The answer once it is stored.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="onStored">Called when it is certain that this session was stored, and only then.</param>
    public static async Task<IResult> CommitAsync(
        this IDocumentSession session, HttpContext http, Answer answer, CancellationToken ct, Action? onStored = null)
    {
        var written = WrittenAnswer.From(answer, http);
        var request = KeyedRequest.Of(http);
        if (request is not null)
            session.QueueSqlCommand(StoredAnswers.Insert(request, written));

        try
        {
            await session.SaveChangesAsync(ct);
            onStored?.Invoke();
            return written;
        }
        catch (PostgresException e) when (request is not null && StoredAnswers.IsTaken(e))
        {
            return await StoredAnswers.FindAsync(http, request, ct) ?? Problem.Unavailable;
        }
        catch (StreamMovedException)
        {
            return request is not null && await StoredAnswers.FindAsync(http, request, ct) is { } stored
                ? stored
                : Problem.StreamMoved;
        }
        catch (CommitOutcomeUnknownException)
        {
            return Problem.OutcomeUnknown;
        }
        catch (NpgsqlException e) when (ErrorHandler.IsUnavailable(e))
        {
            return Problem.Unavailable;
        }
    }
}

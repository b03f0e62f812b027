using Microsoft.AspNetCore.Http;
using Npgsql;

namespace TrustCenter.Hosting;

/// <summary>
/// For services that write in a transaction of their own instead of a session's: keeps the answer to a request with an
/// <c>Idempotency-Key</c> in that same transaction.
/// </summary>
public sealed class AnswerKeeper
{
    readonly HttpContext _http;

    AnswerKeeper(HttpContext http) => _http = http;

    /// <summary>Whether the caller sent a key, so that <see cref="Keep"/> has something to store.</summary>
    public static bool IsAsked(HttpContext http) => KeyedRequest.Of(http) is not null;

    /// <summary>The answer in bytes, and the statement that stores it; null where the caller sent no key.</summary>
    public (IResult Result, NpgsqlBatchCommand? Command) Keep(Answer answer)
    {
        var written = WrittenAnswer.From(answer, _http);
        return (written, KeyedRequest.Of(_http) is { } request ? StoredAnswers.Insert(request, written) : null);
    }

    /// <summary>
    /// Runs a write. One that was carried out under the same key by another replica is answered as it was there; a
    /// connection that breaks is answered <c>outcome-unknown</c>.
    /// </summary>
    public static async Task<IResult> RunAsync(
        HttpContext http, Func<AnswerKeeper, Task<IResult>> write, CancellationToken ct)
    {
        try
        {
            return await write(new AnswerKeeper(http));
        }
        catch (PostgresException e) when (KeyedRequest.Of(http) is { } request && StoredAnswers.IsTaken(e))
        {
            return await StoredAnswers.FindAsync(http, request, ct) ?? Problem.Unavailable;
        }
        catch (NpgsqlException e) when (e is not PostgresException)
        {
            return Problem.OutcomeUnknown;
        }
    }
}

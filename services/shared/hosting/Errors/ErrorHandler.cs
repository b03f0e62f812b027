using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>
/// The one place where exceptions become answers. What broke is in the log by its trace id, never in the answer.
/// </summary>
sealed class ErrorHandler(ILogger<ErrorHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken ct)
    {
        if (exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = 499; // the caller has gone
            return true;
        }

        var problem = ProblemOf(exception);
        if (problem is null)
        {
            // type and stack only: messages of foreign code may quote what was sent
            LogMessages.Broken(log, exception.GetType().Name, exception.StackTrace ?? "");
            problem = Problem.Of(500, "broken", Problem.BrokenSentence);
        }

        await problem.ExecuteAsync(http);
        return true;
    }

    internal static IResult? ProblemOf(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } => OfJson(json),
        BadHttpRequestException { StatusCode: 413 } => Problem.Of(413, "too-large", "The request is too large."),
        BadHttpRequestException { StatusCode: 408 } => Problem.Of(408, "too-slow", "The request came in too slowly."),
        BadHttpRequestException { StatusCode: 415 } => Problem.Of(415, "content-type-not-supported",
            "The content type of the request is not supported here."),
        BadHttpRequestException bad => Problem.Of(
            bad.StatusCode is >= 400 and < 500 ? bad.StatusCode : 400, "malformed", "The request is malformed."),
        JsonException json => OfJson(json),
        StreamMovedException => Problem.StreamMoved,
        CommitOutcomeUnknownException => Problem.OutcomeUnknown,
        IssuerUnavailableException => Problem.Unavailable,
        PostgresException { SqlState: "40001" or "40P01" } => Problem.Unavailable,
        NpgsqlException e when IsUnavailable(e) => Problem.Unavailable,
        TimeoutException => Problem.Unavailable,
        _ => null,
    };

    static IResult OfJson(JsonException json) =>
        Problem.Of(400, "malformed-json", JsonFaults.Sentence(json), json.Path);

    // no connection, or the server says it can't: 08 connection, 25006 read only, 53 resources, 57P shutdown, 58 system
    internal static bool IsUnavailable(NpgsqlException exception) => exception is PostgresException postgres
        ? postgres.SqlState is ['0', '8', ..] or ['5', '3', ..] or "57P01" or "57P02" or "57P03" or "57P05" or "57014"
            or ['5', '8', ..] or "25006" or "3D000" or ['2', '8', ..]
        : true;
}

/// <summary>The issuer's keys can't be had at the moment, so nobody can say whether a token is good.</summary>
sealed class IssuerUnavailableException(Exception inner) : Exception("The issuer's keys can't be had.", inner);

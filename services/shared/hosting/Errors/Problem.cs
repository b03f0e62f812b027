using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>
/// Every refusal of the suite: problem+json (RFC 9457), or an OperationOutcome on FHIR routes, with the same code.
/// </summary>
public static class Problem
{
    internal const string BrokenSentence = "Something broke here. Tell the operator the request id.";

    /// <summary>401: nobody is signed in. Says nothing about why.</summary>
    public static IResult Unauthorized { get; } = Of(401, "not-signed-in",
        "Sign in: send a bearer token of an issuer this service trusts.");

    /// <summary>403: the caller lacks the route's permission.</summary>
    public static IResult PermissionMissing { get; } = Of(403, "permission-missing",
        "Your roles do not allow this.");

    /// <summary>404: no such address.</summary>
    public static IResult NoSuchAddress { get; } = Of(404, "address-unknown", "There is nothing at this address.");

    /// <summary>412: somebody else changed it first.</summary>
    public static IResult StreamMoved { get; } = Of(412, "stream-moved",
        "Somebody else changed this in the meantime. Read it again and decide anew.");

    /// <summary>429: too fast.</summary>
    public static IResult TooManyRequests { get; } = Of(429, "too-many-requests",
        "Too many requests; wait as long as Retry-After says.");

    /// <summary>503: the commit's outcome is unknown.</summary>
    public static IResult OutcomeUnknown { get; } = Of(503, "outcome-unknown",
        "It is not known whether this was stored. Repeat the request with the same Idempotency-Key: "
        + "it is carried out at most once.", retryAfter: 1);

    /// <summary>503: the database or another part is not available.</summary>
    public static IResult Unavailable { get; } = Of(503, "unavailable",
        "The service can't do this at the moment. Nothing was changed; try again later.", retryAfter: 2);

    /// <summary>The answer to a refused command.</summary>
    public static IResult From(Rejection rejection) => new ProblemAnswer(
        StatusOf(rejection), rejection.Code, rejection.Message, rejection.Path,
        RetryAfter: rejection.Kind == RejectionKind.Unavailable ? 2 : null, OfHandler: true);

    /// <summary>The HTTP status of a refused command.</summary>
    public static int StatusOf(Rejection rejection) => rejection.Kind switch
    {
        RejectionKind.Invalid => 400,
        RejectionKind.Forbidden => 403,
        RejectionKind.NotFound => 404,
        RejectionKind.Conflict => 409,
        RejectionKind.Unavailable => 503,
        _ => 422,
    };

    /// <summary>What an exception is answered with; null where something broke and only its trace says what.</summary>
    public static IResult? Of(Exception exception) => ErrorHandler.ProblemOf(exception);

    /// <summary>A refusal with a status of its own.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Stable kebab-case code.</param>
    /// <param name="message">One sentence without personal data.</param>
    /// <param name="path">Offending element, or null.</param>
    /// <param name="retryAfter">Seconds, or null.</param>
    public static IResult Of(int status, string code, string message, string? path = null, int? retryAfter = null) =>
        new ProblemAnswer(status, code, message, path, retryAfter, OfHandler: false);
}

/// <summary>A refusal on its way out.</summary>
sealed record ProblemAnswer(
    int Status, string Code, string Message, string? Path, int? RetryAfter, bool OfHandler) : IResult
{
    public async Task ExecuteAsync(HttpContext http)
    {
        if (OfHandler && await StoredAnswers.ReplayAsync(http))
            return; // the same request, sent twice at once: the other one was carried out, so this is its answer

        http.Response.StatusCode = Status;
        if (RetryAfter is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);

        if (FhirRoutes.Covers(http))
            await OperationOutcomes.WriteAsync(http, this);
        else
            await WriteAsync(http);
    }

    async Task WriteAsync(HttpContext http)
    {
        http.Response.ContentType = "application/problem+json";
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "urn:trustcenter:problem:" + Code);
            json.WriteString("title", Message);
            json.WriteNumber("status", Status);
            json.WriteString("code", Code);
            if (Path is not null)
                json.WriteString("path", Path);

            json.WriteString("requestId", RequestIds.Of(http));
            json.WriteEndObject();
        }

        http.Response.ContentLength = buffer.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(buffer.ToArray(), http.RequestAborted);
    }
}

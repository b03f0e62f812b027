using Microsoft.AspNetCore.Http;
using TrustCenter.Fhir;

namespace TrustCenter.Hosting;

/// <summary>A refusal as FHIR says it, in JSON or XML as the caller can read.</summary>
public static class OperationOutcomes
{
    const string CodeSystem = "urn:trustcenter:problem";

    /// <summary>A refusal's status and outcome, for the entries of a Bundle.</summary>
    /// <exception cref="ArgumentException">The result is no refusal.</exception>
    public static (int Status, FhirResource Outcome) Of(IResult refusal) => refusal is ProblemAnswer problem
        ? (problem.Status, Outcome(problem)) : throw new ArgumentException("This is no refusal.", nameof(refusal));

    static FhirResource Outcome(ProblemAnswer problem) => OperationOutcome.Error(
        TypeOf(problem.Status), problem.Message, problem.Path, new Coding(CodeSystem, problem.Code));

    internal static async Task WriteAsync(HttpContext http, ProblemAnswer problem)
    {
        var request = http.Request;
        var format = FhirDocument.Answer(request.Headers.Accept, request.ContentType, request.Query["_format"]);
        var outcome = Outcome(problem);
        outcome.Id = RequestIds.Of(http);
        var bytes = FhirDocument.ToBytes(format, outcome);
        http.Response.ContentType = FhirDocument.MediaType(format);
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(request.Method))
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    // http://hl7.org/fhir/R4/valueset-issue-type.html
    static string TypeOf(int status) => status switch
    {
        400 => "invalid",
        401 => "login",
        403 => "forbidden",
        404 => "not-found",
        405 or 406 or 415 => "not-supported",
        408 => "timeout",
        409 or 412 => "conflict",
        413 => "too-long",
        422 => "business-rule",
        429 => "throttled",
        503 => "transient",
        _ => "exception",
    };
}

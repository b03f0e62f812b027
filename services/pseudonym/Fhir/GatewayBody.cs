using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Reads the body of an operation: a Parameters resource with the parameters the operation knows and no others, since
/// what is passed over unread could be what somebody counted on.
/// </summary>
public static class GatewayBody
{
    /// <param name="http">The request.</param>
    /// <param name="parts">Names of parts, for operations whose parameters consist of parts.</param>
    /// <param name="names">Names of parameters.</param>
    /// <param name="ct">Stops reading.</param>
    public static async Task<(Parameters? Parameters, IResult? Refusal)> ReadAsync(
        HttpContext http, string[] parts, string[] names, CancellationToken ct)
    {
        var (body, refusal) = await FhirRequest.ResourceAsync(http, null, ct);
        return body is null ? (null, refusal) : Read(body, parts, names);
    }

    public static (Parameters? Parameters, IResult? Refusal) Read(FhirResource body, string[] parts, string[] names)
    {
        if (!body.Is("Parameters")) return (null, FhirRequest.NoParameters(body));
        var problems = new List<FhirProblem>();
        Check(body, "parameter", "Parameters", names, parts, problems);
        return problems.Count == 0 ? (Parameters.Read(body), null)
            : (null, new FhirAnswer(OperationOutcome.Of(problems), StatusCodes.Status400BadRequest));
    }

    // a name that nobody knows is not repeated: it may be what should have been the value
    static void Check(
        FhirElement owner, string children, string path, string[] names, string[] parts, List<FhirProblem> problems)
    {
        var index = 0;
        foreach (var element in owner.All(children))
        {
            var place = $"{path}.{children}[{index++}]";
            if (problems.Count == 50) return;
            if (element.Text("name") is not { } name || !names.Contains(name))
            {
                problems.Add(new(FhirSeverity.Error, "not-supported", place,
                    $"one of the parameters {string.Join(", ", names)}"));
            }
            else if (element["resource"] is not null || (parts.Length == 0 && element["part"] is not null))
            {
                problems.Add(new(FhirSeverity.Error, "structure", place, "a value and nothing nested"));
            }
            else if (parts.Length > 0) Check(element, "part", place, parts, [], problems);
        }
    }

    /// <summary>The texts of a parameter that may be repeated, and the fault of the first that is none.</summary>
    public static Rejection? Texts(
        Parameters parameters, string name, out IReadOnlyList<string> texts, int most = Originals.MostInBatch)
    {
        texts = parameters.Strings(name);
        if (texts.Count == 0 && !parameters.Problems.HasErrors) parameters.Missing(name);
        return texts.Count == 0 ? null : Originals.Fault(texts, name, most);
    }

    /// <summary>A refusal of the core, with its place as the caller wrote it.</summary>
    public static IResult Refuse(Rejection rejection, string domain, string values)
    {
        var path = rejection.Path;
        if (path is null) return Problem.From(rejection);
        var end = path.IndexOf('[', StringComparison.Ordinal);
        var (name, index) = end < 0 ? (path, "") : (path[..end], path[end..]);
        return Problem.From(rejection with { Path = Places.Of(name == "domain" ? domain : values) + index });
    }

    public static IResult Refuse(Rejection rejection, string values = "original") =>
        Refuse(rejection, "target", values);
}

using System.Text;
using System.Text.Json;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace TrustCenter.Hosting;

/// <summary>A refusal as FHIR says it, in JSON or XML as the caller can read.</summary>
static class OperationOutcomes
{
    const string Namespace = "http://hl7.org/fhir";
    const string CodeSystem = "urn:trustcenter:problem";

    public static async Task WriteAsync(HttpContext http, ProblemAnswer problem)
    {
        var xml = WantsXml(http.Request);
        var bytes = xml ? Xml(http, problem) : Json(http, problem);
        http.Response.ContentType = $"application/fhir+{(xml ? "xml" : "json")}; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    // IssueType of R4
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

    // as HAPI does: _format, then Accept, then what the request itself is written in, then JSON
    static bool WantsXml(HttpRequest request)
    {
        if (request.Query["_format"] is [{ Length: > 0 } format])
            return format.Contains("xml", StringComparison.OrdinalIgnoreCase);

        foreach (var accepted in request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1))
        {
            if (accepted.SubType.Equals("json", StringComparison.OrdinalIgnoreCase)
                || accepted.SubType.Equals("fhir+json", StringComparison.OrdinalIgnoreCase))
                return false;

            if (accepted.SubType.Equals("xml", StringComparison.OrdinalIgnoreCase)
                || accepted.SubType.Equals("fhir+xml", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return request.ContentType?.StartsWith("application/fhir+xml", StringComparison.OrdinalIgnoreCase) == true;
    }

    static byte[] Json(HttpContext http, ProblemAnswer problem) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        resourceType = "OperationOutcome",
        id = RequestIds.Of(http),
        issue = new[] { Issue(problem) },
    });

    static Dictionary<string, object> Issue(ProblemAnswer problem)
    {
        var issue = new Dictionary<string, object>
        {
            ["severity"] = "error",
            ["code"] = TypeOf(problem.Status),
            ["details"] = new
            {
                coding = new[] { new { system = CodeSystem, code = problem.Code } },
                text = problem.Message,
            },
            ["diagnostics"] = problem.Message,
        };
        if (problem.Path is not null)
            issue["expression"] = new[] { problem.Path };

        return issue;
    }

    static byte[] Xml(HttpContext http, ProblemAnswer problem)
    {
        using var buffer = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), CheckCharacters = false };
        using (var xml = XmlWriter.Create(buffer, settings))
        {
            xml.WriteStartElement("OperationOutcome", Namespace);
            Value(xml, "id", RequestIds.Of(http));
            xml.WriteStartElement("issue", Namespace);
            Value(xml, "severity", "error");
            Value(xml, "code", TypeOf(problem.Status));
            xml.WriteStartElement("details", Namespace);
            xml.WriteStartElement("coding", Namespace);
            Value(xml, "system", CodeSystem);
            Value(xml, "code", problem.Code);
            xml.WriteEndElement();
            Value(xml, "text", problem.Message);
            xml.WriteEndElement();
            Value(xml, "diagnostics", problem.Message);
            if (problem.Path is not null)
                Value(xml, "expression", problem.Path);

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return buffer.ToArray();
    }

    static void Value(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement(name, Namespace);
        xml.WriteAttributeString("value", value);
        xml.WriteEndElement();
    }
}

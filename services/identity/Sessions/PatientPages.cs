using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// The form for pages that have none of their own. No script at all, one style that the policy names by its hash, and
/// sending is allowed to here and, by redirect, to where the token leads. The token stands in the form, not in the
/// address it is sent to.
/// </summary>
static class PatientPages
{
    const string Why = "a browser shows the token its study's server got";

    const string Style = """
        body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;
        background:#fff}label{display:block;margin-top:1rem}input:not([type=checkbox]){width:100%;font:inherit;
        padding:.5rem;border:1px solid #595959;border-radius:.25rem;box-sizing:border-box}
        button{margin-top:1.5rem;font:inherit;padding:.75rem 1.5rem;border:0;border-radius:.25rem;background:#0b4f8a;
        color:#fff}[role=alert]{border-left:.25rem solid #a4262c;padding:.5rem 1rem;background:#fdf3f4}
        :focus-visible{outline:3px solid #0b4f8a;outline-offset:2px}td{padding-right:2rem}
        """;

    static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    public static void Map(RouteGroupBuilder routes)
    {
        foreach (var path in new[] { "/html/createPatient", "/html/addPatient" })
        {
            routes.MapGet(path, Show).AllowPublic(Why).WithSummary("The form for registering a patient");
        }
    }

    /// <summary>Whether a person looks at the answer.</summary>
    public static bool Wanted(HttpContext http) =>
        http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>The fields of a token's form.</summary>
    public static IReadOnlyList<string> NamesOf(OpenToken token) =>
        token.Wish is { Type: TokenTypes.EditPatient, FieldNames: { Count: > 0 } names } ? names
            : [.. token.Server.FormFields.Where(name => !token.Wish.Fields.ContainsKey(name))];

    public static IResult New(
        HttpContext http, OpenToken token, IReadOnlyDictionary<string, string> values, Rejection? fault) =>
        Form(http, token, "/patients", PatientWords.For(http).Title, values, fault);

    public static IResult Known(
        HttpContext http, OpenToken token, IReadOnlyDictionary<string, string> values, Rejection? fault) =>
        Form(http, token, "/html/editPatient", PatientWords.For(http).Edit, values, fault);

    public static IResult Done(HttpContext http, IReadOnlyList<SessionId> ids, bool tentative)
    {
        var words = PatientWords.For(http);
        var rows = string.Concat(ids.Select(id => $"<tr><td>{Text(id.IdType)}</td><td>{Text(id.IdString)}"
            + $"{(tentative ? $" ({Text(words.Tentative)})" : "")}</td></tr>"));
        return Page(http, null, StatusCodes.Status200OK, words.Done,
            $"<h1>{Text(words.Done)}</h1>{(rows.Length > 0 ? $"<table>{rows}</table>" : "")}");
    }

    public static IResult Expired(HttpContext http)
    {
        var words = PatientWords.For(http);
        return Page(http, null, StatusCodes.Status401Unauthorized, words.Title, $"<p>{Text(words.Expired)}</p>");
    }

    static async Task<IResult> Show(string? tokenId, HttpContext http, SessionDesk desk, CancellationToken ct) =>
        await desk.FindAsync(tokenId, TokenTypes.AddPatient, ct) is { } token
            ? New(http, token, new Dictionary<string, string>(), null) : Expired(http);

    static IResult Form(
        HttpContext http, OpenToken token, string action, string title, IReadOnlyDictionary<string, string> values,
        Rejection? fault)
    {
        var words = PatientWords.For(http);
        var body = new StringBuilder($"<h1>{Text(title)}</h1>");
        if (fault is not null) body.Append("<p role=\"alert\">").Append(Text(words.Of(fault))).Append("</p>");
        // the page may be the answer to another address, so the way to go is said from the top
        var target = http.Request.PathBase + SessionsService.Prefix + action;
        body.Append("<form method=\"post\" autocomplete=\"off\" action=\"").Append(Text(target))
            .Append("\"><input type=\"hidden\" name=\"tokenId\" value=\"").Append(Text(token.Secret.Id)).Append("\">");
        foreach (var name in NamesOf(token))
        {
            body.Append("<label>").Append(Text(words.Label(token.Server, name)))
                .Append("<input maxlength=\"200\" name=\"").Append(Text(name)).Append("\" value=\"")
                .Append(Text(values.GetValueOrDefault(name) ?? "")).Append("\"></label>");
        }

        if (fault?.Code == "patient-unsure")
        {
            body.Append("<label><input type=\"checkbox\" name=\"sureness\" value=\"true\" required> ")
                .Append(Text(words.Sure)).Append("</label>");
        }

        body.Append("<button>").Append(Text(words.Send)).Append("</button></form>");
        var status = fault is null ? StatusCodes.Status200OK
            : fault.Kind == RejectionKind.Conflict ? StatusCodes.Status409Conflict
            : fault.Kind == RejectionKind.Unavailable ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status400BadRequest;
        return Page(http, token.Wish.Redirect, status, title, body.ToString());
    }

    static IResult Page(HttpContext http, string? redirect, int status, string title, string body)
    {
        var words = PatientWords.For(http);
        var onward = redirect is null ? "" : " " + new Uri(redirect).GetLeftPart(UriPartial.Authority);
        http.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'sha256-{StyleHash}'; "
            + $"form-action 'self'{onward}; base-uri 'none'; frame-ancestors 'none'";
        // browsers say where a form comes from only where it may be said at all
        return Results.Content($"<!doctype html><html lang=\"{words.Language}\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"referrer\" content=\"same-origin\">"
            + $"<title>{Text(title)}</title><style>{Style}</style></head><body><main>{body}</main></body></html>",
            "text/html; charset=utf-8", Encoding.UTF8, status);
    }

    static string Text(string text) => HtmlEncoder.Default.Encode(text);
}

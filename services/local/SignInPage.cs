using System.Text;
using System.Text.Encodings.Web;

namespace TrustCenter.Local;

/// <summary>The local suite's sign-in page: a form without script, so that it works under the strictest policy.
/// </summary>
static class SignInPage
{
    static readonly string[] Carried =
    [
        "response_type", "client_id", "redirect_uri", "code_challenge", "code_challenge_method", "state", "ui_locales",
        "acr_values",
    ];

    public static IResult Show(HttpContext http, Func<string, string> field, string? failed)
    {
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(Html(field, failed), "text/html", Encoding.UTF8,
            failed is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized);
    }

    static string Html(Func<string, string> field, string? failed)
    {
        var english = field("ui_locales").StartsWith("en", StringComparison.Ordinal);
        var hidden = string.Concat(Carried.Select(name =>
            $"<input type=\"hidden\" name=\"{name}\" value=\"{Safe(field(name))}\">"));
        var fault = failed switch
        {
            null => "",
            "wait" => Fault(english
                ? "Too many mistakes. Please wait a minute."
                : "Zu viele Fehlversuche. Bitte warten Sie eine Minute."),
            "wrong-number" => Fault(english
                ? "Account, password or number is wrong. Each number works once."
                : "Kennung, Passwort oder Zahl stimmt nicht. Jede Zahl gilt nur einmal."),
            _ => Fault(english
                ? "Account or password is wrong."
                : "Kennung oder Passwort stimmt nicht."),
        };
        var number = field("acr_values") != StaffSignIn.SecondFactor ? "" : $"""
            <label for="number">{(english ? "Number from the app" : "Zahl aus der App")}</label>
            <input id="number" name="number" inputmode="numeric" autocomplete="one-time-code" maxlength="7" required>
            """;
        return $"""
            <!doctype html>
            <html lang="{(english ? "en" : "de")}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{(english ? "Sign in" : "Anmelden")} – TrustCenter</title>
            <link rel="icon" href="/mark.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/oauth/sign-in.css"></head>
            <body><main data-screen="issuer"><img src="/mark.svg" alt="" width="48" height="48">
            <h1>{(english ? "Sign in" : "Anmelden")}</h1>{fault}
            <form method="post" action="/oauth/authorize">{hidden}
            <label for="account">{(english ? "Account" : "Kennung")}</label>
            <input id="account" name="account" autocomplete="username" value="{Safe(field("account"))}" required
              autofocus>
            <label for="password">{(english ? "Password" : "Passwort")}</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required>{number}
            <button>{(english ? "Sign in" : "Anmelden")}</button></form></main></body></html>
            """;
    }

    static string Fault(string text) => $"<p role=\"alert\">{text}</p>";

    static string Safe(string text) => HtmlEncoder.Default.Encode(text);

    public const string Style = """
        html { background: #f6f3ec; color: #17282b; font: 17px/1.5 system-ui, sans-serif; }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
        main { box-sizing: border-box; width: min(400px, calc(100vw - 32px)); padding: 36px; border-radius: 22px;
          background: #fff; box-shadow: 0 1px 2px rgb(23 40 43 / 8%), 0 12px 34px rgb(23 40 43 / 9%); }
        h1 { margin: 12px 0 16px; font-size: 26px; }
        form { display: grid; gap: 6px; }
        label { margin-top: 8px; font-weight: 600; }
        input { font: inherit; padding: 10px 14px; border: 2px solid #6d7d7e; border-radius: 12px; }
        button { margin-top: 20px; min-height: 48px; border: 0; border-radius: 999px; background: #0b5660; color: #fff;
          font: inherit; font-weight: 600; cursor: pointer; }
        button:hover { background: #073f47; }
        :focus-visible { outline: 3px solid #a34a00; outline-offset: 2px; }
        [role=alert] { padding: 10px 14px; border-inline-start: 5px solid #f2b56b; border-radius: 10px;
          background: #fcefdb; color: #6a3f05; }
        """;
}

using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using TrustCenter.Hosting;

namespace TrustCenter.Pages;

/// <summary>
/// The pages people use, as built by <c>ui-kiosk</c>. Read once at the start: what is served can't change under a page,
/// and no address leads out of the folder.
/// </summary>
public sealed class StaticPages
{
    /// <summary>Nothing from elsewhere, no inline script or style, nothing written as markup by script.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
        + "media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        + "trusted-types trustcenter";

    /// <summary>Where the desk reads with whom staff sign in.</summary>
    public const string SignInFile = "/desk/sign-in.json";

    const string Forever = "public, max-age=31536000, immutable";
    const string AskFirst = "no-cache";
    static readonly FileExtensionContentTypeProvider Types = new()
    {
        Mappings =
        {
            [".js"] = "text/javascript; charset=utf-8",
            [".mjs"] = "text/javascript; charset=utf-8",
            [".html"] = "text/html; charset=utf-8",
            [".css"] = "text/css; charset=utf-8",
            [".webmanifest"] = "application/manifest+json",
            [".vtt"] = "text/vtt; charset=utf-8",
        },
    };

    readonly FrozenDictionary<string, Page> _pages;
    readonly SignInAt? _signIn;

    StaticPages(FrozenDictionary<string, Page> pages, SignInAt? signIn) => (_pages, _signIn) = (pages, signIn);

    /// <summary>Whether there is anything to show.</summary>
    public bool Any => _pages.Count > 0;

    /// <summary>Everything in a folder; nothing where there is none.</summary>
    /// <param name="demonstrations">With the simulated robot, which no hospital's address has.</param>
    public static StaticPages Read(string folder, SignInAt? signIn = null, bool demonstrations = false)
    {
        if (!Directory.Exists(folder)) return new(FrozenDictionary<string, Page>.Empty, signIn);
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToArray();
        return new(files.Where(file => !Path.GetFileName(file).StartsWith('.')
                && !file.EndsWith(".br", StringComparison.Ordinal)
                && !file.EndsWith(".gz", StringComparison.Ordinal)
                && (demonstrations || !IsDemonstration(Address(folder, file))))
            .ToFrozenDictionary(file => Address(folder, file), file => Page.Read(file, Address(folder, file))), signIn);
    }

    public void Map(WebApplication app)
    {
        foreach (var (address, page) in _pages)
        {
            var policy = PolicyOf(address);
            app.MapMethods(address, [HttpMethods.Get, HttpMethods.Head], http => page.SendAsync(http, policy))
                .AllowPublic("static files").ExcludeFromDescription();
        }

        if (_signIn is { } signIn && Any)
        {
            app.MapGet(SignInFile, () => Results.Json(
                    new { issuer = signIn.Issuer, client = signIn.Client, stepUp = signIn.StepUp }))
                .AllowPublic("an address").ExcludeFromDescription();
        }
    }

    /// <summary>The desk fetches its token where staff sign in, and nowhere else.</summary>
    string PolicyOf(string address) =>
        address.StartsWith("/desk/", StringComparison.Ordinal)
        && _signIn is { } signIn && Uri.TryCreate(signIn.Issuer, UriKind.Absolute, out var issuer)
            ? Policy.Replace("connect-src 'self'",
                $"connect-src 'self' {issuer.GetLeftPart(UriPartial.Authority)}", StringComparison.Ordinal)
            : Policy;

    static bool IsDemonstration(string address) =>
        address.StartsWith("/simulator/", StringComparison.Ordinal)
        || address.StartsWith("/assets/simulator-", StringComparison.Ordinal);

    static string Address(string folder, string file)
    {
        var path = "/" + Path.GetRelativePath(folder, file).Replace('\\', '/');
        return path.EndsWith("/index.html", StringComparison.Ordinal) ? path[..^"index.html".Length] : path;
    }

    /// <summary>A file with its packed copies.</summary>
    sealed record Page(string Type, string Cache, string Tag, byte[] Plain, byte[]? Brotli, byte[]? Gzip)
    {
        public static Page Read(string file, string address)
        {
            var plain = File.ReadAllBytes(file);
            return new(
                Types.TryGetContentType(file, out var type) ? type : "application/octet-stream",
                address.StartsWith("/assets/", StringComparison.Ordinal) ? Forever : AskFirst,
                $"\"{Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 12))}\"",
                plain, Packed(file + ".br"), Packed(file + ".gz"));
        }

        public async Task SendAsync(HttpContext http, string policy)
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.CacheControl = Cache;
            headers.ETag = Tag;
            headers.Vary = HeaderNames.AcceptEncoding;
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (http.Request.Headers.IfNoneMatch.Contains(Tag))
            {
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            var accepted = http.Request.Headers.AcceptEncoding.ToString();
            var (body, encoding) = accepted.Contains("br", StringComparison.Ordinal) && Brotli is not null
                ? (Brotli, "br")
                : accepted.Contains("gzip", StringComparison.Ordinal) && Gzip is not null ? (Gzip, "gzip")
                : (Plain, null);
            if (encoding is not null) headers.ContentEncoding = encoding;
            http.Response.ContentType = Type;
            http.Response.ContentLength = body.Length;
            if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(body);
        }

        static byte[]? Packed(string file) => File.Exists(file) ? File.ReadAllBytes(file) : null;
    }
}

/// <summary>Where staff sign in at the desk.</summary>
/// <param name="Issuer">An OIDC provider that gives public clients a code with PKCE.</param>
/// <param name="Client">The desk's client id there.</param>
/// <param name="StepUp">The provider's name of a sign-in with the second factor (<c>acr</c>), asked for before what is
/// grave; null: every sign-in is one.</param>
public sealed record SignInAt(string Issuer, string Client, string? StepUp = null);

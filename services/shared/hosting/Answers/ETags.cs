using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace TrustCenter.Hosting;

/// <summary>Versions as entity tags: a weak-free <c>"7"</c> on the way out, <c>If-Match</c> on the way in.</summary>
public static class ETags
{
    /// <summary>The tag of a stream's version.</summary>
    public static string For(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>
    /// The version the caller has seen, from <c>If-Match</c>. <c>*</c>, a list or a foreign tag is none.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="version">The version.</param>
    /// <returns>False where there is no usable <c>If-Match</c>.</returns>
    public static bool TryRead(HttpContext http, out long version)
    {
        version = 0;
        if (http.Request.Headers.IfMatch is not [{ } tag])
            return false;

        var text = tag.AsSpan().Trim();
        if (text.StartsWith("W/", StringComparison.Ordinal))
            text = text[2..];

        return text is ['"', .. var digits, '"']
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }

    /// <summary>
    /// Whether <c>If-Match</c> was sent at all, so that an unusable one is answered 412 and not ignored.
    /// </summary>
    public static bool IsConditional(HttpContext http) => http.Request.Headers.IfMatch.Count > 0;
}

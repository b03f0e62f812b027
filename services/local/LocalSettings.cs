using System.Globalization;

namespace TrustCenter.Local;

/// <summary>What may be chosen for a local suite, all by environment variables.</summary>
/// <param name="Port"><c>TRUSTCENTER_PORT</c>, on 127.0.0.1; 0 takes a free one.</param>
/// <param name="Data"><c>TRUSTCENTER_DATA</c>: keys, PostgreSQL, what is known of the running suite.</param>
/// <param name="Postgres"><c>TRUSTCENTER_POSTGRES</c>: a server to use instead of starting one.</param>
/// <param name="Prefix"><c>TRUSTCENTER_POSTGRES_PREFIX</c>: what databases and roles there begin with.</param>
/// <param name="Pages"><c>TRUSTCENTER_PAGES</c>: the built pages; beside the program if not said.</param>
public sealed record LocalSettings(
    int Port, string Data, string? Postgres = null, string Prefix = "", string? Pages = null)
{
    public const int DefaultPort = 8080;

    public string Keys => Path.Combine(Data, "keys");

    public string PagesFolder => Path.GetFullPath(Pages ?? Path.Combine(AppContext.BaseDirectory, "pages"));

    /// <exception cref="PlainException">A variable makes no sense.</exception>
    public static LocalSettings Read(Func<string, string?> variable)
    {
        var port = DefaultPort;
        if (variable("TRUSTCENTER_PORT") is { Length: > 0 } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > 65535))
            throw new PlainException($"TRUSTCENTER_PORT must be a number from 0 to 65535, not {text}.");

        var prefix = variable("TRUSTCENTER_POSTGRES_PREFIX") ?? "";
        if (prefix.Length > 30 || prefix.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_'))
            throw new PlainException("TRUSTCENTER_POSTGRES_PREFIX takes up to 30 of a-z, 0-9 and _.");

        var data = variable("TRUSTCENTER_DATA") is { Length: > 0 } folder ? folder : ".data";
        var postgres = variable("TRUSTCENTER_POSTGRES") is { Length: > 0 } server ? server : null;
        var pages = variable("TRUSTCENTER_PAGES") is { Length: > 0 } built ? built : null;
        return new(port, Path.GetFullPath(data), postgres, prefix, pages);
    }
}

/// <summary>Something the person at the keyboard can put right. The message is all that is printed.</summary>
public sealed class PlainException(string message, Exception? inner = null) : Exception(message, inner);

using System.Globalization;
using System.Text;

namespace TrustCenter.Identities.Linkage;

/// <summary>Reads files of Java's java.util.Properties: key and value parted by a blank, = or :, comments behind # or
/// !, lines continued by a backslash.</summary>
static class JavaProperties
{
    public static Dictionary<string, string> Read(string text)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        var logical = new StringBuilder();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var part = line.TrimStart(' ', '\t', '\f');
            if (logical.Length == 0 && part is "" or ['#' or '!', ..]) continue;
            var slashes = part.Length - part.TrimEnd('\\').Length;
            if (slashes % 2 == 1)
            {
                logical.Append(part.AsSpan(0, part.Length - 1));
                continue;
            }

            Add(properties, logical.Append(part).ToString());
            logical.Clear();
        }

        if (logical.Length > 0) Add(properties, logical.ToString());
        return properties;
    }

    static void Add(Dictionary<string, string> properties, string line)
    {
        var end = 0;
        while (end < line.Length && line[end] is not ('=' or ':' or ' ' or '\t' or '\f'))
            end += line[end] == '\\' ? 2 : 1;
        end = Math.Min(end, line.Length);
        var value = line[end..].TrimStart(' ', '\t', '\f');
        if (value is ['=' or ':', ..]) value = value[1..].TrimStart(' ', '\t', '\f');
        properties[Unescape(line[..end])] = Unescape(value);
    }

    static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
                continue;
            }

            var escaped = text[++i];
            if (escaped == 'u' && i + 4 < text.Length && ushort.TryParse(
                text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append((char)code);
                i += 4;
                continue;
            }

            plain.Append(escaped switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', _ => escaped });
        }

        return plain.ToString();
    }
}

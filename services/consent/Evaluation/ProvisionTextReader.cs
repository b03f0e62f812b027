using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace TrustCenter.Consents;

public static partial class ProvisionText
{
    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    /// <exception cref="FormatException">The text is damaged; nothing may be concluded from it.</exception>
    public static ImmutableArray<Provision> Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var provisions) ? provisions : throw new FormatException("Damaged provisions.");

    /// <summary>Reads only what evaluating some policies needs, for questions about many people at once.</summary>
    /// <exception cref="FormatException">The text is damaged; nothing may be concluded from it.</exception>
    public static ImmutableArray<Provision> Parse(
        ReadOnlySpan<char> text, DocumentKind kind, ReadOnlySpan<PolicyCode> only) =>
        // What a full withdrawal takes back depends on all it says.
        TryRead(text, kind == DocumentKind.FullWithdrawal ? [] : only, out var provisions)
            ? provisions
            : throw new FormatException("Damaged provisions.");

    public static bool TryParse(ReadOnlySpan<char> text, out ImmutableArray<Provision> provisions) =>
        TryRead(text, [], out provisions);

    static bool TryRead(
        ReadOnlySpan<char> text, ReadOnlySpan<PolicyCode> only, out ImmutableArray<Provision> provisions)
    {
        provisions = [];
        if (text.IsEmpty || text[^1] != '|') return false;
        text = text[..^1];
        if (text.IsEmpty) return true;
        var read = ImmutableArray.CreateBuilder<Provision>(only.IsEmpty ? 32 : only.Length);
        while (true)
        {
            var end = text.IndexOf(';');
            if (!TryReadGroup(end < 0 ? text : text[..end], only, read)) return false;
            if (end < 0) break;
            text = text[(end + 1)..];
        }

        provisions = read.DrainToImmutable();
        return true;
    }

    static bool TryReadGroup(
        ReadOnlySpan<char> text, ReadOnlySpan<PolicyCode> only, ImmutableArray<Provision>.Builder read)
    {
        var space = text.IndexOf(' ');
        if (space < 10 || !TryReadHead(text[..space], out var head)) return false;
        var codes = text[(space + 1)..];
        while (true)
        {
            var comma = codes.IndexOf(',');
            var code = comma < 0 ? codes : codes[..comma];
            if (head.IsForeign)
            {
                if (!TryUnescape(code, out var foreign)) return false;
                var policy = new PolicyCode(head.Policy.System, foreign);
                if (only.IsEmpty || only.Contains(policy)) read.Add(head.With(policy));
            }
            else if (!TryReadArcs(code, head, only, read))
            {
                return false;
            }

            if (comma < 0) return true;
            codes = codes[(comma + 1)..];
        }
    }

    static bool TryReadArcs(
        ReadOnlySpan<char> text, in Heading head, ReadOnlySpan<PolicyCode> only,
        ImmutableArray<Provision>.Builder read)
    {
        var dash = text.IndexOf('-');
        if (!TryNumber(dash < 0 ? text : text[..dash], out var from)) return false;
        var to = from;
        if (dash >= 0 && (!TryNumber(text[(dash + 1)..], out to) || to <= from || to - from > 9999)) return false;
        if (only.IsEmpty)
        {
            for (var arc = from; arc <= to; arc++) read.Add(head.With(PolicyCode.Mii(arc)));
            return true;
        }

        foreach (var code in only)
            if (MiiCodes.Arc(code) is > 0 and var arc && from <= arc && arc <= to) read.Add(head.With(code));
        return true;
    }

    static bool TryReadHead(ReadOnlySpan<char> text, out Heading head)
    {
        head = default;
        if (text[0] is not ('+' or '-') || !TryDay(text.Slice(1, 8), out var start)) return false;
        var type = text[0] == '+' ? ProvisionType.Permit : ProvisionType.Deny;
        var end = LegalDays.OpenEnd;
        var rest = text[9..];
        if (rest[0] == '*')
        {
            rest = rest[1..];
        }
        else
        {
            if (rest[0] != '~' || rest.Length < 9 || !TryDay(rest.Slice(1, 8), out end)) return false;
            rest = rest[9..];
        }

        var singleUse = Take(ref rest, '!');
        var refused = Take(ref rest, '?');
        string? version = null;
        if (Take(ref rest, '='))
        {
            var at = rest.IndexOf('@');
            if (!TryUnescape(at < 0 ? rest : rest[..at], out version)) return false;
            rest = at < 0 ? [] : rest[at..];
        }

        var system = "";
        var foreign = Take(ref rest, '@');
        if (foreign)
        {
            if (!TryUnescape(rest, out system)) return false;
            rest = [];
        }

        head = new(type, new(system, ""), start, end, version, singleUse, refused, foreign);
        return rest.IsEmpty;
    }

    static bool Take(ref ReadOnlySpan<char> text, char sign)
    {
        if (text.IsEmpty || text[0] != sign) return false;
        text = text[1..];
        return true;
    }

    static bool TryDay(ReadOnlySpan<char> text, out DateOnly day)
    {
        day = default;
        if (!TryNumber(text[..4], out var year, zeros: true) || !TryNumber(text[4..6], out var month, zeros: true)
            || !TryNumber(text[6..8], out var number, zeros: true)
            || year == 0 || month is 0 or > 12 || number == 0 || number > DateTime.DaysInMonth(year, month))
            return false;
        day = new(year, month, number);
        return true;
    }

    static bool TryNumber(ReadOnlySpan<char> text, out int number, bool zeros = false)
    {
        number = 0;
        if (text.Length is 0 or > 6 || (!zeros && text[0] == '0')) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
            number = (number * 10) + (c - '0');
        }

        return true;
    }

    static bool TryUnescape(ReadOnlySpan<char> text, out string value)
    {
        value = "";
        if (!text.Contains('%'))
        {
            value = text is "1.0" ? "1.0" : text.ToString();
            return true;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                plain.Append(text[i]);
                continue;
            }

            if (i + 5 > text.Length || !ushort.TryParse(
                    text.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var c))
                return false;
            plain.Append((char)c);
            i += 4;
        }

        value = plain.ToString();
        return true;
    }

    readonly record struct Heading(
        ProvisionType Type, PolicyCode Policy, DateOnly Start, DateOnly End, string? Version, bool SingleUse,
        bool Refused, bool IsForeign)
    {
        public Provision With(PolicyCode policy) => new(Type, policy, Start, End, Version, SingleUse, Refused);
    }
}

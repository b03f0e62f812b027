using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace TrustCenter.Consents;

/// <summary>
/// Provisions as one short line for a database column, about 120 characters for a full Broad Consent 1.6d:
/// groups joined by ';', each <c>sign start end flags [=version] [@system] codes</c>, and '|' at the end, so that a
/// line cut short is not taken for another. MII codes are their last arcs,
/// joined to ranges. The order of provisions has no meaning and is not kept: equal sets give equal lines.
/// </summary>
public static partial class ProvisionText
{
    // + permit, - deny; end '*': 3000-01-01; flags: '!' single use, '?' stored as refused.
    public static string Format(ImmutableArray<Provision> provisions)
    {
        if (provisions.IsDefaultOrEmpty) return "|";
        var groups = provisions
            .GroupBy(static provision => Head(provision))
            .OrderBy(static group => group.Key, StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var group in groups)
        {
            if (text.Length > 0) text.Append(';');
            text.Append(group.Key).Append(' ');
            AppendCodes(text, group);
        }

        return text.Append('|').ToString();
    }

    static string Head(Provision provision)
    {
        var text = new StringBuilder()
            .Append(provision.Type == ProvisionType.Permit ? '+' : '-')
            .Append(provision.Start.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        if (provision.End == LegalDays.OpenEnd) text.Append('*');
        else text.Append('~').Append(provision.End.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        if (provision.SingleUse) text.Append('!');
        if (provision.Refused) text.Append('?');
        if (provision.PolicyVersion is { } version) AppendEscaped(text.Append('='), version);
        if (MiiCodes.Arc(provision.Policy) == 0) AppendEscaped(text.Append('@'), provision.Policy.System);
        return text.ToString();
    }

    static void AppendCodes(StringBuilder text, IEnumerable<Provision> group)
    {
        var first = true;
        var arcs = new List<int>();
        foreach (var code in group.Select(static provision => provision.Policy).OrderBy(
            static policy => policy.Code, StringComparer.Ordinal))
        {
            if (MiiCodes.Arc(code) is > 0 and var arc)
            {
                arcs.Add(arc);
                continue;
            }

            if (!first) text.Append(',');
            first = false;
            AppendEscaped(text, code.Code);
        }

        arcs.Sort();
        for (var i = 0; i < arcs.Count;)
        {
            var last = i;
            while (last + 1 < arcs.Count && arcs[last + 1] == arcs[last] + 1) last++;
            if (i > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{arcs[i]}");
            if (last > i) text.Append(CultureInfo.InvariantCulture, $"-{arcs[last]}");
            i = last + 1;
        }
    }

    // '%' and four hex digits for what has a meaning here, what PostgreSQL's text can't hold, and half characters.
    static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            if (c is ';' or '|' or ',' or ' ' or '=' or '@' or '%' || c < ' ' || char.IsSurrogate(c))
                text.Append('%').Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
            else
                text.Append(c);
        }
    }
}

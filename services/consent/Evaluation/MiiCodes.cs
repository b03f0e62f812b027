namespace TrustCenter.Consents;

/// <summary>Which MII codes must never be evaluated (version 1.1.0 of the code system, 2026.0.0).</summary>
public static class MiiCodes
{
    static readonly bool[] Modules = Arcs(
        1, 10, 14, 18, 24, 26, 30, 32, 35, 44, 48, 50, 54, 57, 59, 61, 63, 67, 78, 82, 85, 88, 91, 94, 96, 99,
        102, 111, 120);

    static readonly bool[] Retired = Arcs(16, 17, 41, 42, 46, 47);

    public static bool IsModule(PolicyCode code) => Contains(Modules, code);

    public static bool IsDeprecated(PolicyCode code) => Contains(Retired, code);

    /// <summary>Last arc of an MII policy code, 0 for anything else.</summary>
    public static int Arc(PolicyCode code) =>
        code.Code is not null && code.System == PolicyCode.MiiSystem
        && code.Code.StartsWith(PolicyCode.MiiPrefix, StringComparison.Ordinal)
            ? Number(code.Code.AsSpan(PolicyCode.MiiPrefix.Length))
            : 0;

    static int Number(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 6 || text[0] == '0') return 0;
        var number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return 0;
            number = (number * 10) + (c - '0');
        }

        return number;
    }

    static bool Contains(bool[] arcs, PolicyCode code) => Arc(code) is var arc && arc < arcs.Length && arcs[arc];

    static bool[] Arcs(params ReadOnlySpan<int> arcs)
    {
        var set = new bool[128];
        foreach (var arc in arcs) set[arc] = true;
        return set;
    }
}

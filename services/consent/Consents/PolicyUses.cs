using System.Collections.Immutable;
using System.Globalization;

namespace TrustCenter.Consents;

/// <summary>Uses of single-use policies as text: <c>day system|code</c>, one a line.</summary>
public static class PolicyUses
{
    public static string Write(PolicyUse use) =>
        string.Create(CultureInfo.InvariantCulture, $"{use.On:yyyy-MM-dd} {use.Policy}\n");

    public static ImmutableArray<PolicyUse> Read(string text)
    {
        if (text.Length == 0) return [];
        var uses = ImmutableArray.CreateBuilder<PolicyUse>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (DateOnly.TryParseExact(line[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out var on)
                && PolicyCode.TryParse(line[11..], out var code))
            {
                uses.Add(new(code, on));
            }
        }

        return uses.ToImmutable();
    }
}

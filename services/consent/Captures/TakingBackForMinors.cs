using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Who takes back for somebody who is not of age: the same who give.</summary>
public static class TakingBackForMinors
{
    const int LongestName = 120;

    /// <summary>How many guardians it takes; 0: the person does it.</summary>
    public static int Needed(ConsentsOptions options, DateOnly birth, DateOnly today) =>
        CaptureForms.Age(birth, today) < 18 ? options.GuardiansNeeded : 0;

    /// <summary>Why this is no withdrawal by those who may, or null.</summary>
    public static Rejection? Fault(TakeBack command, int needed)
    {
        var names = command.Guardians ?? [];
        if (needed == 0)
        {
            return names.Count == 0 && command.AloneEntitled != true ? null : Rejection.Unprocessable(
                "signer-role-invalid", "Who is of age takes back for themselves.", "guardians");
        }

        if (names.Count > 4) return Rejection.Invalid("too-many", "At most 4 guardians.", "guardians");
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i]?.Trim() is not { Length: >= 2 }) return Faults.Missing($"guardians[{i}]");
            if (PlainText.Fault(names[i], $"guardians[{i}]", LongestName) is { } fault) return fault;
        }

        var different = names.Select(name => name.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        return different >= (command.AloneEntitled == true ? 1 : needed) ? null : Rejection.Unprocessable(
            "guardians-missing",
            $"{needed} guardians have to take back for a minor, or one declares to decide alone.", "guardians");
    }
}

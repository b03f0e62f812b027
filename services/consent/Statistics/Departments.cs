using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>For whose patients something counts: a name the site gives, never a person's.</summary>
public static class Departments
{
    const int Longest = 60;

    public static Rejection? Fault(string? department) => PlainText.Fault(department, "department", Longest);

    public static string? Clean(string? department) =>
        string.IsNullOrWhiteSpace(department) ? null : department.Trim().Normalize();
}

using System.Text.Json;

namespace TrustCenter.Consents;

/// <summary>Operations' names as the audit trail writes names.</summary>
public static class AuditNames
{
    public static string Of(string operation) => JsonNamingPolicy.KebabCaseLower.ConvertName(operation);
}

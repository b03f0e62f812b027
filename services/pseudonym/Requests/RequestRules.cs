using System.Text.RegularExpressions;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>What a request must be like before anybody decides on it.</summary>
static partial class RequestRules
{
    public const int MostInEmergency = 5;
    const int ShortestReason = 20;
    const int LongestReason = 2000;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}\z")]
    private static partial Regex Project();

    public static Rejection? Fault(RequestOriginals command, RequestsOptions options)
    {
        if (!RequestPurposes.WithConsent.ContainsKey(command.Purpose ?? "")
            && !(RequestPurposes.WithoutConsent.Contains(command.Purpose ?? "")
                && options.PurposesWithoutConsent.Contains(command.Purpose!)))
        {
            return Rejection.Invalid("purpose-invalid", "The purpose is none that originals are given out for here.",
                "purpose");
        }

        if (!Project().IsMatch(command.Project ?? ""))
        {
            return Rejection.Invalid("project-invalid", "A project has 1 to 60 letters, digits and . _ -.",
                "project");
        }

        return Text(command.LegalBasis, "legalBasis", 3, 200) ?? Text(command.Reason, "reason", ShortestReason,
            LongestReason) ?? Originals.Fault(command.Pseudonyms, "pseudonyms", options.MostPseudonyms)
            ?? RecipientKeys.Fault(command.RecipientKey, "recipientKey");
    }

    public static Rejection? Fault(BreakGlass command)
    {
        if (!RequestPurposes.Emergencies.Contains(command.Category ?? ""))
        {
            return Rejection.Invalid("category-invalid",
                $"An emergency is one of {string.Join(", ", RequestPurposes.Emergencies.Order())}.", "category");
        }

        return Text(command.Reason, "reason", ShortestReason, LongestReason)
            ?? Originals.Fault(command.Pseudonyms, "pseudonyms", MostInEmergency)
            ?? RecipientKeys.Fault(command.RecipientKey, "recipientKey");
    }

    /// <summary>A reason or note: as long as it says; a row of one character is no sentence.</summary>
    public static Rejection? Text(string? text, string path, int least, int most = LongestReason)
    {
        if (text is null || text.Trim().Length < least || text.Distinct().Count() < Math.Min(least, 5))
        {
            return Rejection.Invalid("reason-too-short",
                $"At least {least} characters that say something.", path);
        }

        if (text.Length > most) return Faults.TooLong(path, most);
        return text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || !Originals.IsWellFormed(text)
            ? Rejection.Invalid("character-not-allowed", "Control characters are not allowed here.", path) : null;
    }
}

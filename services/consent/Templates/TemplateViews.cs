using System.Text.Json;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>How forms look from outside.</summary>
public static class TemplateViews
{
    public static Rejection Unknown { get; } = Rejection.NotFound("template-unknown",
        "There is no such form in this domain.", "template");

    public static string Of<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    public static bool TryParse<T>(string? text, out T value) where T : struct, Enum
    {
        foreach (var known in Enum.GetValues<T>())
        {
            value = known;
            if (Of(known) == text) return true;
        }

        value = default;
        return false;
    }

    public static ConsentTemplate Of(TemplateDefinition form) => new(
        form.Name, form.Version, Of(form.Type), form.Title, [.. form.Modules.Select(Of)], Of(form.Signatory),
        form.Language, form.VersionLabel, form.PolicyUri, form.Validity, form.Introduction, form.Closing,
        form.Withdraws);

    static ConsentTemplateModule Of(TemplateModule module) => new(
        module.Name, module.Version, module.Title, module.Text, module.Decision, module.Mandatory, module.Parent,
        module.QuestionCode, module.SilentWhenDeclined, [.. module.Policies.Select(policy => new ConsentTemplatePolicy(
            policy.Code.ToString(), policy.Name, policy.Display, policy.Version, policy.Validity, policy.SingleUse))]);
}

using System.Collections.Immutable;
using System.Text.RegularExpressions;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Reads a form from outside. What can't be stored is refused; what a draft may still lack is not.</summary>
public static partial class TemplateReading
{
    [GeneratedRegex(@"^[^\p{C}|;/\\<>""%?#+]{1,200}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,29}\z")]
    private static partial Regex Version();

    public static Rejection? TryRead(DomainSettings domain, ConsentTemplate wish, out TemplateDefinition form)
    {
        form = null!;
        if (NameFault(wish.Name, "name") is { } nameFault) return nameFault;
        if (VersionFault(wish.Version, "version") is { } versionFault) return versionFault;
        if (!TemplateViews.TryParse<TemplateType>(wish.Type, out var type)) return OneOf<TemplateType>("type");
        if (!TemplateViews.TryParse<Signatory>(wish.Signatory ?? "patient", out var signatory))
            return OneOf<Signatory>("signatory");
        if (TextFault(wish) is { } textFault) return textFault;
        if (PeriodFault(wish.Validity, "validity") is { } periodFault) return periodFault;
        if (wish.PolicyUri is { } uri && (uri.Length > 300 || !Uri.TryCreate(uri, UriKind.Absolute, out _)))
            return Rejection.Invalid("uri-invalid", "A policy URI is absolute: urn:oid:1.2.3.", "policyUri");
        if (ReadModules(domain, wish.Modules, out var modules) is { } moduleFault) return moduleFault;
        if (WithdrawsFault(wish.Withdraws ?? []) is { } withdrawsFault) return withdrawsFault;
        form = new(domain.Name, wish.Name.Normalize(), wish.Version, type, signatory, wish.Language ?? "de",
            wish.Title ?? "", wish.VersionLabel, wish.PolicyUri, Period(wish.Validity), wish.Introduction, wish.Closing,
            modules, [.. (wish.Withdraws ?? []).Select(key => key.Normalize())]);
        return null;
    }

    static Rejection? ReadModules(
        DomainSettings domain, IReadOnlyList<ConsentTemplateModule>? wishes, out ImmutableArray<TemplateModule> modules)
    {
        modules = [];
        if (wishes is null || wishes.Count > 100)
            return Rejection.Invalid("modules-invalid", "A form has at most 100 modules.", "modules");
        var read = ImmutableArray.CreateBuilder<TemplateModule>(wishes.Count);
        for (var i = 0; i < wishes.Count; i++)
        {
            if (ReadModule(domain, wishes[i], $"modules[{i}]", out var module) is { } fault) return fault;
            read.Add(module);
        }

        modules = read.MoveToImmutable();
        return null;
    }

    static Rejection? ReadModule(
        DomainSettings domain, ConsentTemplateModule? wish, string path, out TemplateModule module)
    {
        module = null!;
        if (wish is null) return Rejection.Invalid("required", "This is required.", path);
        var fault = NameFault(wish.Name, $"{path}.name") ?? VersionFault(wish.Version, $"{path}.version")
            ?? PlainText.Fault(wish.Title, $"{path}.title", 500) ?? Markup.Fault(wish.Text, $"{path}.text")
            ?? PlainText.Fault(wish.Parent, $"{path}.parent", 200)
            ?? PlainText.Fault(wish.QuestionCode, $"{path}.questionCode", 200);
        if (fault is not null) return fault;
        var policies = wish.Policies ?? [];
        if (policies.Count > 200)
            return Rejection.Invalid("policies-invalid", "A module has at most 200 policies.", $"{path}.policies");
        var read = ImmutableArray.CreateBuilder<ModulePolicy>(policies.Count);
        for (var i = 0; i < policies.Count; i++)
        {
            if (ReadPolicy(domain, policies[i], $"{path}.policies[{i}]", out var policy) is { } wrong) return wrong;
            read.Add(policy);
        }

        module = new(wish.Name.Normalize(), wish.Version, wish.Title ?? "", wish.Text ?? "", wish.Decision,
            wish.Mandatory, wish.Parent?.Normalize(), wish.QuestionCode, wish.SilentWhenDeclined,
            read.MoveToImmutable());
        return null;
    }

    static Rejection? ReadPolicy(
        DomainSettings domain, ConsentTemplatePolicy? wish, string path, out ModulePolicy policy)
    {
        policy = null!;
        if (wish is null) return Rejection.Invalid("required", "This is required.", path);
        var code = PolicyCode.TryParse(wish.Code, out var full) ? full : new(domain.PolicySystem, wish.Code ?? "");
        if (code.Code.Length is 0 or > 200 || code.System.Length > 300
            || code.Code.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '|' or '<' or '>' or '"'))
            return Rejection.Invalid("policy-invalid", "A policy is written system|code.", $"{path}.code");
        var fault = PlainText.Fault(wish.Name, $"{path}.name", 200)
            ?? PlainText.Fault(wish.Display, $"{path}.display", 500)
            ?? (wish.Version is null ? null : VersionFault(wish.Version, $"{path}.version"))
            ?? PeriodFault(wish.Validity, $"{path}.validity");
        if (fault is not null) return fault;
        var national = MiiPolicyList.Find(code);
        var name = wish.Name ?? national?.Name ?? code.Code;
        policy = new(code, name, wish.Display ?? national?.Display ?? name,
            wish.Version ?? (national is null ? "1.0" : MiiPolicyList.PolicyVersion), Period(wish.Validity),
            wish.SingleUse || national?.SingleUse == true);
        return null;
    }

    static Rejection? TextFault(ConsentTemplate wish) =>
        PlainText.Fault(wish.Title, "title", 500) ?? PlainText.Fault(wish.VersionLabel, "versionLabel", 100)
        ?? PlainText.Fault(wish.Language, "language", 35)
        ?? Markup.Fault(wish.Introduction, "introduction") ?? Markup.Fault(wish.Closing, "closing");

    static Rejection? WithdrawsFault(IReadOnlyList<string> keys)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i]?.Split('|') is not [var name, var version]
                || !Name().IsMatch(name) || !Version().IsMatch(version))
            {
                return Rejection.Invalid("template-key-invalid", "A form is named name|version.",
                    $"withdraws[{i}]");
            }
        }

        return keys.Count > 100 ? Rejection.Invalid("too-many", "At most 100 forms.", "withdraws") : null;
    }

    static Rejection? NameFault(string? name, string path) =>
        name is null || !Name().IsMatch(name) || name.Trim().Length != name.Length || name is "." or ".."
            ? Rejection.Invalid("name-invalid",
                "A name has 1 to 200 characters, none of | ; / \\ < > \" % ? # + and no space at its ends.", path)
            : null;

    static Rejection? VersionFault(string? version, string path) =>
        version is not null && Version().IsMatch(version) ? null
        : Rejection.Invalid("version-invalid",
            "A version has 1 to 30 letters, digits, dots, hyphens and underscores.", path);

    static Rejection? PeriodFault(string? validity, string path) =>
        validity is null || ValidityPeriod.TryParse(validity, out _) ? null
        : Rejection.Invalid("validity-invalid", "A validity is an ISO 8601 period such as P5Y.", path);

    static string? Period(string? text) => ValidityPeriod.TryParse(text, out var period) ? period.ToString() : null;

    static Rejection OneOf<T>(string path) where T : struct, Enum => Rejection.Invalid("value-unknown",
        $"This is one of {string.Join(", ", Enum.GetValues<T>().Select(TemplateViews.Of))}.", path);
}

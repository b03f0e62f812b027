using System.Collections.Immutable;
using System.Text.RegularExpressions;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents;

/// <summary>What a draft still lacks before anybody may sign it. Pure.</summary>
public static partial class TemplateFaults
{
    [GeneratedRegex(@"\[[^\[\]]{0,60}\]?|\]")]
    private static partial Regex Placeholder();

    /// <param name="known">Final forms of the domain by key, at least those that this one withdraws.</param>
    public static ImmutableArray<TemplateFault> Of(
        TemplateDefinition form, DomainSettings domain, IReadOnlyDictionary<string, TemplateDefinition> known) =>
        [.. Texts(form), .. Modules(form), .. Policies(form, domain), .. Withdrawals(form, known)];

    static IEnumerable<TemplateFault> Texts(TemplateDefinition form)
    {
        if (string.IsNullOrWhiteSpace(form.Title)) yield return Empty("title");
        for (var i = 0; i < form.Modules.Length; i++)
        {
            var module = form.Modules[i];
            var silent = Markup.Words(module.Text).Length == 0;
            if (silent && (module.Decision || string.IsNullOrWhiteSpace(module.Title)))
                yield return Empty($"modules[{i}].text");
        }

        foreach (var (path, text) in AllTexts(form))
        {
            if (Placeholder().Match(text ?? "") is { Success: true } open)
            {
                yield return new("placeholder-unresolved", path,
                    $"There is still a placeholder: {Markup.Words(open.Value)}. Nobody can sign it.");
            }
        }
    }

    static IEnumerable<(string Path, string? Text)> AllTexts(TemplateDefinition form)
    {
        yield return ("title", form.Title);
        yield return ("introduction", form.Introduction);
        for (var i = 0; i < form.Modules.Length; i++)
        {
            yield return ($"modules[{i}].title", form.Modules[i].Title);
            yield return ($"modules[{i}].text", form.Modules[i].Text);
        }

        yield return ("closing", form.Closing);
    }

    static IEnumerable<TemplateFault> Modules(TemplateDefinition form)
    {
        if (!form.Modules.Any(module => module.Decision))
            yield return new("no-question", "modules", "A form asks at least one question.");
        for (var i = 0; i < form.Modules.Length; i++)
        {
            var module = form.Modules[i];
            var path = $"modules[{i}]";
            if (form.Modules.Take(i).Any(earlier => earlier.Name == module.Name))
                yield return new("module-twice", $"{path}.name", $"There are two modules {module.Name}.");
            if (!module.Decision && (module.Mandatory || module.Parent is not null || module.Policies.Length > 0))
                yield return new("text-with-answer", path, "A text without boxes can't be mandatory or permit.");
            if (module.Parent is null) continue;
            if (!form.Modules.Any(other => other.Name == module.Parent && other.Decision))
                yield return new("parent-unknown", $"{path}.parent", $"There is no question {module.Parent}.");
            else if (IsItsOwnAncestor(form, module))
                yield return new("parent-cycle", $"{path}.parent", $"{module.Name} needs itself to be accepted first.");
        }
    }

    static bool IsItsOwnAncestor(TemplateDefinition form, TemplateModule module)
    {
        var above = module.Parent;
        for (var steps = 0; above is not null && steps <= form.Modules.Length; steps++)
        {
            if (above == module.Name) return true;
            above = form.Modules.FirstOrDefault(other => other.Name == above)?.Parent;
        }

        return false;
    }

    static IEnumerable<TemplateFault> Policies(TemplateDefinition form, DomainSettings domain)
    {
        for (var i = 0; i < form.Modules.Length; i++)
        {
            var policies = form.Modules[i].Policies;
            for (var k = 0; k < policies.Length; k++)
            {
                var path = $"modules[{i}].policies[{k}]";
                if (policies.Take(k).Any(earlier => earlier.Code == policies[k].Code))
                    yield return new("policy-twice", $"{path}.code", $"{policies[k].Name} stands twice here.");
                if (PolicyFault(form, domain, policies[k], path) is { } fault) yield return fault;
            }
        }
    }

    static TemplateFault? PolicyFault(TemplateDefinition form, DomainSettings domain, ModulePolicy policy, string path)
    {
        if (policy.Code.System != PolicyCode.MiiSystem)
        {
            return policy.Code.System == domain.PolicySystem ? null : new("policy-unknown", $"{path}.code",
                $"{policy.Code.System} is not the domain's code system.");
        }

        if (MiiPolicyList.Find(policy.Code) is not { } national)
            return new("policy-unknown", $"{path}.code", $"The MII code system has no {policy.Code.Code}.");
        if (national.IsModule)
            return new("policy-is-module", $"{path}.code", $"{national.Display} is a module and no policy.");
        var asks = form.Type is TemplateType.ConsentOptIn or TemplateType.ConsentOptOut;
        if (asks && national.Deprecated)
            return new("policy-deprecated", $"{path}.code", $"{national.Display} is deprecated.");
        return asks && TooLong(policy.Validity ?? form.Validity, national.Validity)
            ? new("validity-too-long", $"{path}.validity", $"{national.Display} lasts at most {national.Validity}.")
            : null;
    }

    static bool TooLong(string? validity, string? most) => ValidityPeriod.TryParse(most, out var limit)
        && (!ValidityPeriod.TryParse(validity, out var period) || period > limit);

    static IEnumerable<TemplateFault> Withdrawals(
        TemplateDefinition form, IReadOnlyDictionary<string, TemplateDefinition> known)
    {
        var takesBack = form.Type is not (TemplateType.ConsentOptIn or TemplateType.ConsentOptOut);
        if (takesBack && form.Withdraws.Length == 0)
            yield return new("withdraws-nothing", "withdraws", "This form must say which forms it answers.");
        if (!takesBack && form.Withdraws.Length > 0)
            yield return new("consent-withdraws", "withdraws", "A consent withdraws nothing.");
        var own = form.Modules.SelectMany(module => module.Policies).Select(policy => policy.Code).ToHashSet();
        for (var i = 0; i < form.Withdraws.Length; i++)
        {
            if (!known.TryGetValue(form.Withdraws[i], out var withdrawn))
            {
                yield return new("template-unknown", $"withdraws[{i}]", $"There is no final form {form.Withdraws[i]}.");
                continue;
            }

            var forgotten = withdrawn.Modules.SelectMany(module => module.Policies)
                .FirstOrDefault(policy => !own.Contains(policy.Code));
            if (form.Type == TemplateType.FullWithdrawal && forgotten is not null)
            {
                yield return new("withdrawal-incomplete", $"withdraws[{i}]",
                    $"A full withdrawal of {withdrawn.Key} must also take back {forgotten.Name}.");
            }
        }
    }

    static TemplateFault Empty(string path) => new("text-missing", path, "There is no text to sign.");
}

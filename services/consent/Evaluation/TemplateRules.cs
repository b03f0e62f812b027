using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Which answers a form can be accepted with. A withdrawal is never refused for a missing date.</summary>
public static class TemplateRules
{
    /// <summary>The first rule that a filled-in form breaks, or null.</summary>
    /// <param name="now">Where "the future" begins.</param>
    public static Rejection? Check(
        TemplateDefinition template, IReadOnlyDictionary<string, ModuleAnswer> answers, DateTimeOffset? signedAt,
        DateOnly? birthDate, DateTimeOffset now) =>
        CheckNames(template, answers)
        ?? CheckMandatory(template, answers)
        ?? CheckParents(template, answers)
        ?? CheckSaysAnything(template, answers)
        ?? CheckDates(template, answers, signedAt, birthDate, LegalDays.Of(now));

    /// <summary>Whether an answer may stand on a form of this type (the incumbent's value sets, 2025.2).</summary>
    public static bool Allows(TemplateType type, ModuleAnswer answer) => answer switch
    {
        ModuleAnswer.NotAsked or ModuleAnswer.NotChosen => true,
        ModuleAnswer.Unknown => type == TemplateType.ConsentOptIn,
        ModuleAnswer.Accepted => type is not (TemplateType.ConsentOptOut or TemplateType.Objection),
        ModuleAnswer.Declined => type is TemplateType.ConsentOptIn or TemplateType.Refusal,
        ModuleAnswer.Refused => type == TemplateType.Refusal,
        ModuleAnswer.Withdrawn => type is TemplateType.PartialWithdrawal or TemplateType.FullWithdrawal,
        ModuleAnswer.Objected => type == TemplateType.Objection,
        ModuleAnswer.AcceptedOptOut => type == TemplateType.ConsentOptOut,
        _ => false,
    };

    static Rejection? CheckNames(TemplateDefinition template, IReadOnlyDictionary<string, ModuleAnswer> answers)
    {
        foreach (var (name, answer) in answers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (Module(template, name) is not { } module)
                return Rejection.Unprocessable("module-unknown", "The form has no such module.", Path(name));
            if (!module.Decision && Says(answer))
                return Rejection.Unprocessable(
                    "module-without-decision", "This part of the form is text; it can't be answered.", Path(name));
            if (module.Decision && !Allows(template.Type, answer))
                return Rejection.Unprocessable(
                    "answer-not-allowed", "This answer can't be given on a form of this type.", Path(name));
        }

        return null;
    }

    static Rejection? CheckMandatory(TemplateDefinition template, IReadOnlyDictionary<string, ModuleAnswer> answers)
    {
        foreach (var module in template.Modules)
        {
            if (!module.Mandatory || !module.Decision) continue;
            if (!answers.TryGetValue(module.Name, out var answer) || !Says(answer))
                return Rejection.Unprocessable(
                    "mandatory-module-unanswered", "This module must be answered yes or no.", Path(module.Name));
            if (template.Type.TakesBack() || Agrees(answer)) continue;
            if (answers.Any(pair => Agrees(pair.Value)))
                return Rejection.Unprocessable(
                    "mandatory-module-declined", "If this module is declined, no other can be accepted.",
                    Path(module.Name));
        }

        return null;
    }

    static Rejection? CheckParents(TemplateDefinition template, IReadOnlyDictionary<string, ModuleAnswer> answers)
    {
        if (template.Type.TakesBack()) return null;
        foreach (var module in template.Modules)
            if (module.Parent is not null && answers.TryGetValue(module.Name, out var answer) && Agrees(answer)
                && !(answers.TryGetValue(module.Parent, out var parent) && Agrees(parent)))
                return Rejection.Unprocessable(
                    "parent-module-not-accepted", "This module can only be accepted together with the one above it.",
                    Path(module.Name));

        return null;
    }

    static Rejection? CheckSaysAnything(
        TemplateDefinition template, IReadOnlyDictionary<string, ModuleAnswer> answers) =>
        answers.Any(pair => Says(pair.Value)) || !template.Modules.Any(module => module.Decision)
            ? null
            : Rejection.Unprocessable("nothing-answered", "No module of the form is answered.", "answers");

    static Rejection? CheckDates(
        TemplateDefinition template, IReadOnlyDictionary<string, ModuleAnswer> answers, DateTimeOffset? signedAt,
        DateOnly? birthDate, DateOnly today)
    {
        var guardian = template.Signatory == Signatory.Guardian && !template.Type.TakesBack();
        if (birthDate is { Year: < 1900 or > 2100 })
            return Rejection.Unprocessable("date-out-of-range", "The year must be 1900 to 2100.", "birthDate");
        if (birthDate > today)
            return Rejection.Unprocessable("date-in-future", "The birth date is in the future.", "birthDate");
        if (guardian && birthDate is null)
            return Rejection.Unprocessable(
                "birth-date-missing", "A guardian's form ends with the minority; the birth date is needed.",
                "birthDate");
        if (signedAt is null)
            return template.Type.TakesBack() || !answers.Any(pair => Agrees(pair.Value))
                ? null
                : Rejection.Unprocessable(
                    "signature-date-missing", "An acceptance needs the date of the signature.", "signedAt");

        var signed = LegalDays.Of(signedAt.Value);
        if (signed.Year is < 1900 or > 2100)
            return Rejection.Unprocessable("date-out-of-range", "The year must be 1900 to 2100.", "signedAt");
        if (signed > today)
            return Rejection.Unprocessable("date-in-future", "The signature is dated in the future.", "signedAt");
        if (signed < birthDate)
            return Rejection.Unprocessable("signature-before-birth", "Signed before the person was born.", "signedAt");
        return guardian && signed > LegalDays.LastDayBeforeMajority(birthDate!.Value)
            ? Rejection.Unprocessable(
                "signature-after-majority", "The person was of age; no guardian can sign.", "signedAt")
            : null;
    }

    static TemplateModule? Module(TemplateDefinition template, string name)
    {
        foreach (var module in template.Modules)
            if (module.Name == name) return module;
        return null;
    }

    static bool Says(ModuleAnswer answer) =>
        answer is not (ModuleAnswer.Unknown or ModuleAnswer.NotAsked or ModuleAnswer.NotChosen);

    static bool Agrees(ModuleAnswer answer) => answer is ModuleAnswer.Accepted or ModuleAnswer.AcceptedOptOut;

    static string Path(string module) => $"answers.{module}";
}

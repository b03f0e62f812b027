using System.Collections.Immutable;

namespace TrustCenter.Consents.Tests;

/// <summary>What a form says, a second time.</summary>
static class NaiveDerivation
{
    public static void Check(
        TemplateDefinition form, Dictionary<string, ModuleAnswer> answers, DateTimeOffset signed, DateOnly? born,
        ImmutableArray<Provision> derived)
    {
        var expected = Derive(form, answers, NaiveEvaluation.Day(signed), born).Select(Line).Order().ToList();
        Assert.Equal(expected, derived.Select(Line).Order().ToList());
    }

    static string Line(Provision provision) => provision.ToString();

    static IEnumerable<Provision> Derive(
        TemplateDefinition form, Dictionary<string, ModuleAnswer> answers, DateOnly signed, DateOnly? born)
    {
        var isConsent = form.Type is TemplateType.ConsentOptIn or TemplateType.ConsentOptOut;
        if (isConsent && form.Signatory == Signatory.MinorAssent) yield break;
        var guardian = form.Signatory == Signatory.Guardian;
        DateOnly? of18 = born is null ? null
            : born is { Month: 2, Day: 29 } leap ? new DateOnly(leap.Year + 18, 3, 1)
            : new DateOnly(born.Value.Year + 18, born.Value.Month, born.Value.Day);
        foreach (var module in form.Modules.Where(module => module.Decision))
        {
            var answer = answers.GetValueOrDefault(module.Name, ModuleAnswer.NotAsked);
            var no = answer is ModuleAnswer.Declined or ModuleAnswer.Refused;
            if (answer is ModuleAnswer.NotAsked or ModuleAnswer.NotChosen or ModuleAnswer.Unknown) continue;
            if (isConsent && no && module.SilentWhenDeclined) continue;
            var yes = isConsent && answer is ModuleAnswer.Accepted or ModuleAnswer.AcceptedOptOut && isConsent;
            foreach (var policy in module.Policies)
            {
                if (!yes)
                {
                    var end = form.Type is TemplateType.PartialWithdrawal or TemplateType.FullWithdrawal
                        ? new DateOnly(3000, 1, 1)
                        : Years(signed, form.Validity);
                    if (guardian && isConsent && of18 > signed && of18 <= end) end = of18.Value.AddDays(-1);
                    yield return new(
                        ProvisionType.Deny, policy.Code, signed, end, policy.Version, false,
                        answer == ModuleAnswer.Refused);
                    continue;
                }

                if (guardian && (of18 is null || of18 <= signed)) continue;
                var last = new[] { Years(signed, form.Validity), Years(signed, policy.Validity) }.Min();
                if (guardian && of18 <= last) last = of18.Value.AddDays(-1);
                yield return new(ProvisionType.Permit, policy.Code, signed, last, policy.Version, policy.SingleUse);
            }
        }
    }

    // The shipped forms know whole years only.
    static DateOnly Years(DateOnly start, string? period) => period switch
    {
        null => new(3000, 1, 1),
        "P5Y" => DayBefore(start, start.Year + 5),
        "P30Y" => DayBefore(start, start.Year + 30),
        _ => throw new InvalidOperationException(period),
    };

    static DateOnly DayBefore(DateOnly start, int year) =>
        new DateOnly(year, start.Month, Math.Min(start.Day, DateTime.DaysInMonth(year, start.Month))).AddDays(-1);
}

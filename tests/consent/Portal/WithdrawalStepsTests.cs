namespace TrustCenter.Consents.Tests;

/// <summary>What was given question by question can be taken back question by question. Nothing else goes with it but
/// what rests on it, or what the withdrawal form has in one box with it, and then that is said before. Forms for which
/// no partial withdrawal was shipped end as a whole; a child's assent permits nothing by itself.</summary>
public sealed class WithdrawalStepsTests
{
    static readonly DateTimeOffset Signed = new(2025, 3, 3, 9, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Now = Signed.AddDays(40);

    static readonly IReadOnlyList<TemplateDefinition> Forms = BroadConsent.Templates();

    public static TheoryData<string> Given =>
    [
        .. from form in Forms
           where form is { Type: TemplateType.ConsentOptIn, Signatory: not Signatory.MinorAssent }
               && PartOf(form) is not null
           select form.Key,
    ];

    static TemplateDefinition? PartOf(TemplateDefinition form) => Forms.FirstOrDefault(
        one => one.Type == TemplateType.PartialWithdrawal && one.Withdraws.Contains(form.Key));

    [Theory]
    [MemberData(nameof(Given))]
    public void Every_question_is_taken_back_by_one_tick_and_only_what_is_bound_to_it_goes_with_it(string key)
    {
        var form = Forms.Single(one => one.Key == key);
        var part = PartOf(form)!;
        var all = form.Modules.Where(module => module.Decision).ToArray();
        var mine = Everything(form);
        var tried = 0;
        foreach (var module in all.Where(module => !module.Mandatory))
        {
            var boxes = WithdrawalForms.BoxesFor(form, [module.Name], [part]);
            Assert.NotEmpty(boxes);
            var asked = new HashSet<string> { module.Name };
            var (ends, stays) = PreviewingWithdrawal.Effects(new([(part, boxes)], false, asked), mine, Now);
            var rest = WithdrawalForms.WithChildren(form, [module.Name]);
            var ended = ends.Select(effect => effect.Module).ToHashSet();
            Assert.Contains(module.Name, ended);
            var given = rest.SelectMany(name => Policies(form, name)).ToHashSet();
            rest.UnionWith(all.Select(other => other.Name).Where(other => boxes.Any(box =>
                Policies(part, box).Overlaps(given) && Policies(part, box).Overlaps(Policies(form, other)))).ToArray());
            Assert.True(ended.IsSubsetOf(rest), $"{module.Name} ends {string.Join(", ", ended.Except(rest))}");
            Assert.All(ends, effect => Assert.Equal(effect.Module == module.Name, effect.Asked));
            Assert.DoesNotContain(stays, effect => ended.Contains(effect.Module));
            Assert.Equal(all.Length, ends.Count + stays.Count);
            tried++;
        }

        Assert.True(tried >= 2, $"{tried} questions");
    }

    static HashSet<PolicyCode> Policies(TemplateDefinition form, string module) =>
        [.. form.Modules.Single(one => one.Name == module).Policies.Select(policy => policy.Code)];

    static MyDocuments Everything(TemplateDefinition form)
    {
        var answers = form.Modules.Where(module => module.Decision)
            .ToDictionary(module => module.Name, _ => ModuleAnswer.Accepted);
        var facts = new DocumentFacts(Guid.CreateVersion7(Signed), 1, DocumentKind.Consent, Signed, Signed, true,
            ProvisionText.Parse(DerivedTexts.Of(form, answers, Signed, new(2012, 5, 1))), [], []);
        return new(BroadConsent.Settings, [facts], new HashSet<Guid>(), [new(form, Signed)], false, false);
    }
}

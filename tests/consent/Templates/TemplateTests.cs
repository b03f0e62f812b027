using System.Collections.Immutable;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Testing;

namespace TrustCenter.Consents.Tests;

public sealed class TemplateTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    static readonly TemplateDefinition Form = BroadConsent.Templates()[0];
    static readonly TemplateDefinition Reworded = Form with { Title = "Anders" };
    static readonly object[] Draft = [new TemplateDrafted(Form)];
    static readonly object[] Final = [.. Draft, new TemplateFinalised(Form.Domain, Form.Key)];
    static readonly object[] Retired = [.. Final, new TemplateRetired(Form.Domain, Form.Key, Now)];
    static readonly TemplateFault Fault = new("text-missing", "modules[1].text", "There is no text to sign.");

    static Func<Template, Decision> Changing(TemplateDefinition form) =>
        template => DraftingTemplate.DecideChange(template, form);

    static Func<Template, Decision> Finalising(params ImmutableArray<TemplateFault> faults) =>
        template => FinalisingTemplate.Decide(template, faults);

    [Fact]
    public void A_version_is_drafted_once()
    {
        Spec.Given<Template>().When(template => DraftingTemplate.DecideDraft(template, Form))
            .Then(new TemplateDrafted(Form));
        Spec.Given<Template>(Draft).When(template => DraftingTemplate.DecideDraft(template, Form))
            .ThenRefused("template-exists");
    }

    [Fact]
    public void A_draft_can_be_changed() =>
        Spec.Given<Template>(Draft).When(Changing(Reworded)).Then(new TemplateChanged(Reworded));

    [Fact]
    public void A_final_form_cannot_be_changed()
    {
        Spec.Given<Template>(Final).When(Changing(Reworded)).ThenRefused("template-final");
        Spec.Given<Template>(Retired).When(Changing(Reworded)).ThenRefused("template-final");
    }

    [Fact]
    public void Writing_the_same_again_changes_nothing_even_of_a_final_form()
    {
        Spec.Given<Template>(Draft).When(Changing(Form)).ThenNothing();
        Spec.Given<Template>(Final).When(Changing(Form)).ThenNothing();
    }

    [Fact]
    public void Name_and_version_stay() =>
        Spec.Given<Template>(Draft).When(Changing(Form with { Version = "9" })).ThenRefused("template-key-fixed");

    [Fact]
    public void A_draft_without_faults_becomes_final_once()
    {
        Spec.Given<Template>(Draft).When(Finalising()).Then(new TemplateFinalised(Form.Domain, Form.Key));
        Spec.Given<Template>(Final).When(Finalising()).ThenNothing();
        Spec.Given<Template>(Retired).When(Finalising()).ThenNothing();
    }

    [Fact]
    public void A_draft_with_faults_does_not_and_every_fault_is_named()
    {
        var other = new TemplateFault("parent-unknown", "modules[2].parent", "There is no question X.");
        var decision = Finalising(Fault, other)(new(Form, TemplateStatus.Draft));
        Assert.Equal("template-incomplete", decision.Rejection?.Code);
        Assert.Equal("modules[1].text", decision.Rejection?.Path);
        Assert.Contains(
            "modules[2].parent: There is no question X.", decision.Rejection?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_form_in_use_can_be_retired()
    {
        Func<Template, Decision> retiring = template => RetiringTemplate.Decide(template, Now);
        Spec.Given<Template>(Final).When(retiring).Then(new TemplateRetired(Form.Domain, Form.Key, Now));
        Spec.Given<Template>(Retired).When(retiring).ThenNothing();
        Spec.Given<Template>(Draft).When(retiring).ThenRefused("template-not-final");
    }

    [Fact]
    public void What_was_never_drafted_is_unknown()
    {
        Spec.Given<Template>().When(Changing(Form)).ThenRefused("template-unknown");
        Spec.Given<Template>().When(Finalising()).ThenRefused("template-unknown");
        Spec.Given<Template>().When(template => RetiringTemplate.Decide(template, Now)).ThenRefused("template-unknown");
    }

    [Fact]
    public void A_form_comes_back_as_it_was_written()
    {
        foreach (var form in BroadConsent.Templates())
        {
            Assert.Null(TemplateReading.TryRead(BroadConsent.Settings, TemplateViews.Of(form), out var read));
            Spec.Given<Template>(new TemplateDrafted(form)).When(Changing(read)).ThenNothing();
        }
    }
}

using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents;

/// <summary>What the questions of a form come to for a person. Pure; every policy is answered by the evaluation that
/// answers checks.</summary>
public static class ModuleStates
{
    public const string Partly = "partly";

    public static List<ModuleState> Decide(
        TemplateDefinition form, ReadOnlySpan<DocumentFacts> documents, DateTimeOffset at, EvaluationOptions options)
    {
        var modules = new List<ModuleState>(form.Modules.Length);
        foreach (var module in form.Modules)
        {
            if (!module.Decision) continue;
            var policies = new List<PolicyState>(module.Policies.Length);
            foreach (var policy in module.Policies)
            {
                var answer = ConsentEvaluation.Policy(documents, policy.Code, at, options);
                if (answer.Reason is ReasonCodes.CodeIsModule or ReasonCodes.CodeDeprecated) continue;
                policies.Add(PersonStates.StateOf(policy.Code, answer));
            }

            modules.Add(new(module.Name, module.Title, module.Parent, StateOf(policies), UntilOf(policies), policies));
        }

        return modules;
    }

    /// <summary>What withholds comes before what is merely not answered.</summary>
    static string StateOf(List<PolicyState> policies)
    {
        var permitted = policies.Count(policy => policy.Permitted);
        if (permitted > 0) return permitted == policies.Count ? ReasonCodes.Permitted : Partly;
        return policies.OrderBy(policy => policy.Reason switch
        {
            ReasonCodes.NoDocument => 2,
            ReasonCodes.NotAnswered => 1,
            _ => 0,
        }).FirstOrDefault()?.Reason ?? ReasonCodes.NotAnswered;
    }

    static DateOnly? UntilOf(List<PolicyState> policies) =>
        policies.Where(policy => policy.Permitted).Min(policy => policy.Until);
}

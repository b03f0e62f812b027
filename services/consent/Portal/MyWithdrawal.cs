using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>One document of a withdrawal: which form, which boxes; empty: all.</summary>
public sealed record PlannedWithdrawal(string Template, IReadOnlyList<string> Boxes);

/// <summary>What an act keeps until it is confirmed, and the documents it came to. Nothing in it says whose it is.
/// </summary>
public sealed record WithdrawalAct(IReadOnlyList<PlannedWithdrawal> Documents, IReadOnlyList<Guid> Recorded);

/// <summary>What somebody asks to take back, as documents.</summary>
public sealed record WithdrawalPlan(
    IReadOnlyList<(TemplateDefinition Form, IReadOnlyList<string> Boxes)> Documents, bool Full,
    IReadOnlySet<string> Asked)
{
    static readonly Rejection Nothing = Rejection.Conflict("nothing-to-withdraw", "Nothing is permitted any more.");

    static readonly Rejection FormUnknown = Rejection.NotFound("template-unknown",
        "You have not signed such a form.", "template");

    public static async Task<(WithdrawalPlan? Plan, Rejection? Fault)> MakeAsync(
        IQuerySession session, MyDocuments mine, PreviewWithdrawal wish, DateTimeOffset now, CancellationToken ct)
    {
        var signed = wish.Template is null ? mine.Forms
            : [.. mine.Forms.Where(form => form.Form.Key == wish.Template)];
        if (wish.Template is not null && signed.Count == 0) return (null, FormUnknown);
        if (wish.Template is null && wish.Modules is { Count: > 0 }) return (null, Faults.Missing("template"));
        var facts = mine.Facts.ToArray();
        signed = [.. signed.Where(form => MyConsents.States(form.Form, mine, facts, now).Any(Counts))];
        if (signed.Count == 0) return (null, Nothing);
        return wish.Modules is { Count: > 0 } modules
            ? await PartAsync(session, signed[0].Form, modules, ct)
            : await WholeAsync(session, signed, ct);

        // what can't be read may still be taken back
        bool Counts(ModuleState state) => mine.IsDamaged || MyConsents.IsPermitted(state);
    }

    static async Task<(WithdrawalPlan?, Rejection?)> PartAsync(
        IQuerySession session, TemplateDefinition form, IReadOnlyList<string> modules, CancellationToken ct)
    {
        for (var i = 0; i < modules.Count; i++)
        {
            if (!form.Modules.Any(module => module.Decision && module.Name == modules[i]))
                return (null, Rejection.Invalid("module-unknown", "The form has no such question.", $"modules[{i}]"));
        }

        if (form.Modules.Any(module => module.Mandatory && modules.Contains(module.Name)))
            return await WholeAsync(session, [new(form, null)], ct, modules);
        var parts = await WithdrawalForms.OfAsync(session, form, full: false, ct);
        var boxes = WithdrawalForms.BoxesFor(form, modules, parts);
        return boxes.Count == 0 ? (null, Faults.NoWithdrawalForm)
            : (new([(parts[0], boxes)], false, modules.ToHashSet(StringComparer.Ordinal)), null);
    }

    static async Task<(WithdrawalPlan?, Rejection?)> WholeAsync(
        IQuerySession session, IReadOnlyList<MyForm> signed, CancellationToken ct,
        IReadOnlyList<string>? asked = null)
    {
        var chosen = new List<TemplateDefinition>();
        foreach (var form in signed)
        {
            var candidates = await WithdrawalForms.OfAsync(session, form.Form, full: true, ct);
            if (WithdrawalForms.Narrowest(form.Form, candidates) is not { } narrowest)
                return (null, Faults.NoWithdrawalForm);
            chosen.Add(narrowest);
        }

        return (new([.. WithdrawalForms.Needed(chosen).Select(form => (form, (IReadOnlyList<string>)[]))],
            true, (asked ?? [.. signed.SelectMany(form => form.Form.Modules)
                .Select(module => module.Name)]).ToHashSet(StringComparer.Ordinal)), null);
    }

    /// <summary>What stands in the boxes of a withdrawal form.</summary>
    public static Dictionary<string, ModuleAnswer> Answers(TemplateDefinition form, IReadOnlyList<string> boxes) =>
        form.Modules.Where(module => module.Decision).ToDictionary(module => module.Name,
            module => boxes.Count == 0 || boxes.Contains(module.Name)
                ? ModuleAnswer.Withdrawn : ModuleAnswer.NotChosen);

    /// <summary>The documents as if they were recorded now, for evaluation.</summary>
    public IEnumerable<DocumentFacts> AsFacts(DateTimeOffset now)
    {
        foreach (var (form, boxes) in Documents)
        {
            var text = DerivedTexts.Of(form, Answers(form, boxes), now, null);
            yield return new(Guid.Empty, 1, form.Type == TemplateType.FullWithdrawal
                ? DocumentKind.FullWithdrawal : DocumentKind.PartialWithdrawal, now, now, true,
                ProvisionText.Parse(text), [], []);
        }
    }
}

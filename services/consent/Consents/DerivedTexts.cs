using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace TrustCenter.Consents;

/// <summary>
/// What a form says when it is answered in one way on one day, as text. A ward's patients sign the same form with the
/// same boxes, so most of a day's recordings are alike. Nothing can be out of date: the key is all it follows from.
/// </summary>
static class DerivedTexts
{
    const int Most = 4096;

    // by instance: final forms are kept by the catalog and never change
    static readonly ConditionalWeakTable<TemplateDefinition, ConcurrentDictionary<Case, string>> Known = [];

    readonly record struct Case(DateOnly Day, DateOnly? BirthDate, string Answers);

    public static string Of(
        TemplateDefinition template, IReadOnlyDictionary<string, ModuleAnswer> answers, DateTimeOffset signedAt,
        DateOnly? birthDate)
    {
        var known = Known.GetOrAdd(template, static _ => new());
        var found = new Case(LegalDays.Of(signedAt), birthDate, Boxes(template, answers));
        if (known.TryGetValue(found, out var text)) return text;
        text = ProvisionText.Format(Provisions.Derive(template, answers, signedAt, birthDate));
        if (known.Count >= Most) known.Clear();
        known.TryAdd(found, text);
        return text;
    }

    // a letter for each module in the form's order
    static string Boxes(TemplateDefinition template, IReadOnlyDictionary<string, ModuleAnswer> answers) =>
        string.Create(template.Modules.Length, (template, answers), static (letters, form) =>
        {
            for (var i = 0; i < letters.Length; i++)
            {
                letters[i] = form.answers.TryGetValue(form.template.Modules[i].Name, out var answer)
                    ? (char)('A' + (int)answer) : '-';
            }
        });
}

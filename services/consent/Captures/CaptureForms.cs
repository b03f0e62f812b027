using System.Security.Cryptography;
using System.Text.Json;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Which forms a session has, and in which languages.</summary>
public static class CaptureForms
{
    const string Broad = "Patienteneinwilligung MII";

    static readonly CaptureFormOptions[] Shipped =
    [
        new() { Template = $"{Broad} Minderjaehrige 7-11|1.7.2", Part = "child", From = 7, To = 11 },
        new() { Template = $"{Broad} Minderjaehrige 12-17|1.7.2", Part = "youth", From = 12, To = 17 },
        new() { Template = $"{Broad} Sorgeberechtigte|1.7.2", Part = "guardian", From = 0, To = 17 },
        new() { Template = $"{Broad}|1.7.2", Part = "patient", From = 18 },
    ];

    /// <summary>Forms for somebody of that age on that day; the child is asked before the guardians.</summary>
    public static IReadOnlyList<CaptureFormOptions> For(
        IEnumerable<CaptureFormOptions> site, string? template, DateOnly birth, DateOnly today)
    {
        var age = Age(birth, today);
        if (template is not null && age >= 18) return [new() { Template = template, Part = "patient", From = 18 }];
        var forms = site.ToArray();
        return [.. (forms.Length > 0 ? forms : Shipped).Where(form => age >= form.From && age <= form.To)];
    }

    /// <summary>Full years; who was born on 29 February has their birthday on 1 March where there is none.</summary>
    public static int Age(DateOnly birth, DateOnly today)
    {
        var age = today.Year - birth.Year;
        return (today.Month, today.Day).CompareTo((birth.Month, birth.Day)) < 0 ? age - 1 : age;
    }

    /// <summary>A form with its approved translations: final forms named <c>name (language)</c> of the same version
    /// that ask exactly the same. Null: no such form.</summary>
    public static async Task<CaptureForm?> ReadAsync(
        IQuerySession session, TemplateCatalog templates, string domain, CaptureFormOptions wanted,
        CancellationToken ct)
    {
        if (await templates.FindAsync(session, domain, wanted.Template, ct) is not { } form) return null;
        var others = await TemplateRows.ReadAsync(session, """
            select definition from consent.templates
            where domain = $1 and version = $2 and name like $3 and status = 'final' order by name
            """, [domain, form.Version, $"{form.Name.Replace("%", "\\%", StringComparison.Ordinal)} (%)"], ct);
        return new(wanted.Part, [Text(form), .. others.Where(other => IsTranslation(form, other)).Select(Text)]);
    }

    /// <summary>The form on which a no to the given form is recorded, or null.</summary>
    public static async Task<CaptureText?> RefusalAsync(
        IQuerySession session, string domain, string template, CancellationToken ct)
    {
        var forms = await TemplateRows.ReadAsync(session, """
            select definition from consent.templates
            where domain = $1 and withdraws @> array[$2] and type = 'refusal' and status = 'final'
            order by final_at desc limit 1
            """, [domain, template], ct);
        return forms is [var form, ..] ? Text(form) : null;
    }

    public static bool IsTranslation(TemplateDefinition form, TemplateDefinition other) =>
        other.Name == $"{form.Name} ({other.Language})" && other.Language != form.Language
        && other.Type == form.Type && other.Signatory == form.Signatory
        && Questions(form).SequenceEqual(Questions(other));

    public static CaptureText Text(TemplateDefinition form)
    {
        var view = TemplateViews.Of(form);
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(view, JsonSerializerOptions.Web));
        return new(form.Key, form.Language, Convert.ToHexStringLower(hash), view);
    }

    static IEnumerable<(string, bool, bool, string?, string)> Questions(TemplateDefinition form) =>
        form.Modules.Select(module => (module.Name, module.Decision, module.Mandatory, module.Parent,
            string.Join(' ', module.Policies.Select(policy => policy.Code.ToString()).Order(StringComparer.Ordinal))));
}

using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>On which forms a person takes back what they gave on another.</summary>
public static class WithdrawalForms
{
    const string Find = """
        select definition from consent.templates
        where domain = $1 and withdraws @> array[$2] and type = $3 and status <> 'draft'
        order by status = 'retired', final_at desc
        """;

    public static Task<List<TemplateDefinition>> OfAsync(
        IQuerySession session, TemplateDefinition consent, bool full, CancellationToken ct) =>
        TemplateRows.ReadAsync(session, Find,
            [consent.Domain, consent.Key.Normalize(), full ? "full-withdrawal" : "partial-withdrawal"], ct);

    /// <summary>Of the forms that take all of it back, the one that takes back least besides.</summary>
    public static TemplateDefinition? Narrowest(
        TemplateDefinition consent, IReadOnlyCollection<TemplateDefinition> candidates)
    {
        var given = Policies(consent.Modules);
        return candidates.OrderBy(form => !given.IsSubsetOf(Policies(form.Modules)))
            .ThenBy(form => Policies(form.Modules).Count).FirstOrDefault();
    }

    /// <summary>Of forms each of which takes back a consent, those that are needed: none whose policies another one
    /// takes back as well.</summary>
    public static List<TemplateDefinition> Needed(IEnumerable<TemplateDefinition> forms)
    {
        var all = forms.DistinctBy(form => form.Key).OrderByDescending(form => Policies(form.Modules).Count).ToList();
        var needed = new List<TemplateDefinition>();
        var covered = new HashSet<PolicyCode>();
        foreach (var form in all)
        {
            var policies = Policies(form.Modules);
            if (needed.Count > 0 && policies.IsSubsetOf(covered)) continue;
            needed.Add(form);
            covered.UnionWith(policies);
        }

        return needed;
    }

    /// <summary>The boxes of a partial withdrawal form that take these questions back, with what rests on them.
    /// </summary>
    public static List<string> BoxesFor(
        TemplateDefinition consent, IReadOnlyCollection<string> modules, IReadOnlyList<TemplateDefinition> parts)
    {
        if (parts is not [var part, ..]) return [];
        var ending = WithChildren(consent, modules);
        var policies = Policies(consent.Modules.Where(module => ending.Contains(module.Name)));
        return [.. part.Modules.Where(box => box.Decision && Policies([box]).Overlaps(policies))
            .Select(box => box.Name)];
    }

    /// <summary>Questions with those that can't stand without them.</summary>
    public static HashSet<string> WithChildren(TemplateDefinition consent, IReadOnlyCollection<string> modules)
    {
        var all = modules.ToHashSet(StringComparer.Ordinal);
        var before = 0;
        while (all.Count > before)
        {
            before = all.Count;
            foreach (var module in consent.Modules)
            {
                if (module.Parent is { } parent && all.Contains(parent)) all.Add(module.Name);
            }
        }

        return all;
    }

    static HashSet<PolicyCode> Policies(IEnumerable<TemplateModule> modules) =>
        [.. modules.SelectMany(module => module.Policies).Select(policy => policy.Code)];
}

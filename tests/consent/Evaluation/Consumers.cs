namespace TrustCenter.Consents.Tests;

/// <summary>
/// Small replicas of how known consumers read Consent resources, faults included, written from descriptions of their
/// rules. They show what we must send them so that their answer is right.
/// </summary>
static class Consumers
{
    static readonly DateOnly Beginning = new(1900, 1, 1);

    /// <summary>Bridges gaps, ignores deny and status, needs every end; null: not consented.</summary>
    public static (DateOnly From, DateOnly To)? FtsNext(IReadOnlyList<StatedConsent> resources, int[] policies)
    {
        var periods = new List<(DateOnly From, DateOnly To)>();
        foreach (var policy in policies)
        {
            var stated = resources.SelectMany(resource => resource.Provisions)
                .Where(provision => provision.Arc == policy).ToList();
            if (stated.Count == 0) return null;
            periods.Add((stated.Min(provision => provision.Start), stated.Max(provision => provision.End!.Value)));
        }

        return (periods.Max(period => period.From), periods.Min(period => period.To));
    }

    /// <summary>Storing and using, or the base module's code; the last provision of a code wins.</summary>
    public static bool DnpmEtl(IReadOnlyList<StatedConsent> resources)
    {
        bool Given(int arc) => resources.SelectMany(resource => resource.Provisions)
            .LastOrDefault(provision => provision.Arc == arc)?.Type == ProvisionType.Permit;
        return (Given(7) && Given(8)) || Given(1);
    }

    /// <summary>Counts whoever has any permit to use patient data.</summary>
    public static bool NumConMon(IReadOnlyList<StatedConsent> resources) =>
        resources.Any(resource => resource.Permits(8).Any());

    /// <summary>Why a patient is left out before anything is evaluated, or null.</summary>
    public static string? InterpolarExclusion(IReadOnlyList<StatedConsent> resources, DateOnly today)
    {
        var active = resources.Where(resource => resource.Active).ToList();
        if (active.Count == 0) return "no_active_consent";
        if (active.Any(resource => resource.Date > today)) return "future_consent_declaration";
        return active.SelectMany(resource => resource.Provisions).Any(provision => provision.End is null)
            ? "invalid_relevant_provision"
            : null;
    }

    /// <summary>In order of time, denies after permits; a deny of the past empties what was gathered.</summary>
    public static List<DaySpan> Window2026(IReadOnlyList<StatedConsent> resources, DateOnly at, bool past)
    {
        var window = new HashSet<DateOnly>();
        foreach (var resource in resources.Where(resource => resource.Active).OrderBy(resource => resource.Date))
        {
            Add(window, resource, past);
            if (past && resource.Denies(45).Any()) window.Clear();
            foreach (var deny in resource.Denies(6))
                window.RemoveWhere(day => deny.Start <= day && day <= deny.End);
        }

        return UseIsPermitted(resources, at) ? Spans(window) : [];
    }

    /// <summary>The older rule: all permits first, then all denies with both bounds, whatever their order.</summary>
    public static List<DaySpan> WindowBefore2026(IReadOnlyList<StatedConsent> resources, DateOnly at, bool past)
    {
        var window = new HashSet<DateOnly>();
        var active = resources.Where(resource => resource.Active).ToList();
        foreach (var resource in active) Add(window, resource, past);
        foreach (var deny in active.SelectMany(resource => resource.Denies(6)))
            window.RemoveWhere(day => deny.Start <= day && day <= deny.End);
        return UseIsPermitted(active, at) ? Spans(window) : [];
    }

    /// <summary>Data of resource types without a known date field are dropped.</summary>
    public static bool Torch(
        IReadOnlyList<StatedConsent> resources, DateOnly at, string resourceType, DaySpan data) =>
        resourceType is "Observation" or "Condition" or "Encounter" or "Specimen" or "Procedure"
        && WindowBefore2026(resources, at, past: false).Any(span => span.Contains(data));

    static void Add(HashSet<DateOnly> window, StatedConsent resource, bool past)
    {
        if (!resource.Permits(8).Any()) return;
        foreach (var permit in resource.Permits(6).Where(permit => permit.End is not null))
        {
            var shifted = past && resource.Permits(45).Any(
                retro => retro.Start <= permit.End && permit.Start <= retro.End);
            for (var day = shifted ? Beginning : permit.Start; day <= permit.End; day = day.AddDays(1)) window.Add(day);
        }
    }

    static bool UseIsPermitted(IReadOnlyList<StatedConsent> resources, DateOnly at)
    {
        var permitted = false;
        foreach (var resource in resources.OrderBy(resource => resource.Date))
        {
            if (resource.Permits(8).Any(permit => permit.Start <= at && at <= permit.End)) permitted = true;
            if (resource.Denies(8).Any(deny => deny.Start <= at && at <= deny.End)) permitted = false;
        }

        return permitted;
    }

    static List<DaySpan> Spans(HashSet<DateOnly> days)
    {
        var spans = new List<DaySpan>();
        foreach (var day in days.Order())
        {
            if (spans.Count > 0 && spans[^1].To.AddDays(1) == day) spans[^1] = spans[^1] with { To = day };
            else spans.Add(new(day, day));
        }

        return spans;
    }
}

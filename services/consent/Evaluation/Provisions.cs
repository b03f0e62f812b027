using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>What a form with its answers says, policy by policy.</summary>
public static class Provisions
{
    /// <summary>The provisions that follow from a signed form. Where anything needed is missing (a guardian's form
    /// without a birth date, an unreadable period), nothing is permitted.</summary>
    public static ImmutableArray<Provision> Derive(
        TemplateDefinition template, IReadOnlyDictionary<string, ModuleAnswer> answers, DateTimeOffset signedAt,
        DateOnly? birthDate)
    {
        var takesBack = template.Type.TakesBack();

        // A minor's assent stands beside the guardians' consent and permits nothing by itself.
        if (template.Signatory == Signatory.MinorAssent && !takesBack) return [];

        var ends = new Ends(LegalDays.Of(signedAt));
        var provisions = ImmutableArray.CreateBuilder<Provision>();
        foreach (var module in template.Modules)
        {
            if (!module.Decision || !answers.TryGetValue(module.Name, out var answer)) continue;
            if (Meaning(answer, takesBack) is not { } type) continue;
            if (module.SilentWhenDeclined && !takesBack
                && answer is ModuleAnswer.Declined or ModuleAnswer.Refused)
                continue;

            foreach (var policy in module.Policies)
                if (Provide(template, policy, type, answer, ends, birthDate) is { } provision)
                    provisions.Add(provision);
        }

        return provisions.ToImmutable();
    }

    /// <summary>Provisions as a source states them. An open-ended deny is closed at 3000-01-01, one without a
    /// start holds from the beginning; a permit that lacks a bound comes out malformed, so that evaluation never
    /// permits by it.</summary>
    public static ImmutableArray<Provision> FromExplicit(
        IEnumerable<(ProvisionType Type, PolicyCode Policy, DateOnly? Start, DateOnly? End)> stated,
        string? policyVersion = null, Func<PolicyCode, bool>? isSingleUse = null) =>
    [
        .. stated.Select(provision => provision switch
        {
            (ProvisionType.Permit, _, null, _) or (ProvisionType.Permit, _, _, null) =>
                new(provision.Type, provision.Policy, LegalDays.OpenEnd, LegalDays.Beginning, policyVersion),
            _ => new Provision(
                provision.Type, provision.Policy, provision.Start ?? LegalDays.Beginning,
                provision.End ?? LegalDays.OpenEnd, policyVersion,
                provision.Type == ProvisionType.Permit && isSingleUse?.Invoke(provision.Policy) == true),
        }),
    ];

    /// <summary>Only an active Consent resource counts (<c>Consent.status</c>, compared exactly).</summary>
    public static bool CountsByStatus(string? status) => status == "active";

    /// <summary>What sort of act a document is whose source does not say: one that permits nothing takes
    /// back.</summary>
    public static DocumentKind KindOf(ImmutableArray<Provision> provisions)
    {
        foreach (var provision in provisions)
            if (provision.Type == ProvisionType.Permit) return DocumentKind.Consent;
        return DocumentKind.PartialWithdrawal;
    }

    // On a form that takes back, every tick takes back.
    static ProvisionType? Meaning(ModuleAnswer answer, bool takesBack) => answer switch
    {
        ModuleAnswer.Unknown or ModuleAnswer.NotAsked or ModuleAnswer.NotChosen => null,
        ModuleAnswer.Accepted or ModuleAnswer.AcceptedOptOut when !takesBack => ProvisionType.Permit,
        _ => ProvisionType.Deny,
    };

    static Provision? Provide(
        TemplateDefinition template, ModulePolicy policy, ProvisionType type, ModuleAnswer answer, Ends ends,
        DateOnly? birthDate)
    {
        if (type == ProvisionType.Permit
            && (MiiCodes.IsModule(policy.Code) || MiiCodes.IsDeprecated(policy.Code)))
            return null;

        var end = type == ProvisionType.Permit
            ? EndOfPermit(template, policy, ends, birthDate)
            : EndOfDeny(template, ends, birthDate);
        if (end is null || end < ends.Start) return null;
        return new(type, policy.Code, ends.Start, end.Value, policy.Version,
            policy.SingleUse && type == ProvisionType.Permit, answer == ModuleAnswer.Refused);
    }

    static DateOnly? EndOfPermit(TemplateDefinition template, ModulePolicy policy, Ends ends, DateOnly? birthDate)
    {
        if (ends.Of(template.Validity) is not { } form || ends.Of(policy.Validity) is not { } own) return null;
        var end = form < own ? form : own;
        if (template.Signatory != Signatory.Guardian) return end;
        if (birthDate is null) return null;
        var minority = LegalDays.LastDayBeforeMajority(birthDate.Value);
        return minority < end ? minority : end;
    }

    static DateOnly EndOfDeny(TemplateDefinition template, Ends ends, DateOnly? birthDate)
    {
        if (template.Type is not (TemplateType.ConsentOptIn or TemplateType.ConsentOptOut or TemplateType.Refusal))
            return LegalDays.OpenEnd;
        var end = ends.Of(template.Validity) ?? LegalDays.OpenEnd;
        if (template.Signatory != Signatory.Guardian || birthDate is null) return end;
        var minority = LegalDays.LastDayBeforeMajority(birthDate.Value);
        return minority < end && minority >= ends.Start ? minority : end;
    }

    /// <summary>Where periods end that begin on one day; a form's many policies share two or three of them.</summary>
    sealed class Ends(DateOnly start)
    {
        readonly Dictionary<string, DateOnly?> _known = new(StringComparer.Ordinal);

        public DateOnly Start => start;

        // No period: open-ended. An unreadable one is no end at all.
        public DateOnly? Of(string? period)
        {
            if (period is null) return LegalDays.OpenEnd;
            if (_known.TryGetValue(period, out var known)) return known;
            return _known[period] = LegalDays.TryEnd(start, period, out var end) ? end : null;
        }
    }
}

static class TemplateTypes
{
    public static bool TakesBack(this TemplateType type) =>
        type is not (TemplateType.ConsentOptIn or TemplateType.ConsentOptOut);
}

using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Which documents several identifiers select.</summary>
public enum IdMatch
{
    AtLeastOne,
    AtLeastAll,
    Exact,
}

/// <summary>What is asked, the same for one person or for 100,000. Read at the border, trusted from here on.</summary>
/// <param name="Policy">Null where a purpose is asked about.</param>
/// <param name="Data">Days of the data, where use of data is asked about.</param>
public sealed record CheckQuestion(
    string Domain, PolicyCode? Policy, Purpose? Purpose, DateTimeOffset At, DateTimeOffset? KnownAt,
    string? PolicyVersion, DaySpan? Data, bool Retrospective)
{
    /// <summary>What the audit calls it: the policy's code or the purpose's name.</summary>
    public string Asked => Policy is { } policy ? policy.ToString() : Purpose!.Name;

    public static Rejection? TryRead(
        string? domain, string? policy, string? purpose, string? at, string? knownAt, string? policyVersion,
        string? dataFrom, string? dataTo, bool retrospective, DateTimeOffset now, out CheckQuestion question)
    {
        question = null!;
        if (string.IsNullOrEmpty(domain)) return Faults.Missing("domain");
        PolicyCode? code = null;
        if (policy is not null)
        {
            if (!PolicyCode.TryParse(policy, out var parsed))
            {
                return Rejection.Invalid("policy-invalid",
                    "A policy is written system|code; an MII policy may be its code alone.", "policy");
            }

            code = parsed;
        }

        var named = purpose is null ? null : Purpose.Find(purpose);
        if (purpose is not null && named is null)
        {
            return Rejection.Invalid("purpose-unknown",
                $"A purpose is one of {string.Join(", ", Purpose.All.Select(known => known.Name))}.", "purpose");
        }

        if (code is null == named is null)
            return Rejection.Invalid("policy-or-purpose", "Ask about a policy or about a purpose, not both.", "policy");

        var moment = now;
        if (at is not null && !LegalMoment.TryParse(at, out moment)) return Faults.Date("at", "The moment asked about");
        DateTimeOffset? known = null;
        if (knownAt is not null)
        {
            if (!LegalMoment.TryParse(knownAt, out var parsed)) return Faults.Date("knownAt", "The state of knowledge");
            known = parsed;
        }

        if (ReadData(dataFrom, dataTo, named, out var data) is { } fault) return fault;
        question = new(domain, code, named, moment, known, policyVersion, data, retrospective);
        return null;
    }

    static Rejection? ReadData(string? from, string? to, Purpose? purpose, out DaySpan? data)
    {
        data = null;
        if (from is null) return to is null ? null : Faults.Missing("dataFrom");
        if (purpose is null)
            return Rejection.Invalid("data-needs-purpose", "Days of data go with a purpose, not a policy.", "dataFrom");
        if (!LegalDays.TryParseSpan(from, out var first)) return Faults.Date("dataFrom", "The first day");
        var last = first;
        if (to is not null && !LegalDays.TryParseSpan(to, out last)) return Faults.Date("dataTo", "The last day");
        if (last.To < first.From)
            return Rejection.Invalid("data-span-invalid", "The last day is not before the first.", "dataTo");
        data = new(first.From, last.To);
        return null;
    }

    public static bool TryReadMatching(string? text, out IdMatch matching)
    {
        (matching, var ok) = text switch
        {
            null or IdMatching.AtLeastOne => (IdMatch.AtLeastOne, true),
            IdMatching.AtLeastAll => (IdMatch.AtLeastAll, true),
            IdMatching.Exact => (IdMatch.Exact, true),
            _ => (IdMatch.AtLeastOne, false),
        };
        return ok;
    }
}

/// <summary>One person asked about, by the keyed hashes of their identifiers.</summary>
public sealed record CheckedPerson(string Domain, byte[][] Lookups, IdMatch Matching = IdMatch.AtLeastOne);

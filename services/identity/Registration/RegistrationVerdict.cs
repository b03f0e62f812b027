using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>What is kept of an incoming identity.</summary>
public enum Keeping
{
    Nothing,
    Contacts,
    Identity,
}

/// <summary>Whose an incoming identity is.</summary>
/// <param name="Target">The person it is; null: nobody known.</param>
/// <param name="Same">The identity that says the same already.</param>
/// <param name="Possible">Others who may be the same person, best first.</param>
public sealed record RegistrationVerdict(
    string Status, PersonHit? Target, LinkGrounds? By, IdentityHit? Same, IReadOnlyList<PersonHit> Possible,
    Keeping Keeping)
{
    public const int MostPossible = 10;

    static readonly Rejection Several = Rejection.Conflict("identifiers-of-several-people",
        "These identifiers belong to different people; look at them before anything is linked.",
        "identity.identifiers");

    static readonly Rejection NotLikeThem = Rejection.Unprocessable("data-of-somebody-else",
        "These data do not look like this person. Force it if they are this person's all the same.", "identity");

    static readonly Rejection Contradicts = Rejection.Conflict("identifier-contradicts",
        "One of these identifiers belongs to somebody whose data are quite different. Correct the identifier, or "
        + "update that person.", "identity.identifiers");

    /// <summary>Of several people who match, the only one whose data are the same.</summary>
    public static PersonHit? OnlyPerfect(IReadOnlyList<PersonHit> hits)
    {
        var same = hits.Where(hit => hit.Outcome == Outcome.Match).ToList();
        return same.Count > 1 && same.Where(hit => hit.Perfect is not null).ToList() is [var one] ? one : null;
    }

    public static (RegistrationVerdict?, Rejection?) Decide(
        int version, Incoming incoming, IReadOnlyList<PersonHit> hits)
    {
        var near = hits.Where(hit => hit.Outcome != Outcome.NonMatch).ToList();
        var decided = hits.Where(hit => hit.Shares("decides")).ToList();
        var confirmed = hits.Where(hit => hit.Shares("confirms")).Except(decided).ToList();
        if (decided.Count > 1 || (decided.Count == 0 && confirmed.Count > 1)) return (null, Several);
        if (decided.Count == 0 && confirmed is [{ } one] && !near.Contains(one)) return (null, Contradicts);

        var (target, kind) = (decided.Concat(confirmed).FirstOrDefault(), "identifier");
        if (target is null)
        {
            var same = hits.Where(hit => hit.Outcome == Outcome.Match).ToList();
            (target, kind) = same.Count == 1 ? (same[0], "match") : (null, "match");
        }

        var possible = near.Where(hit => hit != target).Take(MostPossible).ToList();
        return (target is null ? New(incoming.SaveAction, possible)
            : Known(target, kind, version, incoming, possible), null);
    }

    /// <summary>New data of a known person: they have to look like that person unless somebody insists.</summary>
    public static (RegistrationVerdict?, Rejection?) Decide(
        int version, Incoming incoming, IReadOnlyList<PersonHit> hits,
        Registrar.KnownPerson known)
    {
        if (hits.FirstOrDefault(hit => hit.Person == known.Person) is not { } target)
            return (null, Faults.PersonNotActive);
        if (hits.Any(hit => hit != target && (hit.Shares("decides") || hit.Shares("confirms"))))
            return (null, Several);
        if (target.Outcome == Outcome.NonMatch && !known.Force) return (null, NotLikeThem);
        var possible = hits.Where(hit => hit != target && hit.Outcome != Outcome.NonMatch)
            .Take(MostPossible).ToList();
        return (Known(target, target.Outcome != Outcome.Match ? "forced" : "match", version, incoming, possible),
            null);
    }

    internal static RegistrationVerdict New(
        string saveAction, List<PersonHit> possible) => new(
        possible.Count(hit => hit.Outcome == Outcome.Match) > 1 ? MatchStatuses.MultipleMatch
            : possible.Count > 0 ? MatchStatuses.PossibleMatch : MatchStatuses.NoMatch,
        null, null, null, possible, saveAction == SaveActions.DontSave ? Keeping.Nothing : Keeping.Identity);

    static RegistrationVerdict Known(
        PersonHit target, string kind, int version, Incoming incoming, List<PersonHit> possible)
    {
        var contacts = incoming.Contacts;
        var covering = target.Identities.FirstOrDefault(hit => hit.Content.Covers(incoming.Data, contacts));
        var same = covering ?? target.Perfect;
        var keeping = (incoming.SaveAction, covering, same) switch
        {
            (SaveActions.DontSave, _, _) or (_, not null, _) => Keeping.Nothing,
            (SaveActions.DontSaveOnPerfectMatch, _, not null) => Keeping.Nothing,
            (SaveActions.DontSaveOnPerfectMatchExceptContacts, _, { } known) =>
                contacts.All(known.Content.Has) ? Keeping.Nothing : Keeping.Contacts,
            _ => Keeping.Identity,
        };
        var status = same is null ? MatchStatuses.Match
            : keeping == Keeping.Nothing ? MatchStatuses.PerfectMatch : MatchStatuses.PerfectMatchWithUpdate;
        var grounds = new LinkGrounds(
            kind == "match" && same is not null ? "perfect-match" : kind, target.Score, version);
        return new(status, target, grounds, same, possible, keeping);
    }
}

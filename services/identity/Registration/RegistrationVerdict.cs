using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

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

    static readonly Rejection Contradicts = Rejection.Conflict("identifier-contradicts",
        "One of these identifiers belongs to somebody whose data are quite different. Correct the identifier, or "
        + "update that person.", "identity.identifiers");

    public static (RegistrationVerdict?, Rejection?) Decide(
        LinkageConfiguration configuration, int version, string saveAction, IReadOnlyList<StoredContact> contacts,
        IdentityData data, IReadOnlyList<PersonHit> hits)
    {
        var near = hits.Where(hit => hit.Score >= configuration.PossibleAt).ToList();
        var decided = hits.Where(hit => hit.Shares("decides")).ToList();
        var confirmed = hits.Where(hit => hit.Shares("confirms")).Except(decided).ToList();
        if (decided.Count > 1 || (decided.Count == 0 && confirmed.Count > 1)) return (null, Several);
        if (decided.Count == 0 && confirmed is [{ } one] && !near.Contains(one)) return (null, Contradicts);

        var (target, kind) = (decided.Concat(confirmed).FirstOrDefault(), "identifier");
        if (target is null)
        {
            var same = hits.Where(hit => hit.Score >= configuration.MatchAt).ToList();
            (target, kind) = same.Count == 1 ? (same[0], "match") : (null, "match");
        }

        var possible = near.Where(hit => hit != target).Take(MostPossible).ToList();
        return (target is null ? New(configuration, saveAction, possible)
            : Known(target, kind, version, saveAction, contacts, data, possible), null);
    }

    static RegistrationVerdict New(
        LinkageConfiguration configuration, string saveAction, List<PersonHit> possible) => new(
        possible.Count(hit => hit.Score >= configuration.MatchAt) > 1 ? MatchStatuses.MultipleMatch
            : possible.Count > 0 ? MatchStatuses.PossibleMatch : MatchStatuses.NoMatch,
        null, null, null, possible, saveAction == SaveActions.DontSave ? Keeping.Nothing : Keeping.Identity);

    static RegistrationVerdict Known(
        PersonHit target, string kind, int version, string saveAction, IReadOnlyList<StoredContact> contacts,
        IdentityData data, List<PersonHit> possible)
    {
        var covering = target.Identities.FirstOrDefault(hit => hit.Content.Covers(data, contacts));
        var same = covering ?? target.Perfect;
        var keeping = (saveAction, covering, same) switch
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

using TrustCenter.Contracts.Identity;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>What another configuration would do to a pair.</summary>
enum ChangeKind
{
    None,
    NewLink,
    LostLink,
    NewPossible,
    LostPossible,
    KeptApart,
    KeptTogether,
}

static class SimulatedChange
{
    /// <param name="onePerson">Whether both are one person's now.</param>
    /// <param name="decided">Whether somebody decided that they are one person, or two.</param>
    /// <param name="from">What the configuration in use says.</param>
    /// <param name="to">What the other one says.</param>
    public static ChangeKind Of(bool onePerson, bool decided, Outcome from, Outcome to) =>
        (onePerson, from, to) switch
        {
            _ when from == to => ChangeKind.None,
            (true, Outcome.Match, _) => decided ? ChangeKind.KeptTogether : ChangeKind.LostLink,
            // whatever made them one person was no match, and stays
            (true, _, _) => ChangeKind.None,
            (false, _, Outcome.Match) => decided ? ChangeKind.KeptApart : ChangeKind.NewLink,
            (false, Outcome.NonMatch, Outcome.Possible) => decided ? ChangeKind.KeptApart : ChangeKind.NewPossible,
            (false, _, Outcome.NonMatch) => decided ? ChangeKind.None : ChangeKind.LostPossible,
            // several people matched, so that they are shown already
            _ => ChangeKind.None,
        };

    public static bool IsListed(ChangeKind kind) =>
        kind is ChangeKind.NewLink or ChangeKind.LostLink or ChangeKind.NewPossible or ChangeKind.LostPossible;
}

/// <summary>What a simulation has counted so far.</summary>
/// <param name="Bands">Pairs by score band that the new version would link or show.</param>
/// <param name="Listed">How many of each kind are in the list.</param>
/// <param name="Linked">Pairs of one person that the new version links.</param>
/// <param name="Below">Other pairs that it would link or show.</param>
sealed record SimulationTally(
    SimulationCounts Counts, SortedDictionary<int, long> Bands, SortedDictionary<string, int> Listed, long Linked = 0,
    long Below = 0)
{
    public static SimulationTally Empty => new(new(), [], []);

    public SimulationTally Plus(ChangeKind kind) => this with
    {
        Counts = kind switch
        {
            ChangeKind.NewLink => Counts with { NewLinks = Counts.NewLinks + 1 },
            ChangeKind.LostLink => Counts with { LostLinks = Counts.LostLinks + 1 },
            ChangeKind.NewPossible => Counts with { NewPossible = Counts.NewPossible + 1 },
            ChangeKind.LostPossible => Counts with { LostPossible = Counts.LostPossible + 1 },
            ChangeKind.KeptApart => Counts with { KeptApart = Counts.KeptApart + 1 },
            ChangeKind.KeptTogether => Counts with { KeptTogether = Counts.KeptTogether + 1 },
            _ => Counts,
        },
    };
}

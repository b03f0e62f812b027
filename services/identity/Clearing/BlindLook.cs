using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities;

/// <summary>What is shown of a pair that was drawn at random, before it is decided: whoever saw what the comparison
/// says, or whether the two are one person already, would say the same.</summary>
static class BlindLook
{
    public static PairEvidence Of(PairEvidence all) => all with
    {
        Pair = all.Pair with { PersonA = default, PersonB = default, Score = 0, OtherPairs = 0 },
        Outcome = null,
        Score = null,
        Fields = [.. all.Fields.Where(field => (field.ValueA ?? field.ValueB) is not null)
            .Select(field => field with { Weight = 0, Chance = null, Why = "" })],
        Rules = [],
        NeverMatch = [],
        A = Only(all.A, all.Pair.IdentityA),
        B = Only(all.B, all.Pair.IdentityB),
        HistoryA = [],
        HistoryB = [],
    };

    static PersonView Only(PersonView person, Guid identity)
    {
        var own = person.Identities.Where(known => known.Identity == identity).ToArray();
        var since = own.Length > 0 ? own[0].RecordedAt : default;
        return person with
        {
            Person = default,
            MpiId = "",
            MergedInto = null,
            Reference = identity,
            VitalStatus = "unknown",
            DateOfDeath = null,
            Version = 0,
            RecordedAt = since,
            ChangedAt = since,
            Identities = own,
        };
    }
}

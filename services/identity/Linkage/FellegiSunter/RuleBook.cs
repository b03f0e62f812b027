using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>Applies <see cref="LinkageRules"/> to what the thresholds said.</summary>
/// <param name="rules">Which rules there are.</param>
/// <param name="identifiers">Bit for each field that is an identifier.</param>
/// <param name="vocabulary">Whose names occur how often.</param>
sealed class RuleBook(LinkageRules rules, uint identifiers, Vocabulary vocabulary)
{
    /// <summary>A given name that so many bear is a name, not a typing error.</summary>
    const int Known = 3;

    /// <summary>The outcome after all rules.</summary>
    public Outcome Apply(in PairLevels levels, Outcome outcome)
    {
        if (outcome == Outcome.Match && (Newborn(levels) || Twins(levels) || Contradiction(levels)))
            return Outcome.Possible;
        return outcome == Outcome.NonMatch && NameChange(levels) ? Outcome.Possible : outcome;
    }

    /// <summary>Names of the rules that changed the outcome.</summary>
    public ImmutableArray<string> Changes(in PairLevels levels, Outcome outcome) => outcome switch
    {
        Outcome.Match =>
        [
            .. Newborn(levels) ? ["newborns"] : Array.Empty<string>(),
            .. Twins(levels) ? ["twins"] : Array.Empty<string>(),
            .. Contradiction(levels) ? ["contradictions"] : Array.Empty<string>(),
        ],
        Outcome.NonMatch when NameChange(levels) => ["nameChange"],
        _ => [],
    };

    /// <summary>The same, a bit for each of <see cref="PairFinding.RuleNames"/>.</summary>
    public byte Bits(in PairLevels levels, Outcome outcome) => outcome switch
    {
        Outcome.Match => (byte)((Newborn(levels) ? 1 : 0) | (Twins(levels) ? 2 : 0) | (Contradiction(levels) ? 4 : 0)),
        Outcome.NonMatch when NameChange(levels) => 8,
        _ => 0,
    };

    bool Newborn(in PairLevels levels) =>
        rules.Newborns && levels[Fields.Given] == (int)NameLevel.Missing && !SameIdentifier(levels);

    bool Twins(in PairLevels levels)
    {
        if (!rules.Twins || levels[Fields.BirthDate] != (int)DateLevel.Same || SameIdentifier(levels)) return false;
        var otherName = (NameLevel)levels[Fields.Given] switch
        {
            NameLevel.Different or NameLevel.Linked => true,
            NameLevel.Similar when OtherParts(levels) => true,
            NameLevel.Close or NameLevel.Similar or NameLevel.Initial => OtherSex(levels) || TwoNames(levels),
            NameLevel.Part => OtherSex(levels),
            _ => false,
        };
        return otherName && (NameLevel)levels[Fields.Family] is not (NameLevel.Missing or NameLevel.Different)
            && levels[Fields.Place] != (int)PlaceLevel.Different;
    }

    static bool OtherSex(in PairLevels levels) => levels[Fields.Sex] == (int)TextLevel.Different;

    /// <summary>Kirstin and Kristin may be two sisters; Kirstin and Kirrstin are one.</summary>
    bool TwoNames(in PairLevels levels) =>
        vocabulary.CountOf(levels.GivenA, NameRole.Given) >= Known
        && vocabulary.CountOf(levels.GivenB, NameRole.Given) >= Known;

    /// <summary>Anna and Marie Anne: nobody leaves out a name and mistypes the other one.</summary>
    bool OtherParts(in PairLevels levels) => NameComparison.AreAlikeByPartsAlone(
        vocabulary.NameOf(levels.GivenA), levels.GivenA, vocabulary.NameOf(levels.GivenB), levels.GivenB);

    bool Contradiction(in PairLevels levels) =>
        rules.Contradictions && !SameIdentifier(levels) && !SameHome(levels)
        && ((NameLevel)levels[Fields.Given] == NameLevel.Different
            || ((NameLevel)levels[Fields.Family] == NameLevel.Different && !SameBirthName(levels))
            || (DateLevel)levels[Fields.BirthDate] == DateLevel.Different);

    bool NameChange(in PairLevels levels) =>
        rules.NameChange
        && (NameLevel)levels[Fields.Given] is NameLevel.Same or NameLevel.Variant or NameLevel.Close
        && (DateLevel)levels[Fields.BirthDate] == DateLevel.Same
        && (TextLevel)levels[Fields.Sex] != TextLevel.Different
        && ((NameLevel)levels[Fields.Family] == NameLevel.Linked
            || ((NameLevel)levels[Fields.Family] == NameLevel.Different
                && (SameHome(levels) || SameBirthName(levels))));

    static bool SameHome(in PairLevels levels) =>
        (PlaceLevel)levels[Fields.Place] is PlaceLevel.Same or PlaceLevel.Close
        && (StreetLevel)levels[Fields.Street] is StreetLevel.Same or StreetLevel.Close;

    static bool SameBirthName(in PairLevels levels) =>
        (NameLevel)levels[Fields.Birth] is NameLevel.Same or NameLevel.Variant or NameLevel.Close;

    bool SameIdentifier(in PairLevels levels)
    {
        for (var field = Fields.Further; identifiers >> field != 0; field++)
            if ((identifiers >> field & 1) == 1 && levels[field] == (int)TextLevel.Same) return true;
        return false;
    }
}

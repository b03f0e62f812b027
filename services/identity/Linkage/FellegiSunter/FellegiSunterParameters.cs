using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>How often a level is found.</summary>
/// <param name="Level">Name of the level.</param>
/// <param name="M">Among pairs of the same person where the field is known on both sides.</param>
/// <param name="U">Among pairs of two people taken at random.</param>
public sealed record LevelShare(string Level, double M, double U);

/// <summary>The levels of one field.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="Levels">All levels but the missing one, in the order of the enumeration.</param>
public sealed record FieldShares(string Field, ImmutableArray<LevelShare> Levels);

/// <summary>Kinds of pairs as shares of all pairs; the rest are strangers.</summary>
/// <param name="Stayed">The same person, living where it lived.</param>
/// <param name="Moved">The same person, living elsewhere.</param>
/// <param name="Household">Two people of one family name at one address.</param>
/// <param name="Twins">The same born on one day.</param>
public sealed record PairShares(double Stayed, double Moved, double Household, double Twins);

/// <summary>What the Fellegi-Sunter weighting needs to know about a population; estimated by
/// <see cref="ParameterEstimation"/>.</summary>
/// <param name="Fields">Always-there fields first, then the further ones of the configuration.</param>
/// <param name="Pairs">Kinds of pairs.</param>
/// <param name="Crosswise">Share of the same person's pairs in which given and family name changed places.</param>
/// <param name="Persons">How many persons the shares of pairs are for: among twice as many only half as large a share
/// of all pairs is the same person's, so that the same likeness is worth a bit less. Null: the shares hold however many
/// there are.</param>
public sealed record FellegiSunterParameters(
    ImmutableArray<FieldShares> Fields, PairShares Pairs, double Crosswise, int? Persons = null)
{
    /// <summary>Why these parameters cannot be used, or null.</summary>
    internal string? Fault(ImmutableArray<string> further)
    {
        if (!Fields.Select(field => field.Field).SequenceEqual(Linkage.Fields.Names.Concat(further)))
            return "The fields are not the usual ones followed by the further ones.";
        for (var field = 0; field < Fields.Length; field++)
        {
            var (levels, names) = (Fields[field].Levels, Linkage.Fields.LevelNames(field).Skip(1));
            if (!levels.Select(level => level.Level).SequenceEqual(names))
                return $"The levels of '{Fields[field].Field}' are not {string.Join(", ", names)}.";
            if (levels.Any(level => !(level.M is > 0 and <= 1 && level.U is > 0 and <= 1)))
                return $"A share of '{Fields[field].Field}' is not above 0 and up to 1.";
        }

        if (Persons < 1) return "The shares of pairs are for one person at least.";
        double[] shares = [Pairs.Stayed, Pairs.Moved, Pairs.Household, Pairs.Twins];
        return shares.All(share => share > 0) && shares.Sum() < 1
            ? null : "The shares of the kinds of pairs are not above 0 and less than 1 together.";
    }
}

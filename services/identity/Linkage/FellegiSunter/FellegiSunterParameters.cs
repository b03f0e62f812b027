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
public sealed record FellegiSunterParameters(
    ImmutableArray<FieldShares> Fields, PairShares Pairs, double Crosswise);

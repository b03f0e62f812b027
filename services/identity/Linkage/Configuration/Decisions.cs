using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>What a pair of records is taken for.</summary>
public enum Outcome
{
    /// <summary>Two people.</summary>
    NonMatch,

    /// <summary>A person has to look.</summary>
    Possible,

    /// <summary>One person, beyond what a clerk would doubt.</summary>
    Match,
}

/// <summary>A score and what follows from it.</summary>
/// <param name="Score">In the weighting's own unit; higher is likelier the same person.</param>
/// <param name="Outcome">After thresholds and rules.</param>
public readonly record struct PairDecision(double Score, Outcome Outcome)
{
    /// <summary>The better of two decisions: by what it comes to, then by its score.</summary>
    public static int Compare(PairDecision one, PairDecision other) =>
        one.Outcome != other.Outcome ? one.Outcome.CompareTo(other.Outcome) : one.Score.CompareTo(other.Score);
}

/// <summary>What one field adds to a score. Holds no values of the persons.</summary>
/// <param name="Field">Name of the field, or of what is known besides.</param>
/// <param name="Level">How far it agrees.</param>
/// <param name="Contribution">What it adds, in the score's unit; the contributions of a Fellegi-Sunter score sum up to
/// it.</param>
/// <param name="Why">A sentence for the person who looks.</param>
/// <param name="Chance">Share of strangers who agree as far, for a name that it is borne so often; null where the
/// weighting knows none.</param>
public sealed record FieldEvidence(string Field, string Level, double Contribution, string Why, double? Chance = null);

/// <summary>A decision with its reasons.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Evidence">Field by field.</param>
/// <param name="Rules">Rules that changed what the thresholds said.</param>
public sealed record PairExplanation(
    PairDecision Decision, ImmutableArray<FieldEvidence> Evidence, ImmutableArray<string> Rules);

/// <summary>Scores from which pairs are shown to a person, and from which they are linked without one.</summary>
public sealed record Thresholds(double Possible, double Match)
{
    /// <summary>What the score alone says.</summary>
    public Outcome Of(double score) =>
        score >= Match ? Outcome.Match : score >= Possible ? Outcome.Possible : Outcome.NonMatch;

    /// <summary>Chooses thresholds by what the scores say of themselves, no truth being known: a score of s bits errs
    /// once in 1 + 2^s. Links are wrong at most as often as told, and what lies below both loses at most the told share
    /// of the same persons' pairs; what is as likely as not is always shown.</summary>
    /// <param name="scores">Scores, in bits, of all candidates.</param>
    /// <param name="wrong">Share of wrong links among the automatic ones; 0.0005 is one in two thousand.</param>
    /// <param name="lost">Share of the pairs of one person that nobody sees.</param>
    public static Thresholds Choose(IEnumerable<double> scores, double wrong = 0.0005, double lost = 0.001)
    {
        var descending = scores.Where(double.IsFinite).OrderDescending().ToArray();
        var all = descending.Sum(Chance);
        var (match, possible, errors, found) = (12.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < descending.Length; i++)
        {
            var chance = Chance(descending[i]);
            if (found < (1 - lost) * all) possible = descending[i];
            errors += 1 - chance;
            found += chance;
            if (i + 1 < descending.Length && descending[i + 1] == descending[i]) continue;
            if (errors <= wrong * (i + 1)) match = descending[i];
        }

        return new(Math.Min(possible, 0), Math.Max(0, match));
    }

    static double Chance(double score) => 1 / (1 + Math.Pow(2, -score));
}

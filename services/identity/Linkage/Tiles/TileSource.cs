namespace TrustCenter.Identities.Linkage;

/// <summary>A segment as it was written.</summary>
/// <param name="Persons">What <see cref="SegmentBuilder.Write"/> wrote.</param>
/// <param name="Counts">How often the segment's names occur in all: portions of numbers, three for each name (number,
/// as given name, as family name), and an empty portion at the end.</param>
/// <param name="Blocks">Which persons share which blocks: portions of numbers, two for each (block, place of the
/// person in the segment), in ascending order, and an empty portion at the end.</param>
public sealed record TileSource(IndexReader Persons, IndexReader Counts, IndexReader Blocks);

/// <summary>Which pairs of a tile are compared.</summary>
/// <param name="Given">How many given names there are in all.</param>
/// <param name="Family">How many family and birth names.</param>
/// <param name="OtherThanFrom">First record of a source whose own records are not compared with each other.</param>
/// <param name="OtherThanTo">First record behind that source; with nothing left out, the same.</param>
public sealed record TileScope(int Given, int Family, long OtherThanFrom = 0, long OtherThanTo = 0);

/// <summary>A pair that is or may be one person.</summary>
/// <param name="A">The record that comes first.</param>
/// <param name="B">The other.</param>
/// <param name="Score">In bits.</param>
/// <param name="Levels">How far each field agrees, four bits for each.</param>
/// <param name="Outcome">After thresholds and rules.</param>
/// <param name="Rules">A bit for each of <see cref="RuleNames"/> that changed what the thresholds said.</param>
/// <param name="Crosswise">Given and family name stand in each other's place.</param>
public readonly record struct PairFinding(
    uint A, uint B, double Score, ulong Levels, Outcome Outcome, byte Rules, bool Crosswise)
{
    /// <summary>Names of the rules, in the order of their bits.</summary>
    public static IReadOnlyList<string> RuleNames { get; } = ["newborns", "twins", "contradictions", "nameChange"];

    /// <summary>The chance that both are one person.</summary>
    public double Probability => 1 / (1 + Math.Pow(2, -Score));

    /// <summary>Names of the fields compared.</summary>
    /// <param name="further">Names of the further fields.</param>
    public static IReadOnlyList<string> FieldNames(IEnumerable<string> further) => [.. Fields.Names, .. further];

    /// <summary>How far a field agrees, as explanations call it; "" where it is not known.</summary>
    public string Level(int field)
    {
        var level = (int)(Levels >> (4 * field)) & 15;
        return level == 0 ? "" : Codes[Math.Min(field, Fields.Further)][level];
    }

    static readonly string[][] Codes = [.. Enumerable.Range(0, Fields.Further + 1).Select(field =>
        Fields.LevelNames(field).Select(name => char.ToLowerInvariant(name[0]) + name[1..]).ToArray())];
}

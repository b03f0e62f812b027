namespace TrustCenter.Identities.Linkage;

/// <summary>How often a name occurs among the persons of one segment, so that segments can be counted together.
/// </summary>
/// <param name="Name">A hash of the name, the same in every segment.</param>
/// <param name="Number">Its number in the segment.</param>
/// <param name="Given">As given name.</param>
/// <param name="Family">As family or birth name.</param>
public readonly record struct NameCount(UInt128 Name, int Number, int Given, int Family);

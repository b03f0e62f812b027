using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>What the indexes of this instance certainly hold.</summary>
/// <param name="Seen">All records that were visible at this snapshot of the database.</param>
/// <param name="Writer">And all that this writer wrote, who is this instance.</param>
public sealed record IndexView(string Seen, long Writer);

/// <summary>What one look at the index showed.</summary>
/// <param name="View">What could be seen, for the claim.</param>
/// <param name="Compared">How many were compared.</param>
/// <param name="Near">Records that are or may be the same person.</param>
sealed record Looked(IndexView View, int Compared, IReadOnlyDictionary<long, PairDecision> Near);

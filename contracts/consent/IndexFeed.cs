namespace TrustCenter.Contracts.Consent;

/// <summary>How far merges and splits of the index of identities are followed.</summary>
/// <param name="Position">Position in the index's changes; null: nothing was followed yet.</param>
/// <param name="CurrentAt">When this was noted; noted anew with every change, and every few seconds without.</param>
public sealed record IndexFeed(string? Position, DateTimeOffset? CurrentAt);

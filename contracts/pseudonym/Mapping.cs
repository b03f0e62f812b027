namespace TrustCenter.Contracts.Pseudonym;

/// <summary>Makes pseudonyms of pseudonyms: each domain's pseudonyms are the next one's originals.</summary>
/// <param name="Domains">2 to 10 domains, in order.</param>
/// <param name="Originals">1 to 10,000 originals of the first. The answer has the pseudonyms of the last only.</param>
public sealed record ChainPseudonyms(IReadOnlyList<string> Domains, IReadOnlyList<string> Originals);

/// <summary>Asks what belongs together over several domains.</summary>
/// <param name="Domain">Where to begin.</param>
/// <param name="Pseudonym">A pseudonym of that domain.</param>
/// <param name="Purpose">To look upwards too, the purpose that the domains' grants name; null: downwards only, which
/// needs no grant. Originals of the topmost domain are never shown.</param>
public sealed record MapPseudonym(string Domain, string Pseudonym, string? Purpose = null);

/// <summary>Pseudonyms of one person or thing, as a tree from the topmost one that may be seen.</summary>
/// <param name="Domain">Its domain.</param>
/// <param name="Pseudonym">The pseudonym.</param>
/// <param name="Number">Which one of its original.</param>
/// <param name="Below">Pseudonyms whose original it is.</param>
public sealed record PseudonymTree(
    string Domain, string Pseudonym, int Number, IReadOnlyList<PseudonymTree> Below);

/// <summary>Pseudonyms of one person or thing, as a net: one with several parents stands once.</summary>
/// <param name="Nodes">The pseudonyms.</param>
/// <param name="Edges">From a pseudonym to one whose original it is.</param>
public sealed record PseudonymNet(IReadOnlyList<NetNode> Nodes, IReadOnlyList<NetEdge> Edges);

/// <summary>A pseudonym in a net.</summary>
/// <param name="Domain">Its domain.</param>
/// <param name="Pseudonym">The pseudonym.</param>
/// <param name="Number">Which one of its original.</param>
public sealed record NetNode(string Domain, string Pseudonym, int Number);

/// <summary>Two pseudonyms of which the first is the original of the second.</summary>
/// <param name="From">Position in the nodes, from 0.</param>
/// <param name="To">Position in the nodes, from 0.</param>
public sealed record NetEdge(int From, int To);

/// <summary>Takes a domain's pairs out as CSV (UTF-8, comma, every cell safe in a spreadsheet).</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Purpose">With originals, if a grant names this purpose; null: without.</param>
public sealed record ExportPseudonyms(string Domain, string? Purpose = null);

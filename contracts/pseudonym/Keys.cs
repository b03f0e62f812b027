namespace TrustCenter.Contracts.Pseudonym;

/// <summary>Gives a domain new keys. Its pairs are sealed and hashed anew behind the requests; nothing stops.</summary>
/// <param name="Domain">The domain.</param>
public sealed record RotateDomainKeys(string Domain);

/// <summary>The keys of a domain.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Use"><c>data</c>, <c>lookup</c> or <c>permute</c>; the last never changes.</param>
/// <param name="KeyVersion">Version; the highest of a use writes.</param>
/// <param name="WrappedBy">Id of the key-encryption key that wraps it.</param>
public sealed record DomainKeyState(string Domain, string Use, int KeyVersion, string WrappedBy);

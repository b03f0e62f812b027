using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// What of a request must not be in the log: the list, the reason, whom the result is for. Sealed under a key of its
/// own and erased with it. The salt keeps anybody from guessing a short list from its hash.
/// </summary>
public sealed record SealedRequest(string Salt, string Domain, string[] List, string Reason, RecipientKey? Key)
{
    const string Field = "request";
    const string NoteField = "note";

    public static SealedRequest Of(string domain, IEnumerable<string> pseudonyms, string reason, RecipientKey? key) =>
        new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), domain,
            [.. pseudonyms.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], reason, key);

    /// <summary>SHA-256 over salt, domain, recipient and the sorted list, hexadecimal.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        (string[])[Salt, Domain, Key?.X ?? "", Key?.Y ?? "", .. List.Order(StringComparer.Ordinal)])));

    public void Store(IDocumentSession session, Vault vault, Guid id)
    {
        var key = vault.NewKey(id);
        session.QueueSqlCommand(VaultRows.StoreKey(id, key));
        session.QueueSqlCommand(VaultRows.StoreItem(
            id, Field, 1, vault.Seal(id, key, Field, JsonSerializer.SerializeToUtf8Bytes(this))));
    }

    /// <summary>Null where it was erased.</summary>
    /// <exception cref="VaultException">It was changed.</exception>
    public static async Task<SealedRequest?> FindAsync(
        NpgsqlDataSource database, Vault vault, Guid id, CancellationToken ct) =>
        await VaultRows.FindItemAsync(database, id, Field, ct) is { } item
            ? JsonSerializer.Deserialize<SealedRequest>(vault.Open(id, item.Key, Field, item.Content))
            : null;

    /// <summary>A note that outlives the list: why somebody rejected or what a review came to.</summary>
    public static void StoreNote(IDocumentSession session, Vault vault, Guid id, string note)
    {
        foreach (var command in VaultRows.Erase(id)) session.QueueSqlCommand(command);
        var key = vault.NewKey(id);
        session.QueueSqlCommand(VaultRows.StoreKey(id, key));
        session.QueueSqlCommand(VaultRows.StoreItem(id, NoteField, 1,
            vault.Seal(id, key, NoteField, JsonSerializer.SerializeToUtf8Bytes(note))));
    }

    public static void Erase(IDocumentSession session, Guid id)
    {
        foreach (var command in VaultRows.Erase(id)) session.QueueSqlCommand(command);
    }

    /// <summary>The service's own word that it saw this approval; only who has its keys can write one.</summary>
    public static string Sign(Vault vault, Guid id, string listHash, Party by, DateTimeOffset at) =>
        Convert.ToHexStringLower(vault.LookupHash(
            "approval of a request", id.ToString(), listHash, by.Name, string.Join(' ', by.Roles), $"{at.UtcTicks}"));

    public static bool IsSigned(Vault vault, Guid id, RequestApproved approval) =>
        CryptographicOperations.FixedTimeEquals(
            System.Text.Encoding.ASCII.GetBytes(Sign(vault, id, approval.ListHash, approval.By, approval.At)),
            System.Text.Encoding.ASCII.GetBytes(approval.Signature));
}

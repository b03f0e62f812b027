using System.Text.Json;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities;

/// <summary>A contact with its key.</summary>
public sealed record StoredContact(Guid Id, Contact Contact);

/// <summary>An identity as the vault keeps it. A change is a further version of it.</summary>
public sealed record StoredIdentity(IdentityData Data, IReadOnlyList<StoredContact> Contacts)
{
    public const string Field = "identity";

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, StoredJson.Options);

    public static StoredIdentity Read(ReadOnlySpan<byte> content) =>
        JsonSerializer.Deserialize<StoredIdentity>(content, StoredJson.Options)!;

    /// <summary>Whether the other one says nothing that this one does not say.</summary>
    public bool Covers(IdentityData data, IEnumerable<StoredContact> contacts) =>
        Text(Data) == Text(data) && contacts.All(Has);

    public bool Has(StoredContact contact) => Contacts.Any(known => known.Contact == contact.Contact);

    static string Text(IdentityData data) => JsonSerializer.Serialize(data, StoredJson.Options);
}

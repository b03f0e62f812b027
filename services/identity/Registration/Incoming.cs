using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>One address of an identity that comes in, ready to be compared and to be stored.</summary>
public sealed record IncomingRecord(
    PersonData Person, PreparedPerson Prepared, long[] Tokens, Guid? Contact);

/// <summary>An identity that comes in, checked, with everything that can be computed before anybody else is
/// asked.</summary>
public sealed record Incoming(
    OpenDomain Domain, Source Source, IdentityData Data, string SaveAction, bool ForceReference,
    IReadOnlyList<StoredContact> Contacts, IReadOnlyList<IncomingRecord> Records,
    IReadOnlyList<IncomingIdentifier> Identifiers)
{
    internal static readonly string[] Actions =
    [
        SaveActions.SaveAll, SaveActions.DontSave, SaveActions.DontSaveOnPerfectMatch,
        SaveActions.DontSaveOnPerfectMatchExceptContacts,
    ];

    /// <summary>All hashes that nobody else may register at the same time.</summary>
    public long[] Claims { get; } =
    [
        .. Records.SelectMany(record => record.Tokens)
            .Concat(Identifiers.Where(identifier => identifier.Rule != "none").Select(identifier => identifier.Token))
            .Distinct().Order(),
    ];

    public NormalisedPerson Normalised => Records[0].Prepared.Normalised;

    public static Rejection? TryRead(
        OpenDomain domain, string? source, IdentityData? data, string? saveAction, bool forceReference, Vault vault,
        DateTimeOffset now, out Incoming incoming)
    {
        incoming = null!;
        if (domain.Settings.FindSource(source) is not { } known)
            return Rejection.NotFound("source-unknown", "The domain lists no such source.", "source");
        if (data is null) return Faults.Missing("identity");
        if (saveAction is not null && !Actions.Contains(saveAction))
            return Rejection.Invalid("value-unknown", $"One of {string.Join(", ", Actions)}.", "saveAction");
        if (IdentityFields.Fault(data, domain.Settings, Days.Of(now)) is { } fault) return fault;

        var clean = IdentityFields.Clean(data);
        var contacts = (clean.Contacts ?? []).Select(contact =>
            new StoredContact(Guid.CreateVersion7(now), contact)).ToArray();
        try
        {
            incoming = Of(domain, known, clean, contacts, saveAction, forceReference, vault);
            return null;
        }
        catch (FormatException)
        {
            return Rejection.Unprocessable("identity-not-comparable",
                "The domain's weighting can't compare such an identity; see the fields it requires.", "identity");
        }
    }

    static Incoming Of(
        OpenDomain domain, Source source, IdentityData clean, StoredContact[] contacts, string? saveAction,
        bool forceReference, Vault vault) =>
        new(domain, source, clean with { Contacts = null }, saveAction ?? SaveActions.SaveAll,
            forceReference, contacts, RecordsOf(domain, clean, contacts),
            [.. (clean.Identifiers ?? []).Select(identifier => IncomingIdentifier.Of(identifier, domain, vault))]);

    static IncomingRecord[] RecordsOf(
        OpenDomain domain, IdentityData data, StoredContact[] contacts) => contacts is []
        ? [Record(domain, data, null)]
        : [.. contacts.Select(contact => Record(domain, data, contact))];

    public static IncomingRecord Record(OpenDomain domain, IdentityData data, StoredContact? contact)
    {
        var person = RecordContent.Of(data, contact?.Contact, domain.Settings.Compared);
        var prepared = domain.Linker.Read(person);
        return new(person, prepared, [.. domain.Linker.Tokens(prepared).Distinct()], contact?.Id);
    }
}

/// <summary>A local identifier with the hashes it is found by.</summary>
public sealed record IncomingIdentifier(LocalIdentifier Identifier, string Rule, byte[] Lookup, long Token)
{
    public static IncomingIdentifier Of(LocalIdentifier identifier, OpenDomain domain, Vault vault) => new(
        identifier, domain.Settings.FindAuthority(identifier.Authority)?.Rule ?? "none",
        LookupOf(vault, domain.Name, identifier),
        Linker.Token(vault, domain.Name, $"identifier|{identifier.Authority}|{identifier.Value}"));

    public static byte[] LookupOf(Vault vault, string domain, LocalIdentifier identifier) =>
        vault.LookupHash("identity-identifier", domain, identifier.Authority, identifier.Value.Normalize());
}

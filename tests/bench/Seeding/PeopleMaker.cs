using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustCenter.Consents;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Bench;

/// <summary>
/// Makes people by the service's own functions: its rules read the form, its vault seals what identifies, its
/// projection
/// says which days are to be noticed. Only the way into the tables is another one.
/// </summary>
sealed class PeopleMaker(Vault vault, DateTimeOffset now)
{
    static readonly DomainSettings Domain = BroadConsent.Settings;
    static readonly TemplateDefinition Consent = Form(Person.Form);
    static readonly TemplateDefinition Withdrawal = Form(Person.WithdrawalForm);

    readonly EventStoreOptions _options = Options();
    readonly DateOnly _today = LegalDays.Of(now);

    public SeededPerson Make(int number)
    {
        var subject = Person.Subject(number);
        var key = vault.NewKey(subject);
        var identifier = new PersonIdentifier(Person.IdType, Person.Id(number));
        var signedOn = _today.AddDays(-2 - (int)(number * 7L % 1095));
        var recordedAt = LegalDays.At(signedOn, new TimeOnly(15, 0)).ToUniversalTime();
        var signer = Guid.CreateVersion7(recordedAt);
        var documents = new List<SeededDocument>(2)
        {
            Document(subject, key, signer, Person.Consent(number, signedOn), Consent, recordedAt),
        };
        if (Person.HasWithdrawn(number))
            documents.Add(
                Document(subject, key, signer, Person.Withdrawal(number, _today.AddDays(-1)), Withdrawal, now));
        return new(subject, key, signer, SignerIds.Lookup(vault, Domain.Name, identifier),
            vault.Seal(subject, key, SignerIds.Field(signer), Encoding.UTF8.GetBytes(identifier.Value)), documents);
    }

    SeededDocument Document(
        Guid subject, WrappedKey key, Guid signer, RecordConsent command, TemplateDefinition form,
            DateTimeOffset recordedAt)
    {
        if (DocumentDraft.TryRead(command, Domain, form, now, out var draft) is { } fault)
            throw new InvalidOperationException($"A seeded document is refused: {fault.Message} ({fault.Path})");
        var id = Guid.CreateVersion7(recordedAt);
        var content = DocumentContent.Of(draft, RandomNumberGenerator.GetBytes(16));
        var recorded = RecordingConsent.Decide(id, subject, draft, [signer], content.Hash(id, draft));
        var detail = new StoredDetail(recorded.Language, recorded.InformationShown, recorded.Channel,
            recorded.ContentHash, recorded.Signatures, recorded.Signers, 0);
        return new(recorded, JsonSerializer.Serialize(recorded, _options.Json),
            JsonSerializer.Serialize(recorded.Answers, StoredJson.Options),
            JsonSerializer.Serialize(detail, StoredJson.Options),
            vault.Seal(subject, key, VaultFields.Document(id),
                JsonSerializer.SerializeToUtf8Bytes(content, StoredJson.Options)),
            recordedAt, DaysToNotice.Of(recorded.Kind, recorded.Provisions, null).Expiry);
    }

    static EventStoreOptions Options()
    {
        var options = new EventStoreOptions();
        ConsentsService.Events(options);
        return options;
    }

    static TemplateDefinition Form(string key) => BroadConsent.Templates().Single(form => form.Key == key);
}

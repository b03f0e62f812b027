using TrustCenter.Consents;
using TrustCenter.Hosting;

namespace TrustCenter.Bench;

/// <summary>A person with everything the service would have written for them.</summary>
sealed record SeededPerson(
    Guid Subject, WrappedKey Key, Guid SignerId, byte[] Lookup, byte[] SealedId,
        IReadOnlyList<SeededDocument> Documents);

/// <summary>A document as event, read models and vault item.</summary>
sealed record SeededDocument(
    ConsentRecorded Event, string Body, string Answers, string Detail, byte[] Content, DateTimeOffset RecordedAt,
    DateOnly? ExpiresOn);

using System.Security.Cryptography;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// The I/O around recording a document: finds the person or makes one, queues event, vault rows and audit, and lets the
/// caller commit its own kind of answer. Two clients who meet the same new person at once: the second sees the first's.
/// </summary>
public sealed class DocumentIntake(IDocumentSession session, Vault vault)
{
    const int Attempts = 8;

    /// <summary>What was decided, ready to be committed with an answer.</summary>
    public sealed record Intake(
        Guid Id, Guid Subject, ConsentRecorded Event, DateTimeOffset RecordedAt, WrappedKey Key);

    /// <param name="identifiers">What the client calls the place of the identifiers.</param>
    /// <param name="known">What is known of the identifiers already, where the caller has looked; null: look.</param>
    public Task<IResult> RecordAsync(
        DocumentDraft draft, Func<Intake, Task<IResult>> commit, CancellationToken ct,
        string identifiers = "identifiers", (byte[][] Lookups, List<KnownSignerId> Signers)? known = null) =>
        RecordAllAsync([draft], null, intakes => commit(intakes[0]), ct, identifiers, known);

    /// <summary>Several documents of one person in one transaction.</summary>
    /// <param name="made">Ids and salts of documents that were made before, to be looked at; null: new ones.</param>
    public async Task<IResult> RecordAllAsync(
        IReadOnlyList<DocumentDraft> drafts, IReadOnlyList<MadeDocument>? made,
        Func<IReadOnlyList<Intake>, Task<IResult>> commit, CancellationToken ct,
        string identifiers = "identifiers", (byte[][] Lookups, List<KnownSignerId> Signers)? found = null)
    {
        var lookups = found?.Lookups ?? SignerIds.Lookups(vault, drafts[0].Domain.Name, drafts[0].Identifiers);
        var known = found?.Signers;
        for (var attempt = 1; ; attempt++)
        {
            known ??= await SignerIds.FindAsync(session.DataSource, drafts[0].Domain.Name, lookups, ct);
            if (known.DistinctBy(signer => signer.Subject).Count() > 1)
            {
                return Problem.From(Rejection.Conflict("identifiers-of-several-people",
                    "These identifiers belong to different people in this domain; record under one person.",
                    identifiers));
            }

            var intakes = new Intake[drafts.Count];
            for (var i = 0; i < intakes.Length; i++)
                (intakes[i], known) = Queue(drafts[i], lookups, known, made?[i]);

            try
            {
                return await commit(intakes);
            }
            catch (PostgresException e) when (IsSomebodyWasFirst(e) && attempt < Attempts)
            {
                known = null; // the failed session is empty again; the next attempt finds whoever was first
            }
        }
    }

    (Intake, List<KnownSignerId>) Queue(
        DocumentDraft draft, byte[][] lookups, List<KnownSignerId> known, MadeDocument? made)
    {
        var now = session.RecordedAt;
        var domain = draft.Domain.Name;
        var subject = known.Count > 0 ? known[0].Subject : Guid.CreateVersion7(now);
        using var seal = known.Count > 0 ? vault.OpenSeal(subject, known[0].Key) : vault.NewSeal(subject);
        var signers = new List<Guid>(lookups.Length);
        var additions = new List<NpgsqlBatchCommand>();
        List<KnownSignerId>? added = null;
        if (known.Count == 0) additions.Add(VaultRows.StoreKey(subject, seal.Key));
        for (var i = 0; i < lookups.Length; i++)
        {
            var signer = known.Find(candidate => candidate.Lookup.AsSpan().SequenceEqual(lookups[i]));
            if (signer is null)
            {
                signer = new(lookups[i], Guid.CreateVersion7(now), subject, seal.Key);
                (added ??= [.. known]).Add(signer);
                additions.Add(SignerIds.InsertCommand(seal, domain, signer, draft.Identifiers[i], now));
            }

            signers.Add(signer.Id);
        }

        if (known.Count > 0 && additions.Count > 0) additions.Add(SignerIds.AliasCommand(subject));

        var id = made?.Id ?? Guid.CreateVersion7(now);
        var content = DocumentContent.Of(draft, made?.Salt ?? RandomNumberGenerator.GetBytes(16));
        var json = content.Json();
        var recorded = RecordingConsent.Decide(
            id, subject, draft, signers, DocumentContent.Hash(id, draft, json)) with
        {
            Sealed = seal.Seal(VaultFields.Document(id), json),
        };
        session.Events.StartStream<Consent>(id, recorded);
        foreach (var command in additions) session.QueueSqlCommand(command);
        if (SealFiles(seal, id, draft) is { Count: > 0 } files)
            session.QueueSqlCommand(DocumentVault.Items(subject, files));
        return (new(id, subject, recorded, now, seal.Key), added ?? known);
    }

    static List<(string Field, byte[] Content)> SealFiles(SubjectSeal seal, Guid id, DocumentDraft draft)
    {
        var files = new List<(string, byte[])>();
        for (var i = 0; i < draft.Signers.Count; i++)
            if (draft.Signers[i].Image is { } image) Add(VaultFields.Signature(id, i), image);
        for (var i = 0; i < draft.Scans.Count; i++) Add(VaultFields.Scan(id, i), draft.Scans[i].Content);
        return files;

        void Add(string field, byte[] plain) => files.Add((field, seal.Seal(field, plain)));
    }

    public static bool IsSomebodyWasFirst(PostgresException e) =>
        e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "signer_ids_pkey" };
}

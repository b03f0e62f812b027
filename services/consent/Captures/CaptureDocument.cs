using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>Id and salt of a document that is made before it is recorded, so that it can be looked at first.</summary>
public sealed record MadeDocument(Guid Id, byte[] Salt);

/// <summary>The printed document of a draft.</summary>
public static class CaptureDocument
{
    public static ConsentDocument Of(
        DocumentDraft draft, MadeDocument made, string? personName, DateTimeOffset recordedAt,
        ImmutableArray<DocumentTalk> talks) => new(
        made.Id, draft.Kind, draft.Template.Title, draft.Language, draft.Domain.OrganisationName,
        new(draft.Template.Domain, draft.Template.Name, draft.Template.Version, draft.Template.VersionLabel,
            draft.Template.PolicyUri),
        new(personName, draft.BirthDate,
            [.. draft.Identifiers.Select(identifier => new DocumentIdentifier(identifier.Type, identifier.Value))]),
        draft.Template.Introduction,
        [.. draft.Template.Modules.Select(module => new AnsweredModule(module.Title, module.Text,
            module.Decision ? draft.Answers.GetValueOrDefault(module.Name, ModuleAnswer.NotAsked) : null,
            module.Mandatory))],
        draft.Template.Closing,
        [.. draft.Signers.Select(signer => new DocumentSignature(SignedDocuments.Role(signer.Role), signer.Name,
            signer.Place, signer.At, signer.Image is { } image ? [.. image] : ImmutableArray<byte>.Empty))],
        [.. draft.InformationShown], [], draft.SignedAt, recordedAt,
        DocumentContent.Of(draft, made.Salt).Hash(made.Id, draft))
        {
            Talks = talks,
        };
}

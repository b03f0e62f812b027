using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>Everything a printed document says. Data in, bytes out: nothing is looked up while it is set.</summary>
/// <param name="Title">As on the form.</param>
/// <param name="Language">BCP 47; labels are English for <c>en…</c>, German otherwise.</param>
/// <param name="InformationShown">What the person was given to read or watch before signing.</param>
/// <param name="Notes">What became of the document since it was signed; not part of the hash.</param>
/// <param name="ContentHash">SHA-256 as it was made when the document was recorded, hexadecimal.</param>
public sealed record ConsentDocument(
    Guid Id, DocumentKind Kind, string Title, string Language, string Institution,
    FormVersion Form, DocumentPerson Person,
    string? Introduction, ImmutableArray<AnsweredModule> Modules, string? Closing,
    ImmutableArray<DocumentSignature> Signatures, ImmutableArray<string> InformationShown,
    ImmutableArray<DocumentNote> Notes,
    DateTimeOffset SignedAt, DateTimeOffset RecordedAt, string ContentHash)
{
    /// <summary>Talks that were written down for the session it was signed in; not part of the hash.</summary>
    public ImmutableArray<DocumentTalk> Talks { get; init; } = [];
}

/// <param name="Way">How people talked, see <see cref="Contracts.Consent.LogTalk.Ways"/>.</param>
public sealed record DocumentTalk(
    string ExplainedBy, DateTimeOffset HeldAt, int Minutes, string Way, ImmutableArray<string> Questions);

/// <param name="Label">What the form prints as its version, if that differs from <paramref name="Version"/>.</param>
public sealed record FormVersion(string Domain, string Name, string Version, string? Label, string? PolicyUri);

/// <summary>The person the document is about. A site that knows no names prints its identifiers only.</summary>
public sealed record DocumentPerson(string? Name, DateOnly? BirthDate, ImmutableArray<DocumentIdentifier> Identifiers);

/// <param name="Type">What sort of number it is, as people say it: <c>Patientennummer</c>, <c>Fallnummer</c>.</param>
public sealed record DocumentIdentifier(string Type, string Value);

/// <param name="Answer">Null where the module is text only.</param>
public sealed record AnsweredModule(string Title, string Text, ModuleAnswer? Answer, bool Mandatory = false);

/// <summary>In what capacity somebody signed.</summary>
public enum SignerRole
{
    Patient,
    Guardian,
    LegalRepresentative,
    MinorAssent,
    Witness,
    Interpreter,
    ExplainingStaff,
}

/// <param name="Image">PNG; empty: signed on paper, the image is kept elsewhere.</param>
public sealed record DocumentSignature(
    SignerRole Role, string? Name, string? Place, DateTimeOffset SignedAt, ImmutableArray<byte> Image);

/// <param name="On">Berlin day it is effective from.</param>
public sealed record DocumentNote(DateOnly On, string Text);

namespace TrustCenter.Contracts.Consent;

/// <summary>An identifier of a person within a domain: a pseudonym or a patient number, never a name.</summary>
/// <param name="Type">Type of the signer id as the domain lists it, for example <c>Pseudonym</c>.</param>
/// <param name="Value">The identifier itself, 1–200 characters, compared exactly after Unicode normalisation
/// (NFC).</param>
public sealed record PersonIdentifier(string Type, string Value);

/// <summary>How several identifiers select documents.</summary>
public static class IdMatching
{
    /// <summary>Documents of anybody who has one of the identifiers.</summary>
    public const string AtLeastOne = "at-least-one";

    /// <summary>Documents signed under all of the identifiers (and maybe more).</summary>
    public const string AtLeastAll = "at-least-all";

    /// <summary>Documents signed under exactly these identifiers.</summary>
    public const string Exact = "exact";
}

/// <summary>Somebody who put their name to a document.</summary>
/// <param name="Role"><c>patient</c>, <c>guardian</c>, <c>legal-representative</c>, <c>witness</c>,
/// <c>interpreter</c> or <c>explaining</c> (the member of staff who explained).</param>
/// <param name="Name">Name as signed; kept encrypted; may be left out for the patient.</param>
/// <param name="SignedAt">Date or date-time with offset; null: the date of the document.</param>
/// <param name="Place">Place of signature.</param>
/// <param name="Image">Signature as PNG, base64, at most 1 MiB.</param>
public sealed record Signer(string Role, string? Name = null, string? SignedAt = null, string? Place = null,
    string? Image = null);

/// <summary>A scan or another file that belongs to a document.</summary>
/// <param name="ContentType"><c>application/pdf</c>, <c>image/png</c> or <c>image/jpeg</c>.</param>
/// <param name="Data">Base64, at most 10 MiB.</param>
/// <param name="Title">File name or description; kept encrypted.</param>
public sealed record Scan(string ContentType, string Data, string? Title = null);

namespace TrustCenter.Contracts.Identity;

/// <summary>Begins a linkage project: sites that let their records be linked without showing a name.</summary>
/// <param name="Name">Name, also of the encoding profile's project: letters, digits, dot, hyphen, underscore.</param>
/// <param name="Terms">What all sites have to agree to.</param>
public sealed record CreateProject(string Name, ProjectTerms Terms);

/// <summary>What the sites of a project agree to. Changing anything takes every agreement back.</summary>
/// <param name="Title">What it is called among people.</param>
/// <param name="LegalBasis">On what ground records are linked: consent, law, vote of an ethics committee.</param>
/// <param name="Sites">Who takes part, 2 to 50.</param>
/// <param name="Profile">How records are encoded, signed.</param>
/// <param name="LinkFrom">Similarity from which on a pair is taken for one person; from the profile's threshold up to
/// here pairs are asked about. Where each field has a filter of its own, it is the probability that both are one
/// person.</param>
/// <param name="Deadlines">Until when what is done.</param>
public sealed record ProjectTerms(
    string Title, string LegalBasis, IReadOnlyList<ProjectSite> Sites, ProfileFile Profile, double LinkFrom,
    ProjectDeadlines Deadlines);

/// <summary>A site of a project.</summary>
/// <param name="Name">Its name in the project.</param>
/// <param name="Client">The account or technical client that acts for it, as the suite's issuer names it.</param>
/// <param name="Source">Address (https) at which the site offers its encoded file; the trust centre fetches it there,
/// and follows it nowhere else. Null: the site sends it.</param>
public sealed record ProjectSite(string Name, string Client, string? Source = null);

/// <summary>Days up to which, themselves included, something may be done.</summary>
/// <param name="EncodingsUntil">Sites send their encoded records.</param>
/// <param name="AnswersUntil">Sites answer questions on possible matches.</param>
/// <param name="ResultsUntil">Sites fetch their pseudonyms; then the linkage table is erased.</param>
public sealed record ProjectDeadlines(DateOnly EncodingsUntil, DateOnly AnswersUntil, DateOnly ResultsUntil);

/// <summary>An encoding profile as a file: a JSON Web Signature in its flattened form (RFC 7515, ES256) with the public
/// key that it was made with. Sites compare the key with the one they were given.</summary>
/// <param name="Protected">Header, Base64url.</param>
/// <param name="Payload">The profile, Base64url.</param>
/// <param name="Signature">Signature, Base64url.</param>
/// <param name="Key">Public key of the signature: SubjectPublicKeyInfo (RFC 5280) in Base64.</param>
public sealed record ProfileFile(string Protected, string Payload, string Signature, string Key);

/// <summary>A project as it is.</summary>
/// <param name="Project">Key.</param>
/// <param name="Name">Name.</param>
/// <param name="Status">See <see cref="ProjectStatuses"/>.</param>
/// <param name="Title">What it is called among people.</param>
/// <param name="LegalBasis">On what ground records are linked.</param>
/// <param name="Sites">Who takes part.</param>
/// <param name="Profile">How records are encoded.</param>
/// <param name="LinkFrom">Similarity from which on a pair is one person.</param>
/// <param name="Deadlines">Until when what is done.</param>
/// <param name="Terms">Fingerprint of all this; who agrees names it.</param>
/// <param name="Linked">Whether linking is done, so that pseudonyms can be fetched.</param>
/// <param name="Version">Version; as entity tag of answers.</param>
public sealed record ProjectView(
    Guid Project, string Name, string Status, string Title, string LegalBasis, IReadOnlyList<ProjectSiteView> Sites,
    ProfileView Profile, double LinkFrom, ProjectDeadlines Deadlines, string Terms, bool Linked, long Version);

/// <summary>A site of a project as the caller may see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Agreed">Whether it agreed to the terms as they are.</param>
/// <param name="Client">Who acts for it; null for callers who act for another site.</param>
/// <param name="Encodings">What it sent; null where nothing yet, or for callers who act for another site.</param>
/// <param name="Source">Address at which it offers its records; null where there is none, or for callers who act for
/// another site.</param>
/// <param name="Polling">How looking there went; null where nobody looked yet, or for callers who act for another site.
/// </param>
public sealed record ProjectSiteView(
    string Name, bool Agreed, string? Client, EncodingsView? Encodings, string? Source = null,
    PollingView? Polling = null);

/// <summary>How looking at a site's address went.</summary>
/// <param name="LookedAt">When it was looked at last.</param>
/// <param name="Next">When it is looked at again.</param>
/// <param name="Problem">Code of what was wrong: one that an upload is refused with, or <c>source-not-configured</c>,
/// <c>source-silent</c>, <c>source-refuses</c>, <c>source-empty</c>, <c>source-redirects</c>, <c>source-breaks</c>,
/// <c>source-changed</c>, <c>source-too-large</c>, <c>source-later</c>; null: nothing.</param>
public sealed record PollingView(DateTimeOffset LookedAt, DateTimeOffset Next, string? Problem);

/// <summary>What an encoding profile says of itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Bits">Bits of a record's filter, or of all its filters.</param>
/// <param name="PossibleFrom">Similarity from which on a pair is a possible match.</param>
/// <param name="SignedBy">Id of the key that signed it.</param>
/// <param name="Digest">SHA-256 of the profile; encoded files name it.</param>
/// <param name="Kind">What a filter holds, see <see cref="ProfileKinds"/>.</param>
public sealed record ProfileView(
    string Name, int Version, int Bits, double PossibleFrom, string SignedBy, string Digest, string Kind);

/// <summary>What the filters of a profile hold.</summary>
public static class ProfileKinds
{
    /// <summary>A record in one filter.</summary>
    public const string Record = "record";

    /// <summary>A record in one filter, each field with its share of bits.</summary>
    public const string Weighted = "weighted";

    /// <summary>A filter for each field: links best, and gives most away to the trust centre.</summary>
    public const string Fields = "fields";
}

/// <summary>Encoded records that a site sent.</summary>
/// <param name="Records">How many.</param>
/// <param name="Digest">SHA-256 of the file.</param>
/// <param name="ReceivedAt">When they were complete.</param>
public sealed record EncodingsView(long Records, string Digest, DateTimeOffset ReceivedAt);

/// <summary>Agrees to the terms of a project for a site.</summary>
/// <param name="Terms">Fingerprint of the terms that were read.</param>
public sealed record AgreeToProject(string Terms);

/// <summary>Ends a project before its time.</summary>
/// <param name="Reason">Why, 3 to 500 characters.</param>
public sealed record CancelProject(string Reason);

/// <summary>How far a project is.</summary>
public static class ProjectStatuses
{
    /// <summary>Waits for sites to agree.</summary>
    public const string Draft = "draft";

    /// <summary>Every site has agreed.</summary>
    public const string Agreed = "agreed";

    /// <summary>Sites send their encoded records.</summary>
    public const string Open = "open";

    /// <summary>Records are compared, then possible matches asked about.</summary>
    public const string Linking = "linking";

    /// <summary>All is decided.</summary>
    public const string Finished = "finished";

    /// <summary>Ended without a result.</summary>
    public const string Cancelled = "cancelled";
}

/// <summary>First line of an encoded file. Every further line but the last is an <see cref="EncodedRecord"/>, the last
/// one an <see cref="EncodedEnd"/>; lines end with a line feed.</summary>
/// <param name="Format">Always <see cref="Name"/>.</param>
/// <param name="Project">Name of the project.</param>
/// <param name="Profile">SHA-256 of the profile's payload, hexadecimal.</param>
/// <param name="Version">Version of the profile.</param>
/// <param name="Bits">Bits of a record's filter.</param>
public sealed record EncodedHead(string Format, string Project, string Profile, int Version, int Bits)
{
    /// <summary>Name of the format.</summary>
    public const string Name = "trustcenter-pprl/1";
}

/// <summary>A record of an encoded file.</summary>
/// <param name="Id">The site's own pseudonym for the record: 128 bits as 26 letters and digits (base32hex of RFC 4648,
/// lower case). Nothing that is a number in the site's other systems.</param>
/// <param name="Filter">Its filter, Base64, bit 0 lowest.</param>
public sealed record EncodedRecord(string Id, string Filter);

/// <summary>Last line of an encoded file: without it the file is cut off.</summary>
/// <param name="Records">How many records there are.</param>
/// <param name="Sha256">SHA-256 of everything before this line, hexadecimal.</param>
public sealed record EncodedEnd(long Records, string Sha256);

namespace TrustCenter.Contracts.Identity;

/// <summary>Tells the index what a source knows of a person. Whose it is follows from matching.</summary>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Source">Where it comes from, one of the domain's sources.</param>
/// <param name="Identity">What is known.</param>
/// <param name="SaveAction">What to keep, see <see cref="SaveActions"/>; null: <c>save-all</c>.</param>
/// <param name="ForceReference">The new identity becomes the person's reference whatever its source.</param>
public sealed record RegisterIdentity(
    string Domain, string Source, IdentityData Identity, string? SaveAction = null, bool ForceReference = false);

/// <summary>What to keep of a registration.</summary>
public static class SaveActions
{
    /// <summary>Keep it. What says nothing new is not kept twice.</summary>
    public const string SaveAll = "save-all";

    /// <summary>Keep nothing where a stored identity has the same fields already.</summary>
    public const string DontSaveOnPerfectMatch = "dont-save-on-perfect-match";

    /// <summary>As before, but contacts that are new are kept.</summary>
    public const string DontSaveOnPerfectMatchExceptContacts = "dont-save-on-perfect-match-except-contacts";

    /// <summary>Match only, keep nothing whatever comes out.</summary>
    public const string DontSave = "dont-save";
}

/// <summary>What came of matching.</summary>
public static class MatchStatuses
{
    /// <summary>Nobody like this; a new person.</summary>
    public const string NoMatch = "no-match";

    /// <summary>Somebody may be the same; a new person and a pair to be cleared.</summary>
    public const string PossibleMatch = "possible-match";

    /// <summary>Several people would be the same; a new person and a pair with each.</summary>
    public const string MultipleMatch = "multiple-match";

    /// <summary>The same person with other data.</summary>
    public const string Match = "match";

    /// <summary>The same person with the same data; nothing new.</summary>
    public const string PerfectMatch = "perfect-match";

    /// <summary>The same person with the same compared data; something else was new and is kept.</summary>
    public const string PerfectMatchWithUpdate = "perfect-match-with-update";
}

/// <summary>Whose it is.</summary>
/// <param name="Status">See <see cref="MatchStatuses"/>.</param>
/// <param name="Person">Key of the person; null where nothing is kept and nobody matched.</param>
/// <param name="MpiId">The person's id in the index; null as before.</param>
/// <param name="Identity">Key of the identity that was kept, or of the one that says the same; null as before.</param>
/// <param name="Score">Weight of the best candidate, or null where there was none.</param>
/// <param name="Version">Version of the person, or null.</param>
/// <param name="PossibleMatches">People who may be the same, best first.</param>
public sealed record RegisteredIdentity(
    string Status, Guid? Person, string? MpiId, Guid? Identity, double? Score, long? Version,
    IReadOnlyList<PossibleMatchView> PossibleMatches);

/// <summary>Somebody who may be the same person.</summary>
/// <param name="Pair">Key of the pair to be cleared; null where nothing was kept.</param>
/// <param name="Person">Key of the other person.</param>
/// <param name="MpiId">Id of the other person.</param>
/// <param name="Identity">Key of the other person's identity that is most alike.</param>
/// <param name="Score">Weight of the pair.</param>
public sealed record PossibleMatchView(Guid? Pair, Guid Person, string MpiId, Guid Identity, double Score);

/// <summary>New data of a person who is known.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Identity">What is known.</param>
/// <param name="Force">Keep it even where it does not look like the same person, as its reference.</param>
public sealed record UpdatePerson(string Source, IdentityData Identity, bool Force = false);

/// <summary>First line of a batch: what holds for all of it. Every further line is an <see cref="IdentityData"/>.
/// </summary>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="SaveAction">See <see cref="SaveActions"/>.</param>
/// <param name="ForceReference">New identities become references whatever their source.</param>
public sealed record BatchHead(string Domain, string Source, string? SaveAction = null, bool ForceReference = false);

/// <summary>Answer to one line of a batch: what came of it, or why it was refused.</summary>
/// <param name="Line">Number of the line, the head being 1.</param>
/// <param name="Registered">What came of it.</param>
/// <param name="Code">Code of the refusal.</param>
/// <param name="Message">What was wrong.</param>
/// <param name="Path">Where in the line.</param>
public sealed record BatchLine(
    long Line, RegisteredIdentity? Registered = null, string? Code = null, string? Message = null,
    string? Path = null);

namespace TrustCenter.Contracts.Consent;

/// <summary>Who is signed in at the portal.</summary>
/// <param name="Name">As the letter addressed them.</param>
/// <param name="Relation"><c>self</c>, <c>guardian</c> or <c>representative</c>: whose consents these are.</param>
/// <param name="BirthDate">Of the person the consents are about.</param>
/// <param name="Organisation">The hospital.</param>
/// <param name="EndsAt">A guardian's account ends then.</param>
/// <param name="UnderReview">The trust centre is looking into which records belong together. Until it has, checks count
/// them together and so do the consents shown here; documents and history are those under this person's own
/// identifiers.</param>
/// <param name="Session">The session.</param>
public sealed record PortalSelf(
    string Name, string Relation, DateOnly BirthDate, string Organisation, DateTimeOffset? EndsAt, bool UnderReview,
    PortalSession Session);

/// <summary>What is permitted now, by form and question, as checks answer it.</summary>
/// <param name="At">The moment it is true of.</param>
/// <param name="Forms">Forms the person signed, or somebody taken for the same person, the newest version of each;
/// empty: none.</param>
public sealed record PortalConsents(DateTimeOffset At, IReadOnlyList<PortalForm> Forms);

/// <summary>A form.</summary>
/// <param name="Template">Form as <c>name|version</c>.</param>
/// <param name="Title">Its title as approved.</param>
/// <param name="Language">Language its texts were approved in, BCP 47.</param>
/// <param name="SignedAt">When the person last signed it; null: only somebody taken for the same person did.</param>
/// <param name="Withdrawable">Something is permitted that can be taken back.</param>
/// <param name="Modules">Its questions in the form's order.</param>
public sealed record PortalForm(
    string Template, string Title, string Language, DateTimeOffset? SignedAt, bool Withdrawable,
    IReadOnlyList<PortalModule> Modules);

/// <summary>A question.</summary>
/// <param name="Name">Module.</param>
/// <param name="Title">Its title as approved.</param>
/// <param name="Text">Its text as approved; a small HTML subset.</param>
/// <param name="Parent">Module without which it can't stand.</param>
/// <param name="Mandatory">Withdrawing it withdraws the whole form.</param>
/// <param name="State"><c>permitted</c>, <c>partly</c>, or the reason code that withholds it, as in a check.</param>
/// <param name="Since">Day from which it is so; null: nothing was ever said, or by others.</param>
/// <param name="Until">Last day of the permission.</param>
/// <param name="Withdrawable">It is permitted, wholly or partly, and can be taken back here.</param>
/// <param name="UnderReview">What somebody signed who is taken for the same person decides here, in checks as well.
/// </param>
public sealed record PortalModule(
    string Name, string Title, string Text, string? Parent, bool Mandatory, string State, DateOnly? Since,
    DateOnly? Until, bool Withdrawable, bool UnderReview);

/// <summary>What happened, oldest first.</summary>
/// <param name="Entries">Entries.</param>
public sealed record PortalHistory(IReadOnlyList<PortalHistoryEntry> Entries);

/// <summary>Something that happened.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">Stored name of the event, for example <c>consent-recorded</c>, <c>quality-checked</c>,
/// <c>consent-expired</c>; or <c>letter-ordered</c>, <c>letter-printed</c>, <c>portal-opened</c>,
/// <c>portal-closed</c>.</param>
/// <param name="Document">The document, or null.</param>
/// <param name="DocumentKind"><c>consent</c>, <c>refusal</c>, <c>partial-withdrawal</c>, <c>full-withdrawal</c>, … or
/// null.</param>
/// <param name="Title">The form's title, or null.</param>
/// <param name="Version">Version of the form, or null.</param>
/// <param name="Relation">Of letters and accounts: for whom.</param>
public sealed record PortalHistoryEntry(
    DateTimeOffset At, string Kind, Guid? Document, string? DocumentKind, string? Title, string? Version,
    string? Relation);

/// <summary>A document of one's own.</summary>
/// <param name="Id">Id; its PDF and FHIR JSON are found under it.</param>
/// <param name="Kind">See <see cref="DocumentHistory"/>.</param>
/// <param name="Template">Form as <c>name|version</c>.</param>
/// <param name="Title">The form's title.</param>
/// <param name="SignedAt">Legal date.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Annulled">It was annulled and counts for nothing.</param>
/// <param name="ContentHash">SHA-256 of the content, as printed on the PDF.</param>
public sealed record PortalDocument(
    Guid Id, string Kind, string Template, string Title, DateTimeOffset SignedAt, DateTimeOffset RecordedAt,
    bool Annulled, string ContentHash);

/// <summary>Who uses the data.</summary>
/// <param name="Releases">Releases that this hospital reported, newest first.</param>
/// <param name="Links">Where more can be read; outside this portal.</param>
public sealed record PortalUses(IReadOnlyList<PortalRelease> Releases, IReadOnlyList<PortalLink> Links);

/// <summary>A release of data or samples.</summary>
/// <param name="Project">Project's number or short name.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Recipient">Who got it.</param>
/// <param name="From">First day of use.</param>
/// <param name="Until">Last day; null: open.</param>
/// <param name="ReportedAt">When it was reported.</param>
public sealed record PortalRelease(
    string Project, string Title, string Recipient, DateOnly From, DateOnly? Until, DateTimeOffset ReportedAt);

/// <summary>An address outside of the portal.</summary>
/// <param name="Kind">Kebab-case, for the page's words: <c>project-register</c>, <c>mailing-list</c>.</param>
/// <param name="Title">What to call it.</param>
/// <param name="Address">Where it leads.</param>
public sealed record PortalLink(string Kind, string Title, string Address);

/// <summary>Who may act for the person.</summary>
/// <param name="Relation"><c>guardian</c> or <c>representative</c>.</param>
/// <param name="Name">As the letter addressed them.</param>
/// <param name="Since">When the account was opened.</param>
/// <param name="EndsAt">When it ends by itself.</param>
public sealed record PortalProxy(string Relation, string Name, DateTimeOffset Since, DateTimeOffset? EndsAt);

/// <summary>Somebody looked, or decided on these data.</summary>
/// <param name="At">When.</param>
/// <param name="Who">A role: <c>ward</c>, <c>clerk</c>, <c>lead</c>, <c>diz</c>, <c>service</c>, …; <c>self</c>,
/// <c>guardian</c> or <c>representative</c> for the portal, <c>letter</c> for whoever typed a letter's code;
/// <c>system</c>: nobody. Never a name.</param>
/// <param name="Action">What: code of the audit trail, for example <c>consent-check</c>, <c>document-read</c>.</param>
/// <param name="Purpose">For which purpose, where one was stated.</param>
/// <param name="Outcome">What came of it.</param>
public sealed record PortalAccess(DateTimeOffset At, string Who, string Action, string? Purpose, string Outcome);

/// <summary>A question to the trust centre.</summary>
/// <param name="Text">1 to 4000 characters; kept sealed.</param>
public sealed record AskTrustCentre(string Text);

/// <summary>A question and its answer.</summary>
/// <param name="Id">Id of the question.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Text">What was asked.</param>
/// <param name="AnsweredAt">When it was answered, or null.</param>
/// <param name="Answer">What was answered, or null.</param>
public sealed record PortalQuestion(
    Guid Id, DateTimeOffset AskedAt, string Text, DateTimeOffset? AnsweredAt, string? Answer);

/// <summary>A question as the desk sees it.</summary>
/// <param name="Id">Id of the question.</param>
/// <param name="Relation">Who asks: see <see cref="OrderPortalLetter"/>.</param>
/// <param name="Name">As the letter addressed them; null where the account is gone.</param>
/// <param name="Identifiers">Of the person the consents are about.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Text">What was asked.</param>
/// <param name="AnsweredAt">When it was answered, or null.</param>
/// <param name="Answer">What was answered, or null.</param>
public sealed record AskedQuestion(
    Guid Id, string Relation, string? Name, IReadOnlyList<PersonIdentifier> Identifiers, DateTimeOffset AskedAt,
    string Text, DateTimeOffset? AnsweredAt, string? Answer);

/// <summary>Answers a question.</summary>
/// <param name="Text">1 to 4000 characters; kept sealed.</param>
public sealed record AnswerQuestion(string Text);

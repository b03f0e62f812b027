namespace TrustCenter.Contracts.Consent;

/// <summary>Asks what has changed since a position. Whoever asks for the first time is from then on told of
/// withdrawals by tasks.</summary>
/// <param name="After">Position of the last page; null: nothing, but the position of now.</param>
/// <param name="WaitSeconds">Where nothing has changed: wait so long for something, 0 (default) to 25.</param>
/// <param name="Most">At most so many changes, 1 to 1000, default 500.</param>
public sealed record FollowConsents(string? After = null, int WaitSeconds = 0, int Most = 500);

/// <summary>What has changed, in the order of the log; over several pages in the order of the commits.</summary>
/// <param name="Position">Opaque. Ask with it again: each change comes on one page, and on the same again where the
/// page was not kept.</param>
/// <param name="Keys">Stands for the keys that persons are hashed with here. Another one than before: nothing that was
/// known of persons means anything any more.</param>
/// <param name="More">There is more already.</param>
/// <param name="Changes">The changes.</param>
public sealed record ConsentChangePage(
    string Position, string Keys, bool More, IReadOnlyList<ChangeOfConsent> Changes);

/// <summary>Something has happened that may change what is permitted. What is permitted now has to be asked.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Sequence">The event's number in the log.</param>
/// <param name="Kind"><c>recorded</c>, <c>refused</c>, <c>withdrawn</c>, <c>corrected</c>, <c>annulled</c>,
/// <c>quality</c>, <c>used</c>, <c>expired</c>, <c>majority</c>, <c>identifier-added</c>, <c>linked</c>
/// (the index of identities merged or unmerged the person) or <c>domain-changed</c>.
/// New kinds may come: they are to be taken like these.</param>
/// <param name="Domain">Consent domain.</param>
/// <param name="Persons">Whom it concerns: per identifier a hash with a key for this follower alone, which
/// <see cref="AskPermits"/> gives for an identifier. Empty: everybody of the domain.</param>
/// <param name="Policies">Policies the document speaks of, as <c>system|code</c>; others may change with them.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Task">Of a withdrawal: this follower's task.</param>
public sealed record ChangeOfConsent(
    Guid Id, long Sequence, string Kind, string Domain, IReadOnlyList<Guid> Persons, IReadOnlyList<string> Policies,
    DateTimeOffset RecordedAt, Guid? Task = null);

/// <summary>Asks whether a policy is permitted now, for whoever follows the changes.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Policy">Policy as <c>system|code</c>, or an MII code alone.</param>
/// <param name="IdentifierType">What the identifiers are.</param>
/// <param name="Identifiers">1 to 10,000 identifiers.</param>
public sealed record AskPermits(
    string Domain, string Policy, string IdentifierType, IReadOnlyList<string> Identifiers);

/// <summary>Answers in the order of the identifiers.</summary>
/// <param name="Keys">As in <see cref="ConsentChangePage"/>.</param>
/// <param name="Results">One per identifier.</param>
public sealed record PermitAnswers(string Keys, IReadOnlyList<PermitAnswer> Results);

/// <summary>Whether it is permitted for one person.</summary>
/// <param name="Person">The identifier as <see cref="ChangeOfConsent"/> names it; there too where nobody is known by it
/// yet.</param>
/// <param name="Permitted">Yes or no.</param>
/// <param name="Reason">Stable code of the rule that decided.</param>
/// <param name="Until">From this moment on it has to be asked anew, even if no change comes: days pass.</param>
public sealed record PermitAnswer(Guid Person, bool Permitted, string Reason, DateTimeOffset Until);

/// <summary>What a service has to do because of a withdrawal.</summary>
/// <param name="Id">Id of the task.</param>
/// <param name="Withdrawal">The withdrawal's document.</param>
/// <param name="Domain">Consent domain.</param>
/// <param name="Receiver">Technical client that has to do it.</param>
/// <param name="Status"><c>requested</c>, <c>accepted</c>, <c>completed</c> or <c>failed</c>.</param>
/// <param name="RequestedAt">When the withdrawal was recorded.</param>
/// <param name="AcceptedAt">When the receiver took it over.</param>
/// <param name="CompletedAt">When it was done, or had failed.</param>
/// <param name="Results">Counts of what was done, by names of the receiver's.</param>
public sealed record WithdrawalTask(
    Guid Id, Guid Withdrawal, string Domain, string Receiver, string Status, DateTimeOffset RequestedAt,
    DateTimeOffset? AcceptedAt, DateTimeOffset? CompletedAt, IReadOnlyDictionary<string, long> Results);

/// <summary>Says how far a task is. Saying it twice is no error; what is completed stays so.</summary>
/// <param name="Status"><c>accepted</c>, <c>completed</c> or <c>failed</c> (may be completed later).</param>
/// <param name="Results">Counts of what was done, up to 20 kebab-case names; never about a person.</param>
public sealed record ReportTask(string Status, IReadOnlyDictionary<string, long>? Results = null);

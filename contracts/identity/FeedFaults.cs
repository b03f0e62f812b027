namespace TrustCenter.Contracts.Identity;

/// <summary>A message of a feed that could not be applied and waits for a person, without anything that identifies
/// anybody.</summary>
/// <param name="Message">Key; its acknowledgement bears a part of it.</param>
/// <param name="Sender">Who sent it, as the configuration names it.</param>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Event">Trigger event, such as <c>A08</c>.</param>
/// <param name="Status"><c>open</c>, <c>replayed</c> or <c>discarded</c>.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Complaints">What was wrong with it.</param>
/// <param name="SettledAt">When somebody settled it.</param>
/// <param name="SettledBy">Who did.</param>
public sealed record FeedFault(
    Guid Message, string Sender, string Domain, string Event, string Status, DateTimeOffset ReceivedAt,
    IReadOnlyList<FeedComplaint> Complaints, DateTimeOffset? SettledAt, string? SettledBy);

/// <summary>What was wrong and where.</summary>
/// <param name="Code">Of HL7 table 0357.</param>
/// <param name="Reason">Code of the refusal, or null.</param>
/// <param name="Place">Such as <c>PID-5.1</c>; empty: the message as a whole.</param>
/// <param name="Sentence">For people.</param>
public sealed record FeedComplaint(int Code, string? Reason, string Place, string Sentence);

/// <summary>Has a message applied after all, once what was wrong with it has been put right elsewhere.</summary>
/// <param name="Force">Believe it even where its data do not look like the person its identifiers lead to.</param>
public sealed record ReplayMessage(bool Force = false);

/// <summary>The whole message as it came: it identifies people, so that somebody looked is audited.</summary>
/// <param name="Text">Segments, one a line.</param>
public sealed record FeedMessageText(string Text);

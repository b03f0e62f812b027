namespace TrustCenter.Pseudonyms;

// The life of one case. Names and fields are stored for thirty years: add, never rename. Neither the original nor a
// case number is here: genome and clinical say which of the original's pairs in the two domains it is.
public sealed record SubmissionMade(
    string Scheme, int Number, string Kind, string WorkNumber, int? Genome, int? Clinical, DateTimeOffset At);

public sealed record NumbersReceived(int Number, int Genome, int Clinical, DateTimeOffset At);

public sealed record SubmissionHandedOver(int Number, string Recipient, DateTimeOffset At);

public sealed record SubmissionConfirmed(int Number, string Recipient, string Outcome, DateTimeOffset At);

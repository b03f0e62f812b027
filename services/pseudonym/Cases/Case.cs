using System.Collections.Immutable;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>Kinds of submission: the four of GenDV, annex I no. 2, and the genome data centres' <c>test</c>.</summary>
public static class SubmissionKinds
{
    public const string Initial = "initial";
    public const string Test = "test";

    public static readonly string[] All = [Initial, "followup", "addition", "correction", Test];
}

public static class Recipients
{
    /// <summary>Genomrechenzentrum (GRZ).</summary>
    public const string Genome = "genome-data-centre";

    /// <summary>Klinischer Datenknoten (KDK).</summary>
    public const string Clinical = "clinical-data-node";

    /// <summary>Vertrauensstelle of the model project; gets work numbers only.</summary>
    public const string TrustOffice = "trust-office";

    public static readonly string[] All = [Genome, Clinical, TrustOffice];
}

/// <summary>Where one side of a submission stands.</summary>
public enum SideState
{
    Made,
    HandedOver,
    Accepted,
    Rejected,
}

/// <summary>One submission of a case.</summary>
public sealed record Submission(int Number, string Kind, string WorkNumber, int? Genome, int? Clinical)
{
    public ImmutableDictionary<string, SideState> Sides { get; init; } =
        ImmutableDictionary<string, SideState>.Empty;

    public SideState Of(string recipient) => Sides.GetValueOrDefault(recipient);
}

/// <summary>What the events of one case add up to.</summary>
public sealed record Case(ImmutableList<Submission> Submissions) : IFold<Case>
{
    public static Case Initial { get; } = new([]);

    public static Case Evolve(Case @case, object @event) => @event switch
    {
        SubmissionMade e => new(@case.Submissions.Add(new(e.Number, e.Kind, e.WorkNumber, e.Genome, e.Clinical))),
        NumbersReceived e => @case.With(e.Number, submission => submission with
        {
            Genome = e.Genome,
            Clinical = e.Clinical,
        }),
        SubmissionHandedOver e => @case.With(e.Number, submission => submission with
        {
            Sides = submission.Sides.SetItem(e.Recipient, SideState.HandedOver),
        }),
        SubmissionConfirmed e => @case.With(e.Number, submission => submission with
        {
            Sides = submission.Sides.SetItem(
                e.Recipient, e.Outcome == "accepted" ? SideState.Accepted : SideState.Rejected),
        }),
        _ => @case,
    };

    /// <summary>The first submission of a case is there once; every other one is new each time.</summary>
    public static Decision Submit(Case @case, SubmissionMade made)
    {
        var first = @case.Submissions.Find(submission => submission.Kind == SubmissionKinds.Initial);
        return made.Kind switch
        {
            SubmissionKinds.Initial when first is not null => Decision.Nothing,
            SubmissionKinds.Initial or SubmissionKinds.Test => Decision.Of(made),
            _ when first is null => CaseFaults.NoInitial,
            _ => Decision.Of(made),
        };
    }

    public static Decision Receive(Case @case, NumbersReceived received) =>
        @case.Find(received.Number) is not { } submission ? CaseFaults.Unknown
        : submission.Genome is null ? Decision.Of(received)
        : CaseFaults.NumbersFixed;

    public static Decision HandOver(Case @case, SubmissionHandedOver handed) =>
        @case.Find(handed.Number) is { } submission && submission.Of(handed.Recipient) == SideState.Made
            ? Decision.Of(handed) : Decision.Nothing;

    /// <summary>A recipient can only speak of what it has; saying it twice is no error, and a rejection may be
    /// followed by an acceptance.</summary>
    public static Decision Confirm(Case @case, SubmissionConfirmed confirmed)
    {
        var state = @case.Find(confirmed.Number)?.Of(confirmed.Recipient) ?? SideState.Made;
        if (state == SideState.Made) return CaseFaults.NotHandedOver;
        var wanted = confirmed.Outcome == "accepted" ? SideState.Accepted : SideState.Rejected;
        if (state == wanted) return Decision.Nothing;
        return state == SideState.Accepted ? CaseFaults.AcceptedBefore : Decision.Of(confirmed);
    }

    public Submission? Find(int number) => Submissions.Find(submission => submission.Number == number);

    Case With(int number, Func<Submission, Submission> change) =>
        new(Submissions.ConvertAll(submission => submission.Number == number ? change(submission) : submission));
}

/// <summary>Refusals about cases.</summary>
public static class CaseFaults
{
    public static Rejection Unknown { get; } = Rejection.NotFound("case-unknown",
        "There is no such case, submission or number, or it is not yours to use.");

    public static Rejection SchemeUnknown { get; } = Rejection.NotFound("scheme-unknown",
        "There is no such scheme of case numbers, or it is not yours to use.", "scheme");

    public static Rejection NoInitial { get; } = Rejection.Conflict("initial-missing",
        "The case has no initial submission.", "kind");

    public static Rejection NumbersFixed { get; } = Rejection.Conflict("numbers-fixed",
        "The submission has its numbers already.");

    public static Rejection NumbersTaken { get; } = Rejection.Conflict("number-taken",
        "A number is another submission's.");

    public static Rejection NotHandedOver { get; } = Rejection.Conflict("not-handed-over",
        "This was not handed over to the recipient.");

    public static Rejection AcceptedBefore { get; } = Rejection.Conflict("accepted-before",
        "The recipient has accepted this already.");
}

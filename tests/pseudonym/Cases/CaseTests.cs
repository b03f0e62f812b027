using TrustCenter.Events;
using TrustCenter.Testing;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class CaseTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    static readonly SubmissionMade First = new("mv", 1, "initial", "w-1", 1, 1, Now);
    static readonly SubmissionMade Second = new("mv", 2, "followup", "w-2", 2, 2, Now);
    static readonly SubmissionHandedOver Handed = new(1, Recipients.Genome, Now);

    static Func<Case, Decision> Submitting(SubmissionMade made) => state => Case.Submit(state, made);

    static Func<Case, Decision> Confirming(string recipient, string outcome) =>
        state => Case.Confirm(state, new SubmissionConfirmed(1, recipient, outcome, Now));

    [Fact]
    public void The_first_submission_is_made_once_and_further_ones_each_time()
    {
        Spec.Given<Case>().When(Submitting(First)).Then(First);
        Spec.Given<Case>(First).When(Submitting(First)).ThenNothing();
        Spec.Given<Case>(First).When(Submitting(Second)).Then(Second);
        Spec.Given<Case>(First, Second).When(Submitting(Second with { Number = 3 })).Then(Second with { Number = 3 });
        Spec.Given<Case>().When(Submitting(Second)).ThenRefused("initial-missing");
        Spec.Given<Case>().When(Submitting(First with { Kind = "test" })).Then(First with { Kind = "test" });
    }

    [Fact]
    public void A_recipient_speaks_of_what_it_has()
    {
        var accepted = new SubmissionConfirmed(1, Recipients.Genome, "accepted", Now);
        Spec.Given<Case>(First).When(Confirming(Recipients.Genome, "accepted")).ThenRefused("not-handed-over");
        Spec.Given<Case>(First, Handed).When(Confirming(Recipients.Genome, "accepted")).Then(accepted);
        Spec.Given<Case>(First, Handed).When(Confirming(Recipients.Clinical, "accepted"))
            .ThenRefused("not-handed-over");
        Spec.Given<Case>(First, Handed, accepted).When(Confirming(Recipients.Genome, "accepted")).ThenNothing();
        Spec.Given<Case>(First, Handed, accepted).When(Confirming(Recipients.Genome, "rejected"))
            .ThenRefused("accepted-before");
        Spec.Given<Case>(First, Handed, accepted with { Outcome = "rejected" })
            .When(Confirming(Recipients.Genome, "accepted")).Then(accepted);
    }

    [Fact]
    public void Each_side_gets_a_submission_once()
    {
        Spec.Given<Case>(First).When(state => Case.HandOver(state, Handed)).Then(Handed);
        Spec.Given<Case>(First, Handed).When(state => Case.HandOver(state, Handed)).ThenNothing();
        var clinical = Handed with { Recipient = Recipients.Clinical };
        Spec.Given<Case>(First, Handed).When(state => Case.HandOver(state, clinical)).Then(clinical);
    }

    [Fact]
    public void Numbers_are_received_once()
    {
        var received = new NumbersReceived(1, 1, 1, Now);
        var waiting = First with { Genome = null, Clinical = null };
        Spec.Given<Case>(waiting).When(state => Case.Receive(state, received)).Then(received);
        Spec.Given<Case>(waiting, received).When(state => Case.Receive(state, received)).ThenRefused("numbers-fixed");
        Spec.Given<Case>().When(state => Case.Receive(state, received)).ThenRefused("case-unknown");
    }
}

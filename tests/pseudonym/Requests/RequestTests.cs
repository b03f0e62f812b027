using TrustCenter.Events;
using TrustCenter.Testing;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class RequestTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    static readonly Party Clerk = new("clerk-1", ["clerk"]);
    static readonly Party Lead = new("lead-1", ["lead"]);

    static readonly RequestMade Made =
        new("MII", "recontact-findings", "Art. 6(1)(a) GDPR", "p-1", 2, "hash", Clerk, Now);

    static readonly RequestApproved Approved = new(Lead, "hash", "signature", Now.AddHours(1));
    static readonly RequestExecuted Executed = new(1, 1, 0, Now.AddHours(1.5));

    static Func<Request, Decision> Approving(Party by, double hours = 1, string hash = "hash") =>
        request => Request.Approve(request, Approved with { By = by, ListHash = hash, At = Now.AddHours(hours) });

    static Func<Request, Decision> Executing(Party by, double hours) =>
        request => Request.Execute(request, by, Executed with { At = Now.AddHours(hours) });

    [Fact]
    public void Another_person_with_another_role_approves() =>
        Spec.Given<Request>(Made).When(Approving(Lead)).Then(Approved);

    [Fact]
    public void Who_asked_does_not_approve_in_whatever_role()
    {
        Spec.Given<Request>(Made).When(Approving(Clerk)).ThenRefused("own-request");
        Spec.Given<Request>(Made).When(Approving(Clerk with { Roles = ["lead"] })).ThenRefused("own-request");
        Spec.Given<Request>(Made).When(request => Request.Reject(request, Clerk, Now)).ThenRefused("own-request");
    }

    [Fact]
    public void One_account_behind_both_is_one_person()
    {
        Spec.Given<Request>(Made with { By = Clerk with { Via = "deputy" } })
            .When(Approving(Lead with { Via = "deputy" })).ThenRefused("own-request");
        Spec.Given<Request>(Made with { By = Clerk with { Via = "lead-1" } })
            .When(Approving(Lead)).ThenRefused("own-request");
        Spec.Given<Request>(Made).When(Approving(Lead with { Via = "clerk-1" })).ThenRefused("own-request");
    }

    [Fact]
    public void A_colleague_in_the_same_role_does_not_approve()
    {
        Spec.Given<Request>(Made).When(Approving(new("clerk-2", ["clerk"]))).ThenRefused("same-role");
        Spec.Given<Request>(Made).When(Approving(new("lead-2", ["clerk", "lead"]))).ThenRefused("same-role");
    }

    [Fact]
    public void Another_list_than_the_one_asked_for_is_not_approved() =>
        Spec.Given<Request>(Made).When(Approving(Lead, hash: "another")).ThenRefused("list-changed");

    [Fact]
    public void It_can_be_approved_for_72_hours()
    {
        Spec.Given<Request>(Made).When(Approving(Lead, 72)).Then(Approved with { At = Now.AddHours(72) });
        Spec.Given<Request>(Made).When(Approving(Lead, 72.001)).ThenRefused("request-expired");
        Spec.Given<Request>(Made).When(request => Request.Pass(request, Now.AddHours(72))).ThenNothing();
        Spec.Given<Request>(Made).When(request => Request.Pass(request, Now.AddHours(73)))
            .Then(new RequestExpired(Now.AddHours(73)));
    }

    [Fact]
    public void It_can_be_executed_for_an_hour_by_who_asked()
    {
        Spec.Given<Request>(Made, Approved).When(Executing(Clerk, 2)).Then(Executed with { At = Now.AddHours(2) });
        Spec.Given<Request>(Made, Approved).When(Executing(Clerk, 2.001)).ThenRefused("request-expired");
        Spec.Given<Request>(Made, Approved).When(Executing(Lead, 1.5)).ThenRefused("request-unknown");
        Spec.Given<Request>(Made, Approved).When(request => Request.Pass(request, Now.AddHours(3)))
            .Then(new RequestExpired(Now.AddHours(3)));
    }

    [Fact]
    public void Nothing_is_executed_twice_or_without_approval()
    {
        Spec.Given<Request>(Made).When(Executing(Clerk, 1)).ThenRefused("request-not-approved");
        Spec.Given<Request>(Made, new RequestRejected(Lead, Now)).When(Executing(Clerk, 1))
            .ThenRefused("request-not-approved");
        Spec.Given<Request>(Made, Approved, new RequestCancelled(Now)).When(Executing(Clerk, 1.1))
            .ThenRefused("request-not-approved");
        Spec.Given<Request>(Made, Approved, Executed).When(Executing(Clerk, 1.6)).ThenRefused("request-executed");
        Spec.Given<Request>(Made, Approved, Executed, new RequestClosed(Now)).When(Executing(Clerk, 1.6))
            .ThenRefused("request-executed");
    }

    [Fact]
    public void It_is_decided_once()
    {
        Spec.Given<Request>(Made, Approved).When(Approving(new("dpo-1", ["dpo"]), 1.2)).ThenRefused("request-decided");
        Spec.Given<Request>(Made, new RequestCancelled(Now)).When(Approving(Lead)).ThenRefused("request-decided");
    }

    [Fact]
    public void Who_asked_takes_it_back_until_it_is_executed()
    {
        Spec.Given<Request>(Made, Approved).When(request => Request.Cancel(request, Clerk, Now))
            .Then(new RequestCancelled(Now));
        Spec.Given<Request>(Made).When(request => Request.Cancel(request, Lead, Now)).ThenRefused("request-unknown");
        Spec.Given<Request>(Made, Approved, Executed).When(request => Request.Cancel(request, Clerk, Now))
            .ThenRefused("request-decided");
    }

    [Fact]
    public void An_emergency_is_reviewed_once_by_somebody_else()
    {
        var emergency = Made with { Emergency = true };
        Func<Request, Decision> reviewing(Party by) => request => Request.Review(request, by, true, Now);

        Spec.Given<Request>(emergency, Executed).When(reviewing(Clerk)).ThenRefused("own-review");
        Spec.Given<Request>(emergency, Executed).When(reviewing(new("clerk-2", ["clerk"]))).ThenRefused("own-review");
        Spec.Given<Request>(emergency, Executed).When(reviewing(Lead)).Then(new RequestReviewed(Lead, true, Now));
        Spec.Given<Request>(emergency, Executed, new RequestReviewed(Lead, true, Now)).When(reviewing(Lead))
            .ThenRefused("review-ended");
        Spec.Given<Request>(Made, Approved, Executed).When(reviewing(Lead)).ThenRefused("request-unknown");
        Spec.Given<Request>(emergency).When(Approving(Lead)).ThenRefused("request-unknown");
    }
}

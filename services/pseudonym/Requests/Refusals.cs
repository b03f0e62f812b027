using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>Why a step in the life of a request is refused.</summary>
public static class Refusals
{
    public static Rejection Unknown { get; } = Rejection.NotFound("request-unknown",
        "There is no such request, or it is not yours to see.");

    public static Rejection OwnRequest { get; } = Rejection.Forbidden("own-request",
        "Who asks does not decide: another person has to.");

    public static Rejection SameRole { get; } = Rejection.Forbidden("same-role",
        "Who decides needs another role than who asks.");

    public static Rejection OwnReview { get; } = Rejection.Forbidden("own-review",
        "Another person with another role has to review this.");

    public static Rejection Decided { get; } = Rejection.Conflict("request-decided",
        "This was decided, executed or ended before.");

    public static Rejection NotApproved { get; } = Rejection.Conflict("request-not-approved",
        "This is not approved.");

    public static Rejection NotExecuted { get; } = Rejection.Conflict("request-not-executed",
        "This was not executed.");

    public static Rejection ExecutedBefore { get; } = Rejection.Conflict("request-executed",
        "This was executed before; what came of it was given once and is not kept.");

    public static Rejection Expired { get; } = Rejection.Conflict("request-expired",
        "The time for this is over; ask anew.");

    public static Rejection ListChanged { get; } = Rejection.Conflict("list-changed",
        "The list is not the one that was asked for and approved.");

    public static Rejection Reviewed { get; } = Rejection.Conflict("review-ended",
        "This was reviewed before.");

    public static Rejection Moved { get; } = Rejection.Conflict("request-decided", "There is a request with this id.");

    public static Rejection GlassUsedUp { get; } = Rejection.Forbidden("break-glass-used-up",
        "Three emergencies in 30 days are the most one person may have.");

    public static Rejection GlassSuspended { get; } = Rejection.Forbidden("break-glass-suspended",
        "An earlier emergency was not reviewed in time or was not justified; until then nothing further.");

    public static Rejection ProjectLimit { get; } = Rejection.Conflict("project-limit",
        "The project has asked for as many pseudonyms today as a day allows.", "project");

    public static Rejection AccountLocked { get; } = Rejection.Forbidden("account-locked",
        "The account is shut out, or has to sign in anew.");
}

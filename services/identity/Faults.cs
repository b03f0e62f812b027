using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Faults that many requests share.</summary>
static class Faults
{
    public static Rejection Missing(string path) => Rejection.Invalid("required", "This is required.", path);

    public static Rejection Date(string path) => Rejection.Invalid("date-invalid",
        "A real day such as 1985-06-19; 1985-06 or 1985 where no more is known.", path);

    public static Rejection DomainUnknown { get; } = Rejection.NotFound("domain-unknown",
        "There is no such domain, or it is not yours to use.", "domain");

    public static Rejection PersonUnknown { get; } = Rejection.NotFound("person-unknown",
        "There is no such person in a domain that is yours to use.");

    public static Rejection IdentityUnknown { get; } = Rejection.NotFound("identity-unknown",
        "This person has no such identity.", "identity");

    public static Rejection PersonMerged { get; } = Rejection.Conflict("person-merged",
        "This person was merged into another one; ask for that one, or undo the merge.");

    public static Rejection PersonNotActive { get; } = Rejection.Conflict("person-not-active",
        "This person is deactivated or deleted.");

    public static Rejection Reason { get; } = Rejection.Invalid("reason-invalid",
        "Say why in 3 to 500 characters.", "reason");

    public static Rejection OtherDomain { get; } = Rejection.Conflict("other-domain",
        "People of different domains are never linked.");

    public static Rejection? OfReason(string? reason) =>
        reason is { Length: >= 3 and <= 500 } ? PlainText.Fault(reason, "reason", 500) : Reason;

    /// <summary>Why a person can't be changed, or null.</summary>
    public static Rejection? OfPerson(Person person) => person.Status switch
    {
        PersonStatus.None or PersonStatus.Deleted => PersonUnknown,
        PersonStatus.Merged => PersonMerged,
        _ => null,
    };
}

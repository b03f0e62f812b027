using TrustCenter.Contracts.Identity;
using TrustCenter.Hl7;

namespace TrustCenter.Identities;

/// <summary>What a message asks for.</summary>
enum FeedKind
{
    /// <summary>Nothing about identities.</summary>
    Nothing,

    /// <summary>Whoever it is, known or not.</summary>
    Register,

    /// <summary>New data of the person with these identifiers.</summary>
    Update,

    /// <summary>Two numbers turned out to be one person's.</summary>
    Merge,

    /// <summary>Two numbers are one person's, and both stay in use.</summary>
    Link,

    /// <summary>Two numbers that were linked are two people's.</summary>
    Unlink,

    /// <summary>A person has another number, the old one was wrong.</summary>
    Renumber,
}

/// <summary>A message, read: nothing of HL7 is left but the places.</summary>
sealed record FeedMessage(string Event, FeedKind Kind, IReadOnlyList<FeedPatient> Patients);

/// <summary>One patient of a message.</summary>
/// <param name="Data">What is told of the patient, with identifiers.</param>
/// <param name="Prior">Identifiers that the patient had before (MRG-1).</param>
/// <param name="IsDead">What PID-29 and PID-30 say; null: nothing.</param>
/// <param name="Sequence">Which of the message's patients, from 1.</param>
sealed record FeedPatient(IdentityData Data, IReadOnlyList<LocalIdentifier> Prior, bool? IsDead, int Sequence);

/// <summary>What was wrong, where, for the acknowledgement and for the list. Holds nothing of what stood in the
/// message. </summary>
/// <param name="Code">Of HL7 table 0357.</param>
/// <param name="Reason">Code of the refusal as the own API has it, or null.</param>
public sealed record Hl7Complaint(
    int Code, string? Reason, string Segment, int Sequence, int Field, int Repetition, int Component, string Sentence)
{
    public static Hl7Complaint Of(Hl7Exception fault) => Of(fault.Code, null, fault.Place, fault.Message);

    public static Hl7Complaint Of(int code, string? reason, Hl7Place place, string sentence) =>
        new(code, reason, place.Segment, place.Sequence, place.Field, place.Repetition, place.Component, sentence);

    public Hl7Place Place() => new(Segment, Sequence, Field, Repetition, Component);
}

/// <summary>What became of a message: <c>AA</c> applied, <c>AE</c> its content can't be, <c>AR</c> it can't be read
/// or is not for here. Committed before anybody hears of it.</summary>
public sealed record Hl7Outcome(
    Guid Message, string Code, DateTimeOffset At, IReadOnlyList<Hl7Complaint> Complaints, bool IsRepeated = false);

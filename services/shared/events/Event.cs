namespace TrustCenter.Events;

/// <summary>One stored fact with what is known about it.</summary>
public interface IEvent
{
    /// <summary>Id of the fact itself (version 7 UUID).</summary>
    Guid Id { get; }

    /// <summary>Stream it belongs to.</summary>
    Guid StreamId { get; }

    /// <summary>Position in its stream, first is 1, without gaps.</summary>
    long Version { get; }

    /// <summary>Number in the whole log; unique, ascending per transaction, with gaps. 0 before it is stored.</summary>
    long Sequence { get; }

    /// <summary>Stored kebab-case name.</summary>
    string EventType { get; }

    /// <summary>The fact.</summary>
    object Data { get; }

    /// <summary>Who, why, when.</summary>
    EventMetadata Metadata { get; }
}

/// <summary>Who, why and when of an event. Carries no identifying data of patients.</summary>
/// <param name="Actor">Account or technical client that caused it.</param>
/// <param name="Reason">Stated reason, or null.</param>
/// <param name="CorrelationId">Request (W3C trace id) it belongs to.</param>
/// <param name="RecordedAt">When this system learned it (transaction time), UTC.</param>
/// <param name="EffectiveAt">When it is legally effective (valid time), or null where the event has none.</param>
public sealed record EventMetadata(
    string Actor, string? Reason, string CorrelationId, DateTimeOffset RecordedAt, DateTimeOffset? EffectiveAt = null);

/// <summary>What a session writes into the metadata of the events it appends.</summary>
/// <param name="Actor">Account or technical client.</param>
/// <param name="CorrelationId">Request id.</param>
/// <param name="Reason">Stated reason, or null.</param>
public sealed record SessionContext(string Actor, string CorrelationId, string? Reason = null);

/// <summary>An event that says when it is legally effective; the store copies it into the metadata.</summary>
public interface IEffective
{
    /// <summary>Legally effective from this moment.</summary>
    DateTimeOffset EffectiveAt { get; }
}

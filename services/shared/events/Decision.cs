namespace TrustCenter.Events;

/// <summary>What a pure decision came to: events to append (possibly none), or a refusal.</summary>
public sealed record Decision
{
    Decision(IReadOnlyList<object> events, Rejection? rejection) => (Events, Rejection) = (events, rejection);

    /// <summary>Events to append, in order; empty where nothing changes or the command was refused.</summary>
    public IReadOnlyList<object> Events { get; }

    /// <summary>Why the command was refused, or null.</summary>
    public Rejection? Rejection { get; }

    /// <summary>Accepted, but nothing changes: saying a thing twice is no error.</summary>
    public static Decision Nothing { get; } = new([], null);

    /// <summary>Accepted: these facts happened.</summary>
    public static Decision Of(params object[] events) => new(events, null);

    /// <summary>Refused.</summary>
    public static Decision Refuse(Rejection rejection) => new([], rejection);

    /// <summary>Refused, so that a decision can simply return the rejection.</summary>
    public static implicit operator Decision(Rejection rejection) => Refuse(rejection);
}

/// <summary>Why something was refused, for people and programs.</summary>
/// <param name="Kind">Which sort of refusal; decides the HTTP status.</param>
/// <param name="Code">Stable kebab-case code from <c>contracts</c>; clients switch on it.</param>
/// <param name="Message">One sentence: what was wrong and what to do. Never contains personal data.</param>
/// <param name="Path">Where: JSON pointer or FHIRPath of the offending element, or null.</param>
public sealed record Rejection(RejectionKind Kind, string Code, string Message, string? Path = null)
{
    /// <summary>400: the request itself is malformed or contradicts itself.</summary>
    public static Rejection Invalid(string code, string message, string? path = null) =>
        new(RejectionKind.Invalid, code, message, path);

    /// <summary>404: something named does not exist, or the caller may not know whether it does.</summary>
    public static Rejection NotFound(string code, string message, string? path = null) =>
        new(RejectionKind.NotFound, code, message, path);

    /// <summary>409: well-formed, but the present state does not allow it.</summary>
    public static Rejection Conflict(string code, string message, string? path = null) =>
        new(RejectionKind.Conflict, code, message, path);

    /// <summary>422: well-formed, but a rule of the domain forbids it.</summary>
    public static Rejection Unprocessable(string code, string message, string? path = null) =>
        new(RejectionKind.Unprocessable, code, message, path);

    /// <summary>403: this caller may not do this.</summary>
    public static Rejection Forbidden(string code, string message) => new(RejectionKind.Forbidden, code, message);

    /// <summary>503: nobody can say at the moment; nothing was changed, and it may be tried again.</summary>
    public static Rejection Unavailable(string code, string message) => new(RejectionKind.Unavailable, code, message);
}

/// <summary>Sorts of refusal.</summary>
public enum RejectionKind
{
    /// <summary>400.</summary>
    Invalid,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>409.</summary>
    Conflict,

    /// <summary>422.</summary>
    Unprocessable,

    /// <summary>503.</summary>
    Unavailable,
}

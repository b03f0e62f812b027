using System.Collections.Immutable;
using TrustCenter.Events;

namespace TrustCenter.Consents;

public enum CaptureState
{
    Unknown,
    Planned,
    HandedOver,
    Open,
    Received,
    Ended,
}

/// <summary>What the events of one session add up to, and what may become of it.</summary>
public sealed record Capture : IFold<Capture>
{
    /// <summary>How often day and month of birth may be tried.</summary>
    public const int Tries = 3;

    public static readonly IReadOnlyList<string> PersonsOutcomes = ["later", "abandoned", "declined"];

    static readonly Rejection Unknown =
        Rejection.NotFound("capture-unknown", "There is no such session, or it is not yours.");

    public static Capture Initial { get; } = new();

    public CaptureState State { get; init; }
    public string Domain { get; init; } = "";
    public string? Template { get; init; }
    public string? Language { get; init; }
    public string? Department { get; init; }
    public Guid Tablet { get; init; }
    public bool Confirmed { get; init; }
    public int Missed { get; init; }
    public ImmutableArray<PdfShown> Prepared { get; init; } = [];
    public ImmutableArray<PdfShown> Documents { get; init; } = [];

    public static Capture Evolve(Capture capture, object @event) => @event switch
    {
        CapturePlanned e => new()
        {
            State = CaptureState.Planned,
            Domain = e.Domain,
            Template = e.Template,
            Language = e.Language,
            Department = e.Department,
        },
        CaptureHandedOver e => capture with
        {
            State = CaptureState.HandedOver,
            Tablet = e.Tablet,
            Department = e.Department ?? capture.Department,
        },
        CaptureOpened e => capture with { State = CaptureState.Open, Tablet = e.Tablet },
        CaptureIdentityConfirmed => capture with { Confirmed = true },
        CaptureIdentityMissed => capture with { Missed = capture.Missed + 1 },
        CapturePrepared e => capture with { Prepared = [.. e.Documents] },
        CaptureReceived e => capture with { State = CaptureState.Received, Documents = [.. e.Documents] },
        CaptureEnded => capture with { State = CaptureState.Ended },
        _ => capture,
    };

    public Decision HandOver(Guid id, Guid tablet, string? department = null) => State switch
    {
        CaptureState.Planned or CaptureState.HandedOver => Decision.Of(
            new CaptureHandedOver(id, tablet, department)),
        CaptureState.Open => Rejection.Conflict("capture-open", "This session is open on a tablet already."),
        CaptureState.Unknown => Unknown,
        _ => Over,
    };

    public Decision Open(Guid id, Guid tablet) =>
        State == CaptureState.HandedOver && Tablet == tablet ? Decision.Of(new CaptureOpened(id, tablet)) : Unknown;

    public Decision Confirm(Guid id, bool right) =>
        State != CaptureState.Open ? Over
        : Confirmed ? Decision.Nothing
        : right ? Decision.Of(new CaptureIdentityConfirmed(id))
        : Missed + 1 < Tries ? Decision.Of(new CaptureIdentityMissed(id))
        : Decision.Of(new CaptureIdentityMissed(id), new CaptureEnded(id, "identity-not-confirmed"));

    public Decision Prepare(Guid id, IReadOnlyList<PdfShown> documents) =>
        MayDecide() is { } no ? no : Decision.Of(new CapturePrepared(id, documents));

    /// <summary>Ending twice is no error; what was received stays received.</summary>
    public Decision End(Guid id, string outcome) => State switch
    {
        CaptureState.Unknown => Unknown,
        CaptureState.Ended or CaptureState.Received => Decision.Nothing,
        _ => Decision.Of(new CaptureEnded(id, outcome)),
    };

    /// <summary>Why nothing can be decided in this session, or null.</summary>
    public Rejection? MayDecide() =>
        State != CaptureState.Open ? Over
        : Confirmed ? null
        : Rejection.Conflict("identity-not-confirmed", "Day and month of birth come first.");

    static Rejection Over { get; } =
        Rejection.Conflict("capture-over", "This session is over; what was not received counts for nothing.");
}

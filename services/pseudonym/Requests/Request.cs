using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

public enum RequestState
{
    None,
    Requested,
    Approved,
    Rejected,
    Executed,
    Closed,
    Expired,
    Cancelled,
}

/// <summary>What the events of one request add up to, and the rules of its life.</summary>
public sealed record Request : IFold<Request>
{
    /// <summary>So long it can be approved.</summary>
    public static readonly TimeSpan ApprovalWindow = TimeSpan.FromHours(72);

    /// <summary>So long after the approval it can be executed, and so long after that it stays open.</summary>
    public static readonly TimeSpan ExecutionWindow = TimeSpan.FromMinutes(60);

    public static readonly TimeSpan ReviewWindow = TimeSpan.FromHours(24);

    public static Request Initial { get; } = new();

    public RequestState State { get; init; }

    public RequestMade? Made { get; init; }

    public RequestApproved? Approval { get; init; }

    public RequestExecuted? Execution { get; init; }

    public bool Reviewed { get; init; }

    public static Request Evolve(Request request, object @event) => @event switch
    {
        RequestMade e => request with { State = RequestState.Requested, Made = e },
        RequestApproved e => request with { State = RequestState.Approved, Approval = e },
        RequestRejected => request with { State = RequestState.Rejected },
        RequestExecuted e => request with { State = RequestState.Executed, Execution = e },
        RequestClosed => request with { State = RequestState.Closed },
        RequestExpired => request with { State = RequestState.Expired },
        RequestCancelled => request with { State = RequestState.Cancelled },
        RequestReviewed => request with { State = RequestState.Closed, Reviewed = true },
        _ => request,
    };

    /// <summary>When the present state ends by itself; null: it does not.</summary>
    public DateTimeOffset? EndsAt => State switch
    {
        RequestState.Requested => Made!.At + ApprovalWindow,
        RequestState.Approved => Approval!.At + ExecutionWindow,
        RequestState.Executed when !Made!.Emergency => Execution!.At + ExecutionWindow,
        _ => null,
    };

    public static Decision Make(Request request, RequestMade made) =>
        request.State == RequestState.None ? Decision.Of(made) : Refusals.Moved;

    /// <summary>The hash seen is the one asked for, and the approver is somebody else in every way.</summary>
    public static Decision Approve(Request request, RequestApproved approval)
    {
        if (Deciding(request, approval.By, approval.At) is { } refusal) return refusal;
        return approval.ListHash == request.Made!.ListHash ? Decision.Of(approval) : Refusals.ListChanged;
    }

    public static Decision Reject(Request request, Party by, DateTimeOffset now) =>
        Deciding(request, by, now) is { } refusal ? refusal : Decision.Of(new RequestRejected(by, now));

    /// <summary>Whether it may be executed now; asked before anything is opened and again before it is
    /// stored.</summary>
    public static Rejection? MayExecute(Request request, Party by, DateTimeOffset now)
    {
        if (request.Made is not { Emergency: false } made || made.By.Name != by.Name) return Refusals.Unknown;
        if (request.State is RequestState.Executed or RequestState.Closed) return Refusals.ExecutedBefore;
        if (request.State != RequestState.Approved) return Refusals.NotApproved;
        return now > request.EndsAt ? Refusals.Expired : null;
    }

    public static Decision Execute(Request request, Party by, RequestExecuted executed) =>
        MayExecute(request, by, executed.At) is { } refusal ? refusal : Decision.Of(executed);

    public static Decision Cancel(Request request, Party by, DateTimeOffset now)
    {
        if (request.Made is null || request.Made.By.Name != by.Name) return Refusals.Unknown;
        return request.State switch
        {
            RequestState.Cancelled => Decision.Nothing,
            RequestState.Requested or RequestState.Approved => Decision.Of(new RequestCancelled(now)),
            _ => Refusals.Decided,
        };
    }

    public static Decision Close(Request request, Party by, DateTimeOffset now)
    {
        if (request.Made is not { Emergency: false } made || made.By.Name != by.Name) return Refusals.Unknown;
        return request.State switch
        {
            RequestState.Closed => Decision.Nothing,
            RequestState.Executed => Decision.Of(new RequestClosed(now)),
            _ => Refusals.NotExecuted,
        };
    }

    /// <summary>What time alone does.</summary>
    public static Decision Pass(Request request, DateTimeOffset now) =>
        request.EndsAt is not { } end || now <= end ? Decision.Nothing
        : request.State == RequestState.Executed ? Decision.Of(new RequestClosed(now))
        : Decision.Of(new RequestExpired(now));

    public static Decision Review(Request request, Party by, bool justified, DateTimeOffset now)
    {
        if (request.Made is not { Emergency: true } made) return Refusals.Unknown;
        if (SamePerson(made.By, by) || ShareRole(made.By, by)) return Refusals.OwnReview;
        return request.Reviewed ? Refusals.Reviewed : Decision.Of(new RequestReviewed(by, justified, now));
    }

    static Rejection? Deciding(Request request, Party by, DateTimeOffset now)
    {
        if (request.Made is null || request.Made.Emergency) return Refusals.Unknown;
        if (SamePerson(request.Made.By, by)) return Refusals.OwnRequest;
        if (ShareRole(request.Made.By, by)) return Refusals.SameRole;
        if (request.State != RequestState.Requested) return Refusals.Decided;
        return now > request.EndsAt ? Refusals.Expired : null;
    }

    /// <summary>The same account, or one account behind both.</summary>
    static bool SamePerson(Party one, Party other) =>
        one.Name == other.Name || (one.Via is { } via && (via == other.Name || via == other.Via))
        || other.Via == one.Name;

    /// <summary>Somebody who has both roles decides nothing that one of them asked for.</summary>
    static bool ShareRole(Party one, Party other) => one.Roles.Intersect(other.Roles, StringComparer.Ordinal).Any();
}

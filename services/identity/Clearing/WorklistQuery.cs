using System.Buffers.Text;
using System.Globalization;
using System.Text;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>What a caller wants to see of the worklist, checked.</summary>
/// <param name="Statuses">Null: what the caller may decide on now.</param>
/// <param name="Holder">Whose; empty: nobody's; null: anybody's.</param>
/// <param name="Free">Only what nobody else works on, the caller's own first.</param>
sealed record WorklistQuery(
    string Domain, string[]? Statuses, string? Source, double Min, double Max, string? Holder, Guid? Person, string Me,
    bool MaySettle, DateTimeOffset Now, bool Free = false, Guid[]? Pairs = null, bool? Sample = null)
{
    public static string[] Known { get; } =
    [
        PairStatuses.Open, PairStatuses.Postponed, PairStatuses.SecondOpinion, PairStatuses.Disputed,
        PairStatuses.ToPart,
    ];

    public static (WorklistQuery?, Rejection?) Of(PairFilter? filter, Caller caller, DateTimeOffset now)
    {
        if (filter is null) return (null, Faults.Missing("filter"));
        if (!caller.MayUse(filter.Domain ?? "")) return (null, Faults.DomainUnknown);
        var statuses = string.IsNullOrEmpty(filter.Status) ? null
            : filter.Status.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (statuses?.Except(Known).Any() == true)
            return (null, Wrong($"Of {string.Join(", ", Known)}, separated by commas.", "status"));
        if (filter is { MinScore: { } min, MaxScore: { } max } && !(min <= max))
            return (null, Wrong("The lower score is above the upper one.", "minScore"));
        var holder = filter.AssignedTo switch { "me" => caller.Name, "nobody" => "", var name => name };
        return (new(filter.Domain!, statuses, filter.Source, filter.MinScore ?? double.NegativeInfinity,
            filter.MaxScore ?? double.PositiveInfinity, holder, filter.Person, caller.Name,
            caller.May(Permissions.IdentitySettle), now, Sample: filter.Sample), null);
    }

    static Rejection Wrong(string message, string path) => Rejection.Invalid("filter-invalid", message, path);
}

/// <summary>Where a page ends: what the last row is sorted by, and its key.</summary>
static class PagePosition
{
    public static Rejection Malformed { get; } = Rejection.Invalid("cursor-malformed",
        "The position is not one this service gave.", "after");

    public static string Of(double rank, Guid key) => Base64Url.EncodeToString(
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{rank:R} {key:N}")));

    /// <summary>Nothing given: from the beginning.</summary>
    public static bool TryRead(string? text, out (double Rank, Guid Key)? position)
    {
        position = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (text.Length > 100 || !Base64Url.IsValid(text)) return false;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split(' ');
        if (parts is not [var rank, var key]
            || !double.TryParse(rank, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !Guid.TryParseExact(key, "N", out var id)) return false;
        position = (number, id);
        return true;
    }
}

using System.Collections.Immutable;

namespace TrustCenter.Consents;

public static partial class ConsentEvaluation
{
    static readonly DaySpan AnyDay = new(LegalDays.Beginning, LegalDays.OpenEnd);

    /// <summary>From which days may data be used for a purpose on a day?</summary>
    /// <param name="retro">Where the purpose leaves it to the caller: also data from before the consent, if that
    /// was permitted.</param>
    /// <param name="encounters">Closed stays: a window that opens within one opens with its first day.</param>
    public static WindowAnswer Window(
        ReadOnlySpan<DocumentFacts> documents, Purpose purpose, DateOnly at, EvaluationOptions options,
        bool retro = false, ReadOnlySpan<DaySpan> encounters = default)
    {
        var deciding = new HashSet<Guid>();
        foreach (var gate in purpose.Gates)
        {
            var answer = Policy(documents, gate, at, options);
            if (!answer.Permitted) return new(answer.Permission, answer.Reason, [], answer.Documents);
            deciding.UnionWith(answer.Documents);
        }

        if (purpose.Window is null) return new(Permission.Permit, ReasonCodes.Permitted, [AnyDay], Listed(deciding));

        var fold = new WindowFold(purpose, at, options, retro, deciding);
        var order = InOrder(documents, at, options);
        for (var first = 0; first < order.Length;)
        {
            var next = first + 1;
            while (next < order.Length && order[next].Day == order[first].Day) next++;

            // On one day everything is permitted first and taken back last.
            foreach (var (day, index) in order.AsSpan(first, next - first))
                fold.Permit(documents[index], day, encounters);
            foreach (var (day, index) in order.AsSpan(first, next - first))
                fold.TakeBack(documents, index, day);
            first = next;
        }

        var spans = fold.Spans();
        return spans.IsEmpty
            ? new(Permission.Unknown, ReasonCodes.WindowEmpty, [], Listed(deciding))
            : new(Permission.Permit, ReasonCodes.Permitted, spans, Listed(deciding));
    }

    /// <summary>May data of these days be used for a purpose on a day? They must lie within one permitted
    /// span.</summary>
    public static PolicyAnswer Use(
        ReadOnlySpan<DocumentFacts> documents, Purpose purpose, DateOnly at, DaySpan data, EvaluationOptions options,
        bool retro = false, ReadOnlySpan<DaySpan> encounters = default)
    {
        if (data.From > data.To) return new(Permission.Unknown, ReasonCodes.DataSpanMalformed, []);
        var window = Window(documents, purpose, at, options, retro, encounters);
        if (window.Permission != Permission.Permit) return new(window.Permission, window.Reason, window.Documents);
        foreach (var span in window.Spans)
            if (span.Contains(data)) return new(Permission.Permit, ReasonCodes.Permitted, window.Documents);
        return new(Permission.Unknown, ReasonCodes.OutsideWindow, window.Documents);
    }

    static ImmutableArray<Guid> Listed(HashSet<Guid> documents) => [.. documents.Order()];

    static (DateOnly Day, int Index)[] InOrder(
        ReadOnlySpan<DocumentFacts> documents, DateOnly at, EvaluationOptions options)
    {
        var order = new List<(DateOnly Day, int Index)>(documents.Length);
        for (var i = 0; i < documents.Length; i++)
            if (IsInForce(documents, i, at, options)) order.Add((LegalDays.Of(documents[i].SignedAt), i));
        order.Sort();
        return [.. order];
    }

    /// <summary>Windows as they open and close, document by document.</summary>
    sealed class WindowFold(
        Purpose purpose, DateOnly at, EvaluationOptions options, bool retro, HashSet<Guid> deciding)
    {
        readonly List<DaySpan> window = [];
        readonly List<DaySpan> past = [];
        DateOnly deletedUntil = DateOnly.MinValue;
        DateOnly windowRevoked = DateOnly.MaxValue;
        DateOnly pastRevoked = DateOnly.MaxValue;

        public void Permit(DocumentFacts document, DateOnly day, ReadOnlySpan<DaySpan> encounters)
        {
            if (document.Kind.Withholds()) return;
            foreach (var gate in purpose.Gates)
                if (Permits(document, gate).Count == 0) return;

            if (purpose.Reach == PastReach.FiveCalendarYears
                && purpose.Past.All(code => Permits(document, code).Count > 0))
                Open(past, LegalDays.InsuranceYearsBefore(day), document);

            foreach (var provision in Permits(document, purpose.Window!.Value))
            {
                var span = new DaySpan(provision.Start, provision.End);
                Open(window, Shifted(span, encounters), document);
                if (retro && purpose.Reach == PastReach.Beginning && ReachesBack(document, span)
                    && span.From > LegalDays.Beginning)
                    Open(past, new(LegalDays.Beginning, span.From.AddDays(-1)), document);
            }
        }

        public void TakeBack(ReadOnlySpan<DocumentFacts> documents, int index, DateOnly day)
        {
            var document = documents[index];
            foreach (var code in purpose.Deletion)
                if (Denies(document, code, day) is { Count: > 0 } denies && denies.Min(deny => deny.From) <= at)
                {
                    window.Clear();
                    past.Clear();
                    if (day > deletedUntil) deletedUntil = day;
                    if (IsFinal(document)) windowRevoked = DateOnly.MinValue;
                    deciding.Add(document.ConsentId);
                }

            foreach (var deny in Denies(document, purpose.Window!.Value, day))
            {
                DaySpans.Subtract(window, deny.From, deny.To);
                DaySpans.Subtract(past, deny.From, deny.To);
                if (IsFinal(document) && deny.From < windowRevoked) windowRevoked = deny.From;
                deciding.Add(document.ConsentId);
            }

            foreach (var code in purpose.Past)
                foreach (var deny in Denies(document, code, day))
                {
                    // Insurance data that were already transferred stay where they are.
                    if (deny.From > at || (purpose.Reach == PastReach.FiveCalendarYears
                        && IsTransferred(documents, code, deny.From)))
                        continue;
                    past.Clear();
                    if (IsFinal(document) && day < pastRevoked) pastRevoked = day;
                    deciding.Add(document.ConsentId);
                }
        }

        public ImmutableArray<DaySpan> Spans()
        {
            if (pastRevoked < DateOnly.MaxValue) past.Clear();
            window.AddRange(past);
            DaySpans.Subtract(window, windowRevoked, DateOnly.MaxValue);
            return DaySpans.Join(window);
        }

        bool IsFinal(DocumentFacts document) => options.RevokeIsPermanent && document.Kind.Withholds();

        // Nothing from before a deletion comes back, however a later window opens.
        void Open(List<DaySpan> spans, DaySpan span, DocumentFacts document)
        {
            if (span.From < deletedUntil) span = span with { From = deletedUntil };
            if (span.From > span.To) return;
            spans.Add(span);
            deciding.Add(document.ConsentId);
        }

        static DaySpan Shifted(DaySpan span, ReadOnlySpan<DaySpan> encounters)
        {
            var from = span.From;
            foreach (var stay in encounters)
                if (stay.From < span.From && span.From <= stay.To && stay.From < from)
                    from = stay.From;
            return span with { From = from };
        }

        bool ReachesBack(DocumentFacts document, DaySpan span)
        {
            foreach (var code in purpose.Past)
            {
                var overlaps = false;
                foreach (var provision in Permits(document, code))
                    overlaps |= provision.Start <= span.To && span.From <= provision.End;
                if (!overlaps) return false;
            }

            return !purpose.Past.IsEmpty;
        }

        // What a document permits of a code; nothing if what it says of it is malformed.
        List<Provision> Permits(DocumentFacts document, PolicyCode code)
        {
            var permits = new List<Provision>();
            foreach (var provision in document.Provisions.AsSpan())
            {
                if (!Concerns(provision, code)) continue;
                if (provision.Start > provision.End) return [];
                if (provision.Type == ProvisionType.Permit && IsAskedVersion(provision, false, options))
                    permits.Add(provision);
            }

            return permits;
        }

        // What a document takes back of a code, and until when.
        List<DaySpan> Denies(DocumentFacts document, PolicyCode code, DateOnly day)
        {
            var withholds = document.Kind.Withholds();
            var denies = new List<DaySpan>();
            if (TakesBackAll(document, code)) denies.Add(new(day, DateOnly.MaxValue));
            foreach (var provision in document.Provisions.AsSpan())
            {
                if (!Concerns(provision, code)) continue;
                if (provision.Start > provision.End)
                    denies.Add(new(day, DateOnly.MaxValue));
                else if (provision.Type == ProvisionType.Deny && IsAskedVersion(provision, withholds, options))
                    denies.Add(new(provision.Start, withholds ? DateOnly.MaxValue : provision.End));
            }

            return denies;
        }

        bool IsTransferred(ReadOnlySpan<DocumentFacts> documents, PolicyCode code, DateOnly by)
        {
            for (var i = 0; i < documents.Length; i++)
            {
                if (documents[i].Uses.IsDefaultOrEmpty || !IsNewestKnown(documents, i, options.KnownAt)) continue;
                foreach (var use in documents[i].Uses)
                    if (use.Policy == code && use.On <= by) return true;
            }

            return false;
        }
    }
}

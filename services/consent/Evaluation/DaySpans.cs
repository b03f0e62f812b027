using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>Lists of spans of days.</summary>
static class DaySpans
{
    public static void Subtract(List<DaySpan> spans, DateOnly from, DateOnly to)
    {
        if (from > to) return;
        for (var i = spans.Count - 1; i >= 0; i--)
        {
            var span = spans[i];
            if (span.To < from || span.From > to) continue;
            spans.RemoveAt(i);
            if (span.To > to) spans.Insert(i, span with { From = to.AddDays(1) });
            if (span.From < from) spans.Insert(i, span with { To = from.AddDays(-1) });
        }
    }

    /// <summary>In order, overlapping and adjacent ones joined.</summary>
    public static ImmutableArray<DaySpan> Join(List<DaySpan> spans)
    {
        spans.Sort(static (a, b) => a.From != b.From ? a.From.CompareTo(b.From) : a.To.CompareTo(b.To));
        var joined = ImmutableArray.CreateBuilder<DaySpan>(spans.Count);
        foreach (var span in spans)
        {
            if (joined.Count > 0 && span.From <= joined[^1].To.AddDays(1))
            {
                if (span.To > joined[^1].To) joined[^1] = joined[^1] with { To = span.To };
            }
            else
            {
                joined.Add(span);
            }
        }

        return joined.ToImmutable();
    }
}

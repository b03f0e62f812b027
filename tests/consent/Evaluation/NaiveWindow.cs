namespace TrustCenter.Consents.Tests;

/// <summary>The story of one day's data: opened, opened from the past, closed, deleted, day of signature by day of
/// signature.</summary>
sealed class NaiveWindow(
    IReadOnlyList<DocumentFacts> documents, Purpose purpose, DateOnly at, DateOnly data, EvaluationOptions options,
    bool retro, IReadOnlyList<DaySpan> stays)
{
    bool open;
    bool openFromPast;
    bool closedForever;
    bool pastClosedForever;
    DateOnly? lastDeletion;

    public bool IsOpen()
    {
        var inForce = NaiveEvaluation.Effective(documents, at, options);
        foreach (var day in inForce.GroupBy(document => NaiveEvaluation.Day(document.SignedAt)).OrderBy(day => day.Key))
        {
            foreach (var document in day) Open(document, day.Key);
            foreach (var document in day) Close(document, day.Key);
        }

        return !closedForever && (open || (openFromPast && !pastClosedForever));
    }

    void Open(DocumentFacts document, DateOnly signed)
    {
        if (NaiveEvaluation.TakesBack(document)) return;
        if (purpose.Gates.Any(gate => NaiveEvaluation.Permits(document, gate, options).Count == 0)) return;
        if (lastDeletion is { } deletion && data < deletion) return;

        var past = purpose.Past.Select(code => NaiveEvaluation.Permits(document, code, options)).ToList();
        if (purpose.Reach == PastReach.FiveCalendarYears)
        {
            if (past.All(permits => permits.Count > 0) && data.Year >= signed.Year - 5 && data < signed)
                openFromPast = true;
        }

        foreach (var permit in NaiveEvaluation.Permits(document, purpose.Window!.Value, options))
        {
            if (permit.Start <= data && data <= permit.End) open = true;
            if (stays.Any(stay => stay.From < permit.Start && permit.Start <= stay.To
                    && stay.From <= data && data <= permit.End))
                open = true;
            var reachesBack = past.Count > 0 && past.All(permits =>
                permits.Any(other => !(other.End < permit.Start) && !(permit.End < other.Start)));
            if (retro && reachesBack && purpose.Reach == PastReach.Beginning
                && data.Year >= 1900 && data < permit.Start)
                openFromPast = true;
        }
    }

    void Close(DocumentFacts document, DateOnly signed)
    {
        var final = options.RevokeIsPermanent && NaiveEvaluation.TakesBack(document);
        foreach (var code in purpose.Deletion)
        {
            if (!Spans(document, code, signed).Any(span => span.From <= at)) continue;
            (open, openFromPast) = (false, false);
            lastDeletion = signed;
            closedForever |= final;
        }

        foreach (var span in Spans(document, purpose.Window!.Value, signed))
        {
            if (span.From <= data && data <= span.To) (open, openFromPast) = (false, false);
            closedForever |= final && data >= span.From;
        }

        foreach (var code in purpose.Past)
            foreach (var span in Spans(document, code, signed).Where(span => span.From <= at))
            {
                var transferred = purpose.Reach == PastReach.FiveCalendarYears
                    && NaiveEvaluation.Known(documents, options).Any(
                        other => other.Uses.Any(use => use.Policy.Equals(code) && use.On <= span.From));
                if (transferred) continue;
                openFromPast = false;
                pastClosedForever |= final;
            }
    }

    // From when to when a document says no; malformed provisions say no for good.
    List<DaySpan> Spans(DocumentFacts document, PolicyCode code, DateOnly signed)
    {
        var spans = new List<DaySpan>();
        if (NaiveEvaluation.TakesBackEverything(document, code)) spans.Add(new(signed, DateOnly.MaxValue));
        foreach (var provision in document.Provisions)
        {
            if (provision.Policy != code) continue;
            var takesBack = NaiveEvaluation.TakesBack(document);
            var asked = options.PolicyVersion is null || options.PolicyVersion == provision.PolicyVersion;
            if (provision.End < provision.Start) spans.Add(new(signed, DateOnly.MaxValue));
            else if (provision.Type == ProvisionType.Deny && (takesBack || asked))
                spans.Add(new(provision.Start, takesBack ? DateOnly.MaxValue : provision.End));
        }

        return spans;
    }
}

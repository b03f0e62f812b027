namespace TrustCenter.Consents;

public static partial class ConsentEvaluation
{
    /// <summary>
    /// Whether a purpose's gates are all open. The first that is not decides the answer; where all are, the one that
    /// closes first says until when.
    /// </summary>
    public static PolicyAnswer Gate(
        ReadOnlySpan<DocumentFacts> documents, Purpose purpose, DateTimeOffset at, EvaluationOptions options)
    {
        var open = new PolicyAnswer(Permission.Unknown, ReasonCodes.NoDocument, []);
        foreach (var code in purpose.Gates)
        {
            var answer = Policy(documents, code, at, options);
            if (!answer.Permitted) return answer;
            open = open.Permitted
                ? open with
                {
                    Until = Earlier(open.Until, answer.Until),
                    Documents = [.. open.Documents.Union(answer.Documents)],
                }
                : answer;
        }

        return open;
    }

    static DateOnly? Earlier(DateOnly? one, DateOnly? other) =>
        one is null ? other : other is null || one < other ? one : other;
}

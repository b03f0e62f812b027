namespace TrustCenter.Bench;

/// <summary>How many links are right and how many pairs are linked.</summary>
readonly record struct Quality(int Right, int Links, int True)
{
    public double Precision => Links == 0 ? 1 : (double)Right / Links;

    public double Recall => (double)Right / True;

    public double F1 => 2.0 * Right / (Links + True);

    public static Quality Of(LinkageRun run, Func<int, bool> linked)
    {
        var (right, links) = (0, 0);
        for (var i = 0; i < run.Candidates.Length; i++)
        {
            if (!linked(i)) continue;
            links++;
            if (run.Truth.Contains(run.Candidates[i])) right++;
        }

        return new(right, links, run.Truth.Count);
    }

    /// <summary>The best there is for any threshold, chosen by the truth.</summary>
    public static Quality Best(LinkageRun run, double[] scores)
    {
        var best = new Quality(0, 0, run.Truth.Count);
        var (right, links) = (0, 0);
        foreach (var same in Enumerable.Range(0, scores.Length).GroupBy(i => scores[i]).OrderByDescending(g => g.Key))
        {
            links += same.Count();
            right += same.Count(i => run.Truth.Contains(run.Candidates[i]));
            var now = new Quality(right, links, run.Truth.Count);
            if (now.F1 > best.F1) best = now;
        }

        return best;
    }
}

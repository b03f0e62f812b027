namespace TrustCenter.Identities.Linkage;

/// <summary>Compares the pairs of a tile.</summary>
public static class TileScoring
{
    /// <summary>With fewer candidates it is not worth while to get ready for telling them apart quickly.</summary>
    const int FewCandidates = 4;

    /// <summary>Finds those who are or may be one person.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="linkage">Made with the tile's vocabulary.</param>
    /// <param name="search">The thread's.</param>
    /// <param name="from">First person on the left, in the order of their names.</param>
    /// <param name="to">First behind.</param>
    /// <param name="found">Gets the pairs.</param>
    /// <returns>How many were compared.</returns>
    public static long Score(
        PersonTile tile, PersonLinkage linkage, TileSearch search, int from, int to, List<PairFinding> found)
    {
        var (compared, batch) = (0L, search.BatchOf(linkage));
        for (var at = from; at < to; at++)
        {
            var left = tile.ByName(at);
            var candidates = tile.Candidates(left, search);
            if (candidates is []) continue;
            compared += candidates.Length;
            var person = Person(tile, left);
            batch.Hold(person);
            var screen = candidates.Length < FewCandidates ? null : linkage.Screen(person);
            foreach (var part in new Portions(candidates))
            {
                var near = Near(tile, search, screen, part);
                for (var i = 0; i < near.Length; i++) batch.Fetch(near[i], tile.RightMore(search.Places[i]));
                for (var i = 0; i < near.Length; i++)
                {
                    var finding = batch.Judge(near[i], tile.RightMore(search.Places[i]));
                    if (finding.Outcome == Outcome.NonMatch) continue;
                    found.Add(finding with
                    {
                        A = tile.LeftAt(left).Record - 1,
                        B = tile.RightAt(search.Places[i]).Record - 1,
                    });
                }
            }
        }

        return compared;
    }

    /// <summary>Those of some candidates that may be near; without a screen all of them.</summary>
    static ReadOnlySpan<ComparablePerson> Near(
        PersonTile tile, TileSearch search, PairScreen? screen, ReadOnlySpan<int> candidates)
    {
        for (var i = 0; i < candidates.Length; i++) search.Persons[i] = tile.OtherAt(candidates[i]);
        var near = 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            ref var other = ref search.Persons[i];
            if (screen is not null
                && !screen.MayBeNear(other.Person, tile.RightMore(candidates[i]), other.Given, other.Family)) continue;
            search.Places[near] = candidates[i];
            search.Near[near++] = other.Person.Comparable;
        }

        return search.Near.AsSpan(0, near);
    }

    /// <summary>Counts the patterns of the candidates of some persons.</summary>
    public static void Count(PersonTile tile, TileSearch search, int from, int to, PatternTable into)
    {
        for (var left = from; left < to; left++)
        {
            var candidates = tile.Candidates(left, search);
            if (candidates is []) continue;
            var person = Person(tile, left);
            foreach (var right in candidates)
            {
                into.Add(PairLevels.Of(
                    tile.Vocabulary, person, tile.RightAt(right).Comparable, tile.RightMore(right)));
            }
        }
    }

    /// <summary>Scores of the candidates of some persons, those left out that are hopeless.</summary>
    public static void Scores(
        PersonTile tile, PersonLinkage linkage, TileSearch search, int from, int to, double least, List<double> into)
    {
        var batch = search.BatchOf(linkage);
        for (var left = from; left < to; left++)
        {
            var candidates = tile.Candidates(left, search);
            if (candidates is []) continue;
            batch.Hold(Person(tile, left));
            foreach (var part in new Portions(candidates))
            {
                var others = Near(tile, search, null, part);
                for (var i = 0; i < others.Length; i++) batch.Fetch(others[i], tile.RightMore(part[i]));
                for (var i = 0; i < others.Length; i++)
                {
                    var score = batch.Decide(others[i], tile.RightMore(part[i])).Score;
                    if (score >= least) into.Add(score);
                }
            }
        }
    }

    /// <summary>Counts the patterns of all pairs, or of some drawn at random by a generator with a seed.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="pairs">How many are drawn; null: all.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="into">Gets them.</param>
    public static void CountRandom(PersonTile tile, long? pairs, ulong seed, PatternTable into)
    {
        if (tile.Left == 0 || tile.Right == 0) return;
        if (pairs is null)
        {
            for (var left = 0; left < tile.Left; left++)
                for (var right = 0; right < tile.Right; right++) Add(left, right);
            return;
        }

        var state = TextHash.Mix(seed + 1);
        for (long found = 0, tries = 0; found < pairs && tries < 4 * pairs; tries++)
            if (Add(Next(tile.Left), Next(tile.Right))) found++;

        int Next(int count)
        {
            state = unchecked(state * 6364136223846793005UL + 1442695040888963407UL);
            return (int)((state >> 33) % (ulong)count);
        }

        bool Add(int left, int right)
        {
            if (!tile.Counts(left, right)) return false;
            into.Add(PairLevels.Of(
                tile.Vocabulary, Person(tile, left), tile.RightAt(right).Comparable, tile.RightMore(right)));
            return true;
        }
    }

    /// <summary>Adds the persons on the left that belong to a sample, and their blocks.</summary>
    /// <param name="tile">A segment against itself.</param>
    /// <param name="left">Whom.</param>
    /// <param name="into">The sample's segment.</param>
    public static void Copy(PersonTile tile, int left, SegmentBuilder into) =>
        into.Add(tile.Vocabulary, tile.LeftAt(left), tile.LeftMore(left));

    /// <summary>Whether a record belongs to a sample, by its number alone.</summary>
    public static bool IsSampled(long record, double share) =>
        share >= 1 || TextHash.Mix((ulong)record) >> 11 < share * (1UL << 53);

    static ComparablePerson Person(PersonTile tile, int left) =>
        tile.LeftAt(left).Comparable with { More = [.. tile.LeftMore(left)] };

    /// <summary>Candidates, as many at a time as are decided on together.</summary>
    ref struct Portions(ReadOnlySpan<int> candidates)
    {
        ReadOnlySpan<int> _left = candidates;

        public ReadOnlySpan<int> Current { get; private set; }

        public readonly Portions GetEnumerator() => this;

        public bool MoveNext()
        {
            Current = _left[..Math.Min(_left.Length, PairBatch.AtATime)];
            _left = _left[Current.Length..];
            return Current is not [];
        }
    }
}

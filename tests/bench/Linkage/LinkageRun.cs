using System.Runtime.InteropServices;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>One data set brought together by blocking and, for Fellegi-Sunter, estimated without its truth.</summary>
sealed class LinkageRun
{
    const int RandomPairs = 2_000_000;

    public LinkageRun(DataSet data)
    {
        Data = data;
        Truth = data.TruePairs();
        var start = new PersonLinkage(data.Start());
        var prepared = data.Persons.Select(start.Prepare).ToArray();
        Comparable = [.. prepared.Select(person => person.Comparable)];
        foreach (var person in Comparable) start.Vocabulary.Count(person);
        Candidates = Meet(data, prepared, start.Configuration.Blocking.MostPersons);
        Found = Candidates.Count(Truth.Contains);
        var parameters = Estimate(start.Vocabulary);
        var trained = start.Configuration with { FellegiSunter = parameters };
        var scores = Scores(new PersonLinkage(trained, start.Vocabulary));
        Linkage = new(trained with { Thresholds = Thresholds.Choose(scores) }, start.Vocabulary);
        Score = scores;
    }

    public DataSet Data { get; }

    public HashSet<(int, int)> Truth { get; }

    public ComparablePerson[] Comparable { get; }

    public (int, int)[] Candidates { get; }

    /// <summary>True pairs among the candidates.</summary>
    public int Found { get; }

    public PersonLinkage Linkage { get; }

    /// <summary>Of each candidate.</summary>
    public double[] Score { get; }

    public double[] Scores(PersonLinkage linkage) => [.. Candidates.Select(pair =>
        linkage.Decide(Comparable[pair.Item1], Comparable[pair.Item2]).Score)];

    static (int, int)[] Meet(DataSet data, PreparedPerson[] persons, int most)
    {
        var meeting = new Dictionary<string, List<int>>();
        for (var i = 0; i < persons.Length; i++)
        {
            foreach (var key in persons[i].Keys)
            {
                ref var members = ref CollectionsMarshal.GetValueRefOrAddDefault(meeting, key, out _);
                (members ??= []).Add(i);
            }
        }

        var pairs = new HashSet<(int, int)>();
        foreach (var members in meeting.Values.Where(members => members.Count <= most))
            for (var i = 0; i < members.Count; i++)
                for (var j = i + 1; j < members.Count; j++)
                    if (data.Counts(members[i], members[j])) pairs.Add((members[i], members[j]));
        return [.. pairs.Order()];
    }

    FellegiSunterParameters Estimate(Vocabulary vocabulary)
    {
        var (candidates, random) = (new PatternTable(), new PatternTable());
        foreach (var (a, b) in Candidates) candidates.Add(vocabulary, Comparable[a], Comparable[b]);
        foreach (var (a, b) in RandomOnes()) random.Add(vocabulary, Comparable[a], Comparable[b]);
        return ParameterEstimation.Run(
            candidates, random, Data.AllPairs, Data.Further, Data.Persons.Length * 0.2);
    }

    /// <summary>All pairs of a small set; else as many as needed, by a generator with a seed.</summary>
    IEnumerable<(int, int)> RandomOnes()
    {
        var count = Data.Persons.Length;
        if (Data.AllPairs <= RandomPairs)
        {
            for (var i = 0; i < count; i++)
                for (var j = i + 1; j < count; j++)
                    if (Data.Counts(i, j)) yield return (i, j);
            yield break;
        }

        var state = 42UL;
        int Next()
        {
            state = unchecked(state * 6364136223846793005UL + 1442695040888963407UL);
            return (int)((state >> 33) % (ulong)count);
        }

        for (var found = 0; found < RandomPairs;)
        {
            var (a, b) = (Next(), Next());
            if (a == b || !Data.Counts(a, b)) continue;
            found++;
            yield return (a, b);
        }
    }
}

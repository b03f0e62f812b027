using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>The index by itself: how long a look takes among so many people, whether it finds whoever is there already
/// however badly written, what memory it needs, how many it would show a clerk for nothing.</summary>
sealed class IndexMeasurement(Settings settings, Report report)
{
    const int Queries = 4_000;

    public void Run()
    {
        if (!Directory.Exists(DataSets.Folder))
        {
            report.Say("There are no data sets, so nobody can be invented.");
            return;
        }

        var germans = new Germans(DataSets.Folder);
        var linkage = new PersonLinkage(LinkageConfiguration.Usual("usual", 100_000));
        var index = new PersonIndex(linkage.Vocabulary, 0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (begin, used, keys) = (Stopwatch.GetTimestamp(), OwnTime(), 0L);
        const int Page = 20_000;
        for (var from = 0; from < settings.People; from += Page)
        {
            foreach (var (number, person, tokens) in Enumerable.Range(from, Math.Min(Page, settings.People - from))
                .AsParallel().AsOrdered().Select(number => Prepared(linkage, germans[number], number)))
            {
                keys += tokens.Length;
                index.Add(number + 1, person.Comparable, tokens);
            }
        }

        var filled = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        linkage.Among(index.Count);
        var (all, own) = ((double)memory / settings.People, (double)index.Bytes / settings.People);
        report.Say(string.Create(CultureInfo.InvariantCulture, $"""
            Index of {settings.People:N0} people by itself, filled in {filled:N0} s:
            {(double)keys / settings.People:0.0} hashes a person; bytes a person: {own:0.0} with its hashes,
            {all:0.0} with the names and other values themselves ({linkage.Vocabulary.Size:N0} different ones).

            """));
        Look(index, linkage, germans);
    }

    void Look(PersonIndex index, PersonLinkage linkage, Germans germans)
    {
        var errors = new PersonErrors(germans);
        var known = Enumerable.Range(0, Queries).Select(i => i * 7919L % settings.People).Select(number =>
            (Number: number, Prepared: Prepared(linkage, errors.Spoil(germans[number], number).Person, 0))).ToArray();
        var strangers = Enumerable.Range(0, Queries).Select(i => settings.People + 1_000L + i)
            .Select(number => (Number: -1L, Prepared: Prepared(linkage, germans[number], 0))).ToArray();
        report.Say("| Looked for | compared, median / 99 % | p50 ms | p99 ms | CPU ms each, median / mean "
            + "| found among the compared | match | shown | nobody |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var (name, asked) in new[] { ("known, with errors", known), ("strangers", strangers) })
            report.Say(Row(index, linkage, name, asked));
        report.Say("");
    }

    static string Row(
        PersonIndex index, PersonLinkage linkage, string name,
        (long Number, (int Number, PreparedPerson Person, long[] Tokens) Prepared)[] asked)
    {
        foreach (var (_, one) in asked) index.Near(linkage, one.Person.Comparable, one.Tokens, []);
        var (times, counts, used) = (new double[asked.Length], new int[asked.Length], new double[asked.Length]);
        var (found, match, shown) = (0, 0, 0);
        var near = new Dictionary<long, PairDecision>();
        for (var i = 0; i < asked.Length; i++)
        {
            near.Clear();
            var one = asked[i].Prepared;
            var (own, start) = (OwnTime(), Stopwatch.GetTimestamp());
            counts[i] = index.Near(linkage, one.Person.Comparable, one.Tokens, near);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            used[i] = (OwnTime() - own) * 1e3;
            if (near.Values.Any(decision => decision.Outcome == Outcome.Match)) match++;
            else if (near.Count > 0) shown++;
            var plan = linkage.Configuration.Blocking;
            if (asked[i].Number >= 0 && index.Sharing(one.Tokens, plan.MostPersons, plan.FewPersons)
                .Contains(asked[i].Number + 1)) found++;
        }

        var mean = used.Average();
        foreach (var figures in new[] { times, used }) Array.Sort(figures);
        Array.Sort(counts);
        var (half, most) = (asked.Length / 2, asked.Length * 99 / 100);
        var complete = asked[0].Number < 0 ? "–" : $"{(double)found / asked.Length:0.0000}";
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {counts[half]:N0} / {counts[most]:N0} ")
            + string.Create(CultureInfo.InvariantCulture, $"| {times[half]:0.000} | {times[most]:0.000} ")
            + string.Create(CultureInfo.InvariantCulture, $"| {used[half]:0.000} / {mean:0.000} | {complete} ")
            + string.Create(CultureInfo.InvariantCulture, $"| {(double)match / asked.Length:0.0000} ")
            + string.Create(CultureInfo.InvariantCulture, $"| {(double)shown / asked.Length:0.0000} ")
            + string.Create(CultureInfo.InvariantCulture, $"| {1 - (double)(match + shown) / asked.Length:0.0000} |");
    }

    static (int Number, PreparedPerson Person, long[] Tokens) Prepared(
        PersonLinkage linkage, PersonData person, int number)
    {
        var prepared = linkage.Prepare(person);
        return (number, prepared, [.. prepared.Keys.Select(Token)]);
    }

    static long Token(string key) =>
        BitConverter.ToInt64(HMACSHA256.HashData("bench"u8, Encoding.UTF8.GetBytes(key)));

    /// <summary>Seconds this thread was on a processor, by Linux.</summary>
    static double OwnTime() => double.Parse(
        File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e9;
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>Measures how well and how fast pairs are linked, beside the weightings of the systems in use.</summary>
sealed class LinkageBench
{
    readonly StringBuilder _text = new();

    public static int Run(string[] asked, TimeProvider clock)
    {
        string? Value(string name) => Array.IndexOf(asked, name) is >= 0 and var at && at + 1 < asked.Length
            ? asked[at + 1] : null;
        var folder = Value("--data") ?? DataSets.Folder;
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine($"No data sets in {folder}; --data says where they are.");
            return 77;
        }

        if (asked.Contains("--speed"))
        {
            LinkageSpeed.Measure(
                [.. new DataSets(folder).All().Select(read => new LinkageRun(read()))], Console.WriteLine);
            return 0;
        }

        var machine = Value("--machine") ?? $"{Environment.ProcessorCount} processors";
        var bench = new LinkageBench();
        bench.Say($"# {clock.GetUtcNow():yyyy-MM-dd}, {machine}\n");
        bench.Say($"""
            `.ci/bench.sh linkage`. Everything is estimated without the truth, which is used for counting only. Ours
            links at even odds (score 0). Mainzelliste and E-PIX: as configured by default, and at the threshold that is
            best by the truth, on the same pairs that blocking brings together.

            """);
        bench.Say("\n| Data set | pairs complete | pairs left out | Mainzelliste default / best "
            + "| E-PIX default / best | ours P / R | ours F1 | aim |\n|---|---|---|---|---|---|---|---|");
        var runs = new DataSets(folder).All().Select(read => bench.Measure(new(read()))).ToList();
        bench.Automatic(runs);
        foreach (var run in runs.Where(run => run.Data.Name == "de10k")) bench.Kinds(run);
        LinkageSpeed.Measure(runs, bench.Say);
        if (Value("--out") is { } file) File.WriteAllText(file, bench._text.ToString());
        return 0;
    }

    LinkageRun Measure(LinkageRun run)
    {
        var mainzelliste = Other(run, new() { Name = "m", Mainzelliste = Configuration("mainzelliste.conf") });
        var epix = Other(run, new() { Name = "e", Epix = Configuration("epix.xml") });
        var ours = Quality.Of(run, i => run.Score[i] >= 0);
        Say(Line($"""
            | {run.Data.Name} | {(double)run.Found / run.Truth.Count:0.0000} |
             {1 - run.Candidates.Length / run.Data.AllPairs:0.00000} |
             {mainzelliste.Default.F1:0.000} / {mainzelliste.Best.F1:0.000} |
             {epix.Default.F1:0.000} / {epix.Best.F1:0.000} | {ours.Precision:0.0000} / {ours.Recall:0.0000} |
             **{ours.F1:0.0000}** | {(run.Data.Aim > 0 ? run.Data.Aim : "–")} |
            """));
        return run;
    }

    static (Quality Default, Quality Best) Other(LinkageRun run, LinkageConfiguration configuration)
    {
        var linkage = new PersonLinkage(configuration);
        var persons = run.Data.Persons.Select(linkage.Prepare).ToArray();
        var decisions = run.Candidates
            .Select(pair => linkage.Decide(persons[pair.Item1], persons[pair.Item2])).ToArray();
        return (Quality.Of(run, i => decisions[i].Outcome == Outcome.Match),
            Quality.Best(run, [.. decisions.Select(decision => decision.Score)]));
    }

    void Automatic(List<LinkageRun> runs)
    {
        Say("""

            Links without a person looking, at the threshold that the estimation chooses, after all rules; what is
            shown to a person; what nobody sees:

            | Data set | threshold, bits | precision | recall | wrong links | shown | of them right | lost |
            |---|---|---|---|---|---|---|---|
            """);
        foreach (var run in runs)
        {
            var outcomes = Outcomes(run);
            var links = Quality.Of(run, i => outcomes[i] == Outcome.Match);
            var shown = Quality.Of(run, i => outcomes[i] == Outcome.Possible);
            var chosen = run.Linkage.Configuration.Thresholds;
            Say(Line($"""
                | {run.Data.Name} | {chosen.Possible:0.0} / {chosen.Match:0.0} | {links.Precision:0.00000} |
                 {links.Recall:0.0000} | {links.Links - links.Right} | {shown.Links} | {shown.Right} |
                 {run.Truth.Count - links.Right - shown.Right} |
                """));
        }
    }

    static Outcome[] Outcomes(LinkageRun run) => [.. run.Candidates.Select(pair =>
        run.Linkage.Decide(run.Comparable[pair.Item1], run.Comparable[pair.Item2]).Outcome)];

    void Kinds(LinkageRun run)
    {
        Say($"\n{run.Data.Name} by what is different between a person's two records:\n");
        Say("| Difference | pairs | recall at even odds | linked without a person | shown |\n|---|---|---|---|---|");
        var outcomes = Outcomes(run).Index().ToDictionary(one => run.Candidates[one.Index], one => one.Item);
        var scores = run.Score.Index().ToDictionary(one => run.Candidates[one.Index], one => one.Item);
        foreach (var kind in run.Truth.SelectMany(pair =>
            ErrorKinds.Of(run.Data.Persons[pair.Item1], run.Data.Persons[pair.Item2])
                .Select(kind => (kind, pair))).GroupBy(one => one.kind, one => one.pair).OrderBy(kind => kind.Key))
        {
            double Share(Func<(int, int), bool> holds) => (double)kind.Count(holds) / kind.Count();
            Say(Line($"""
                | {kind.Key} | {kind.Count()} | {Share(pair => scores.GetValueOrDefault(pair, -99) >= 0):0.0000} |
                 {Share(pair => outcomes.GetValueOrDefault(pair) == Outcome.Match):0.0000} |
                 {Share(pair => outcomes.GetValueOrDefault(pair) == Outcome.Possible):0.0000} |
                """));
        }

        var (twins, linked, shown) = Twins(run);
        Say(Line($"""

            Twins: {twins} persons of the first file get a sister or brother of the same family name, birth date and
            home, with a given name of the file that has no part in common. Linked without a person looking:
            {linked}; shown: {shown}.
            """));
    }

    static (int Pairs, int Linked, int Shown) Twins(LinkageRun run)
    {
        var (pairs, linked, shown) = (0, 0, 0);
        for (var i = 0; i < run.Data.First; i += 5)
        {
            var (person, other) = (run.Data.Persons[i], run.Data.Persons[(int)(i * 7919L % run.Data.First)]);
            var (name, another) = (PersonName.Given(person.GivenName), PersonName.Given(other.GivenName));
            if (name.Bare == another.Bare || name.Parts.Intersect(another.Parts).Any()) continue;
            var twin = run.Linkage.Prepare(person with { GivenName = other.GivenName, Sex = other.Sex });
            var outcome = run.Linkage.Decide(run.Comparable[i], twin.Comparable).Outcome;
            pairs++;
            if (outcome == Outcome.Match) linked++;
            if (outcome == Outcome.Possible) shown++;
        }

        return (pairs, linked, shown);
    }

    void Say(string line)
    {
        _text.AppendLine(line);
        Console.WriteLine(line);
    }

    static string Line(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture).ReplaceLineEndings("\n")
            .Replace("|\n ", "| ", StringComparison.Ordinal);

    static string Configuration(string name) =>
        File.ReadAllText(Path.Combine(Root(), "tests", "linkage", "configurations", name));

    internal static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}

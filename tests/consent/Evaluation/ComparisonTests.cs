using System.Globalization;
using System.Security.Cryptography;

namespace TrustCenter.Consents.Tests;

/// <summary>
/// The engine against the naive implementation. TRUSTCENTER_SEED repeats a run, TRUSTCENTER_HISTORIES sets its length
/// (10,000; 1,000,000 is the long run).
/// </summary>
public sealed class ComparisonTests(ITestOutputHelper output)
{
    static readonly int Histories = Number("TRUSTCENTER_HISTORIES") is { } number ? (int)number : 10_000;

    static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    static ulong Seed() =>
        (ulong?)Number("TRUSTCENTER_SEED") ?? BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));

    [Fact]
    public void Two_implementations_give_the_same_answers_to_random_histories()
    {
        var seed = Seed();
        output.WriteLine($"seed {seed}, {Histories} histories");
        var answers = new int[3];
        var (uses, windows) = (0, 0);
        for (var i = 0; i < Histories; i++)
        {
            var question = RandomHistories.Next(new Dice(seed + (ulong)i));
            if (Difference(question, question) is { } difference)
                Assert.Fail($"TRUSTCENTER_SEED={seed + (ulong)i}: {difference}\n{question}");
            answers[(int)Engine(question)]++;
            if (Use(question)) uses++;
            if (Window(question).Spans.Length > 0) windows++;
        }

        output.WriteLine(
            $"unknown {answers[0]}, permit {answers[1]}, deny {answers[2]}, windows {windows}, uses {uses}");

        // Agreement on nothing would be no evidence.
        Assert.True(answers.Min() > Histories / 20 && windows > Histories / 20 && uses > Histories / 100);
    }

    public static TheoryData<string> Faults => [.. PlantedFaults.All.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_found(string fault)
    {
        var seed = Seed();
        for (var i = 0; i < 20_000; i++)
        {
            var question = RandomHistories.Next(new Dice(seed + (ulong)i));
            if (Difference(PlantedFaults.All[fault](question), question) is null) continue;
            output.WriteLine($"seed {seed}: found by history {i + 1}");
            return;
        }

        Assert.Fail($"TRUSTCENTER_SEED={seed}: {fault} was not found.");
    }

    // The engine's answers to one question compared with the naive ones to another; they are the same question
    // unless a fault is planted.
    static string? Difference(Question asked, Question meant)
    {
        var documents = meant.Documents;
        var (engine, naive) = (Engine(asked), NaiveEvaluation.Policy(documents, meant.Code, meant.At, meant.Options));
        if (engine != naive) return $"{meant.Code} at {meant.At:O}: {engine}, naively {naive}";

        var at = NaiveEvaluation.Day(meant.At);
        var window = Window(asked);
        if ((window.Permission == Permission.Permit) != (window.Spans.Length > 0)) return "a window without days";
        for (var i = 1; i < window.Spans.Length; i++)
            if (window.Spans[i - 1].To.AddDays(1) >= window.Spans[i].From) return "spans that touch";
        var gates = NaiveEvaluation.GatesAreOpen(documents, meant.Purpose, at, meant.Options);
        bool MayUse(DateOnly day) => gates && (meant.Purpose.Window is null
            ? day.Year >= 1900 && day <= new DateOnly(3000, 1, 1)
            : new NaiveWindow(documents, meant.Purpose, at, day, meant.Options, meant.Retro, meant.Stays).IsOpen());
        foreach (var day in meant.Days)
        {
            var may = MayUse(day);
            if (window.Spans.Any(span => span.From <= day && day <= span.To) != may)
                return $"{meant.Purpose.Name} at {at:O} data of {day:O}: naively {may}, window {window}";
        }

        var use = meant.Data.From <= meant.Data.To;
        for (var day = meant.Data.From; use && day <= meant.Data.To; day = day.AddDays(1))
            use = MayUse(day);
        return Use(asked) == use ? null : $"{meant.Purpose.Name} at {at:O} data of {meant.Data}: naively {use}";
    }

    static Permission Engine(Question question) => ConsentEvaluation.Policy(
        question.Documents.AsSpan(), question.Code, question.At, question.Options).Permission;

    static WindowAnswer Window(Question question) => ConsentEvaluation.Window(
        question.Documents.AsSpan(), question.Purpose, LegalDays.Of(question.At), question.Options, question.Retro,
        question.Stays.AsSpan());

    static bool Use(Question question) => ConsentEvaluation.Use(
        question.Documents.AsSpan(), question.Purpose, LegalDays.Of(question.At), question.Data, question.Options,
        question.Retro, question.Stays.AsSpan()).Permitted;
}

/// <summary>Ways in which the engine could be wrong, each made by asking it a slightly different question.</summary>
static class PlantedFaults
{
    public static IReadOnlyDictionary<string, Func<Question, Question>> All { get; } =
        new Dictionary<string, Func<Question, Question>>
        {
            ["the time of knowledge is ignored"] = q => q with { Options = q.Options with { KnownAt = null } },
            ["quality verdicts are ignored"] = Each(document => document with { Counts = true }),
            ["the oldest state counts"] = Each(document => document with { State = -document.State }),
            ["withdrawals expire"] = Each(document => document with { Kind = DocumentKind.Consent }),
            ["uses are forgotten"] = Each(document => document with { Uses = [] }),
            ["days are those of UTC"] = q => q with { At = new(q.At.UtcDateTime.Date.AddHours(5), TimeSpan.Zero) },
            ["withdrawals begin a day late"] = Each(document => document.Kind is DocumentKind.Consent
                ? document
                : document with { SignedAt = document.SignedAt.AddDays(1) }),
            ["a no of the same day loses"] = q => q with
            {
                Documents =
                [
                    .. q.Documents.Select(document => q.Documents.Any(other =>
                            other.SignedAt == document.SignedAt && other.ConsentId != document.ConsentId)
                        ? Without(document, ProvisionType.Deny)
                        : document),
                ],
            },
            ["ends count one day longer"] = EachProvision(provision =>
                provision.End.Year < 2990 ? provision with { End = provision.End.AddDays(1) } : provision),
            ["malformed provisions are left out"] = Each(document => document with
            {
                Provisions = [.. document.Provisions.Where(provision => provision.Start <= provision.End)],
            }),
            ["versions are ignored"] = q => q with { Options = q.Options with { PolicyVersion = null } },
            ["code systems are ignored"] = EachProvision(provision =>
                provision with { Policy = new(PolicyCode.MiiSystem, provision.Policy.Code) }),
            ["stays are ignored"] = q => q with { Stays = [] },
            ["the past is always asked for"] = q => q with { Retro = true },
            ["withdrawals are never final"] = q => q with { Options = q.Options with { RevokeIsPermanent = false } },
            ["the incumbent's rules are not applied"] =
                q => q with { Options = q.Options with { GicsCompatible = false } },
            ["signers are mixed up"] = Each(document => document with { Signers = [] }),
        };

    static DocumentFacts Without(DocumentFacts document, ProvisionType type) => document with
    {
        Provisions = [.. document.Provisions.Where(provision => provision.Type != type)],
    };

    static Func<Question, Question> Each(Func<DocumentFacts, DocumentFacts> change) =>
        question => question with { Documents = [.. question.Documents.Select(change)] };

    static Func<Question, Question> EachProvision(Func<Provision, Provision> change) =>
        Each(document => document with { Provisions = [.. document.Provisions.Select(change)] });
}

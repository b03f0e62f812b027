using System.Collections.Immutable;

namespace TrustCenter.Consents.Tests;

/// <summary>Repeatable numbers (SplitMix64).</summary>
sealed class Dice(ulong seed)
{
    ulong state = seed;

    public int Below(int limit)
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)limit);
        }
    }

    public bool OneIn(int chances) => Below(chances) == 0;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];
}

/// <summary>A question to both implementations.</summary>
public sealed record Question(
    ImmutableArray<DocumentFacts> Documents, PolicyCode Code, Purpose Purpose, DateTimeOffset At, DaySpan Data,
    EvaluationOptions Options, bool Retro, ImmutableArray<DaySpan> Stays, ImmutableArray<DateOnly> Days);

/// <summary>
/// Histories of all kinds: shipped forms and stated provisions, minors, withdrawals, refusals, corrections, faults,
/// days with several signatures, documents recorded late, uses, several signers, contradictions and malformed ends.
/// </summary>
static class RandomHistories
{
    static readonly DateOnly Origin = new(2019, 12, 20);
    static readonly int[] Arcs = [6, 7, 8, 45, 49, 22, 19, 20, 51, 52, 55, 13, 12, 11, 15, 27, 4, 5, 46, 1];
    static readonly PolicyCode Foreign = new("https://example.org/policies", PolicyCode.MiiPrefix + "8");
    static readonly ImmutableArray<TemplateDefinition> Forms = BroadConsent.Templates();

    public static Question Next(Dice dice)
    {
        // Few different days, so that many documents meet on one.
        var days = Enumerable.Range(0, 4).Select(_ => Origin.AddDays(dice.Below(2200))).ToArray();
        var documents = new List<DocumentFacts>();
        if (dice.OneIn(2)) documents.Add(Plain(dice, days.Min()));
        var count = dice.Below(6) - documents.Count;
        for (var i = 0; i < count; i++) AddDocument(dice, documents, days);
        if (documents.Count > 0 && dice.OneIn(8)) documents.Add(documents[0]);
        for (var i = documents.Count - 1; i > 0; i--)
        {
            var other = dice.Below(i + 1);
            (documents[i], documents[other]) = (documents[other], documents[i]);
        }

        DaySpan[] stays = dice.OneIn(3) ? [Stay(dice, days), Stay(dice, days)] : [];
        var data = Near(dice, days);
        return new(
            [.. documents], Code(dice), Purpose.All[dice.Below(dice.OneIn(3) ? Purpose.All.Length : 5)],
            Moment(dice, Near(dice, days)),
            new(data, data.AddDays(dice.Of(0, 0, 1, 30, 400, -1))), Options(dice, days), dice.OneIn(2), [.. stays],
            [.. Interesting(documents, stays, days)]);
    }

    static EvaluationOptions Options(Dice dice, DateOnly[] days) => new(
        RevokeIsPermanent: dice.OneIn(5), PolicyVersion: dice.Of(null, null, null, null, "1.0", "1.1", "1.1"),
        GicsCompatible: dice.OneIn(4), UnknownIsDecline: dice.OneIn(6),
        KnownAt: dice.OneIn(4) ? Moment(dice, Near(dice, days)) : null);

    static DateOnly Near(Dice dice, DateOnly[] days) =>
        dice.Of(days).AddDays(dice.Of(
            -400, -1, 0, 0, 1, 2, 29, 60, 100, 200, 300, 365, 366, 730, 1825, 1826, 1827, 10957));

    static DaySpan Stay(Dice dice, DateOnly[] days)
    {
        var from = dice.Of(days).AddDays(-dice.Below(20));
        return new(from, from.AddDays(dice.Below(30)));
    }

    // Around the borders of the day: midnight in Berlin, midnight in UTC, and between.
    static DateTimeOffset Moment(Dice dice, DateOnly day) => new(
        day.ToDateTime(dice.Of(new(0, 0), new TimeOnly(10, 0), new(15, 30), new(21, 59, 59), new(22, 30), new(23, 15))),
        TimeSpan.Zero);

    static PolicyCode Code(Dice dice) => dice.OneIn(25) ? Foreign : PolicyCode.Mii(dice.Of(Arcs));

    static void AddDocument(Dice dice, List<DocumentFacts> documents, DateOnly[] days)
    {
        var signed = Moment(dice, dice.Of(days));
        var id = new Guid(documents.Count + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, (byte)dice.Below(256)]);
        var facts = dice.OneIn(2) ? Form(dice, id, signed) : Stated(dice, id, signed);
        if (dice.OneIn(6)) facts = facts with { Uses = [new(Code(dice), Near(dice, days))] };
        if (dice.OneIn(4)) facts = facts with { Uses = [.. facts.Uses, new(PolicyCode.Mii(11), Near(dice, days))] };
        documents.Add(facts);
        if (!dice.OneIn(4)) return;

        var corrected = dice.OneIn(2) ? Form(dice, id, signed) : facts with { Counts = !facts.Counts };
        documents.Add(corrected with
        {
            State = 2,
            KnownFrom = facts.KnownFrom.AddDays(dice.Below(600)),
            Uses = facts.Uses,
            Signers = facts.Signers,
        });
    }

    // An ordinary consent, so that there is something to take back.
    static DocumentFacts Plain(Dice dice, DateOnly day)
    {
        var signed = Moment(dice, day);
        var form = Forms[dice.Below(4)];
        var answers = form.Modules.ToDictionary(module => module.Name, _ => ModuleAnswer.Accepted);
        var born = day.AddDays(-dice.Below(18 * 365));
        return new(
            new(1000, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]), 1, DocumentKind.Consent, signed, signed, true,
            Provisions.Derive(form, answers, signed, born),
            dice.OneIn(5) ? [new(PolicyCode.Mii(11), day.AddDays(90))] : [],
            dice.OneIn(2) ? [] : [Signer(1)]);
    }

    static DocumentFacts Form(Dice dice, Guid id, DateTimeOffset signed)
    {
        var form = Forms[dice.Below(Forms.Length)];
        var answers = new Dictionary<string, ModuleAnswer>();
        var eager = dice.OneIn(2);
        foreach (var module in form.Modules)
            answers[module.Name] = eager && form.Type == TemplateType.ConsentOptIn
                ? ModuleAnswer.Accepted
                : (ModuleAnswer)dice.Below(9);
        DateOnly? born = dice.OneIn(4) ? null : NaiveEvaluation.Day(signed).AddDays(-dice.Below(19 * 365));
        var kind = form.Type switch
        {
            TemplateType.ConsentOptIn => DocumentKind.Consent,
            TemplateType.Refusal => DocumentKind.Refusal,
            TemplateType.PartialWithdrawal => DocumentKind.PartialWithdrawal,
            _ => DocumentKind.FullWithdrawal,
        };
        var derived = Provisions.Derive(form, answers, signed, born);
        NaiveDerivation.Check(form, answers, signed, born, derived);
        return Facts(dice, id, kind, signed, derived);
    }

    static DocumentFacts Stated(Dice dice, Guid id, DateTimeOffset signed)
    {
        var kind = (DocumentKind)dice.Below(6);
        var denies = kind is DocumentKind.Consent or DocumentKind.OptOut ? 5 : 1;
        var provisions = Enumerable.Range(0, dice.Below(14)).Select(_ =>
        {
            var start = NaiveEvaluation.Day(signed).AddDays(dice.Of(0, 0, 0, 0, -100, 5, 300));
            var end = dice.Of(start.AddDays(dice.Below(900)), start.AddYears(5).AddDays(-1), new(3000, 1, 1));
            if (dice.OneIn(40)) end = start.AddDays(-1);
            return new Provision(
                dice.OneIn(denies) ? ProvisionType.Deny : ProvisionType.Permit, Code(dice), start, end,
                dice.Of(null, "1.0", "1.0", "1.1"), dice.OneIn(6), dice.OneIn(6));
        });
        return Facts(dice, id, kind, signed, [.. provisions]);
    }

    static DocumentFacts Facts(
        Dice dice, Guid id, DocumentKind kind, DateTimeOffset signed, ImmutableArray<Provision> provisions) =>
        new(id, 1, kind, signed, signed.AddDays(dice.Of(0, 0, 1, 200)), !dice.OneIn(8), provisions, [],
            dice.Of<ImmutableArray<Guid>>([], [Signer(1)], [Signer(2)], [Signer(1), Signer(2)]));

    static Guid Signer(byte number) => new(0, 0, 0, [0, 0, 0, 0, 0, 0, 1, number]);

    // Every day on which an answer may change, with the days beside it.
    static IEnumerable<DateOnly> Interesting(List<DocumentFacts> documents, DaySpan[] stays, DateOnly[] days)
    {
        var provisions = documents.SelectMany(document => document.Provisions).ToList();
        return provisions.Select(provision => provision.Start).Concat(provisions.Select(provision => provision.End))
            .Concat(documents.Select(document => NaiveEvaluation.Day(document.SignedAt)))
            .Concat(documents.Select(document => new DateOnly(document.SignedAt.Year - 5, 1, 1)))
            .Concat(stays.SelectMany(stay => new[] { stay.From, stay.To })).Concat(days)
            .Concat([new(1900, 1, 1), new(1950, 6, 1), new(2990, 1, 1), new(3000, 1, 1)])
            .SelectMany(day => new[] { day.AddDays(-1), day, day.AddDays(1) }).Distinct();
    }
}

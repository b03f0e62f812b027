namespace TrustCenter.Consents.Tests;

/// <summary>What must hold of every history.</summary>
public sealed class EvaluationLawTests
{
    const int Histories = 3_000;

    static IEnumerable<Question> Questions() =>
        Enumerable.Range(1, Histories).Select(number => RandomHistories.Next(new Dice((ulong)number)));

    static PolicyAnswer Policy(Question question) => ConsentEvaluation.Policy(
        question.Documents.AsSpan(), question.Code, question.At, question.Options);

    static WindowAnswer Window(Question question) => ConsentEvaluation.Window(
        question.Documents.AsSpan(), question.Purpose, LegalDays.Of(question.At), question.Options, question.Retro,
        question.Stays.AsSpan());

    static DocumentFacts Withdrawal(Question question, DateOnly day) => new(
        new Guid(9999, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]), 1, DocumentKind.FullWithdrawal, LegalDays.StartOf(day),
        DateTimeOffset.MinValue, true,
        [
            .. question.Documents.SelectMany(document => document.Provisions).Select(provision => provision.Policy)
                .Append(question.Code).Append(PolicyCode.Mii(7)).Distinct()
                .Select(policy => new Provision(ProvisionType.Deny, policy, day, LegalDays.OpenEnd, "1.1")),
        ], [], []);

    [Fact]
    public void After_a_withdrawal_of_everything_nothing_is_permitted_until_a_later_signature()
    {
        var silenced = 0;
        foreach (var question in Questions())
        {
            var at = LegalDays.Of(question.At);
            var asked = question with { Options = question.Options with { GicsCompatible = false } };
            var day = asked.Documents.Select(document => LegalDays.Of(document.SignedAt))
                .Where(signed => signed <= at).DefaultIfEmpty(at).Max();
            var withdrawn = asked with { Documents = [.. asked.Documents, Withdrawal(asked, day)] };
            Assert.NotEqual(Permission.Permit, Policy(withdrawn).Permission);
            Assert.Empty(Window(withdrawn).Spans);
            DateOnly[] times = [at, at.AddDays(1), at.AddYears(5), at.AddYears(31), LegalDays.OpenEnd.AddDays(-1)];
            foreach (var later in times)
                foreach (var code in Enumerable.Range(1, 124).Where(arc => arc % 7 == 0).Select(PolicyCode.Mii))
                    if (asked.Documents.All(document => LegalDays.Of(document.SignedAt) <= day))
                        Assert.False(ConsentEvaluation.Policy(
                            withdrawn.Documents.AsSpan(), code, later, EvaluationOptions.Default).Permitted);
            if (Policy(asked).Permitted) silenced++;
        }

        Assert.True(silenced > Histories / 10);
    }

    [Fact]
    public void The_incumbents_rules_deny_from_the_moment_of_a_withdrawal()
    {
        var options = new EvaluationOptions(GicsCompatible: true);
        foreach (var question in Questions())
        {
            var withdrawal = Withdrawal(question, LegalDays.Of(question.At)) with { SignedAt = question.At };
            Assert.Equal(
                MiiCodes.IsModule(question.Code) || MiiCodes.IsDeprecated(question.Code)
                    ? Permission.Unknown
                    : Permission.Deny,
                ConsentEvaluation.Policy(
                    [.. question.Documents, withdrawal], question.Code, question.At, options).Permission);
        }
    }

    [Fact]
    public void A_withdrawal_never_adds_a_permission_or_a_day()
    {
        foreach (var question in Questions())
        {
            var day = question.Days[question.Days.Length / 2];
            var withdrawn = question with { Documents = [.. question.Documents, Withdrawal(question, day)] };
            if (Policy(withdrawn).Permitted) Assert.True(Policy(question).Permitted);
            var before = Window(question).Spans;
            foreach (var span in Window(withdrawn).Spans)
                Assert.Contains(before, other => other.Contains(span));
        }
    }

    [Fact]
    public void The_order_of_documents_and_provisions_means_nothing()
    {
        foreach (var question in Questions())
        {
            var turned = question with
            {
                Documents =
                [
                    .. question.Documents.Reverse().Select(document => document with
                    {
                        Provisions = [.. document.Provisions.Reverse()], Signers = [.. document.Signers.Reverse()],
                    }),
                ],
            };
            Same(question, turned);
        }
    }

    [Fact]
    public void A_copy_of_a_document_changes_nothing()
    {
        foreach (var question in Questions().Where(question => question.Documents.Length > 0))
        {
            Same(question, question with { Documents = [.. question.Documents, .. question.Documents] });

            // Also one imported a second time under an id of its own; only the list of documents grows.
            var copies = question.Documents.Select(document => document with
            {
                ConsentId = new([.. document.ConsentId.ToByteArray()[..15], 200]),
            });
            var twice = question with { Documents = [.. question.Documents, .. copies] };
            Assert.Equal(Policy(question) with { Documents = [] }, Policy(twice) with { Documents = [] });
            Assert.Equal(Window(question).Spans, Window(twice).Spans);
        }
    }

    [Fact]
    public void A_permit_stands_until_the_day_the_answer_names()
    {
        var stood = 0;
        foreach (var question in Questions())
        {
            var (at, documents) = (LegalDays.Of(question.At), question.Documents);
            var options = question.Options with { GicsCompatible = false, UnknownIsDecline = false };
            var answer = ConsentEvaluation.Policy(documents.AsSpan(), question.Code, at, options);
            Assert.Equal(answer.Permitted, answer.Until is not null);
            if (answer.Until is not { } until) continue;
            Assert.InRange(until, at, LegalDays.OpenEnd);

            // As long as no newer document and no use comes in between.
            var change = documents.Select(document => LegalDays.Of(document.SignedAt))
                .Concat(documents.SelectMany(document => document.Uses).Select(use => use.On))
                .Where(day => day > at).DefaultIfEmpty(LegalDays.OpenEnd).Min();
            if (change <= until) continue;
            Assert.True(ConsentEvaluation.Policy(documents.AsSpan(), question.Code, until, options).Permitted);
            stood++;
        }

        Assert.True(stood > 100);
    }

    [Fact]
    public void Every_answer_names_a_known_rule_and_the_documents_behind_it()
    {
        var seen = new HashSet<string>();
        foreach (var question in Questions())
        {
            var answer = Policy(question);
            seen.Add(answer.Reason);
            Assert.Contains(answer.Reason, ReasonCodes.All);
            var ids = question.Documents.Select(document => document.ConsentId).ToList();
            Assert.All(answer.Documents, id => Assert.Contains(id, ids));
            if (answer.Permitted) Assert.NotEmpty(answer.Documents);
            Assert.Contains(Window(question).Reason, ReasonCodes.All);
        }

        Assert.True(seen.Count >= 14, string.Join(", ", seen));
    }

    static void Same(Question question, Question other)
    {
        var (one, two) = (Policy(question), Policy(other));
        Assert.Equal(one.Documents, two.Documents);
        Assert.Equal(one with { Documents = [] }, two with { Documents = [] });
        var (window, same) = (Window(question), Window(other));
        Assert.Equal(window.Spans, same.Spans);
        Assert.Equal(window.Documents, same.Documents);
        Assert.Equal((window.Permission, window.Reason), (same.Permission, same.Reason));
    }
}

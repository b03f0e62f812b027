using FsCheck;
using FsCheck.Fluent;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms.Tests;

/// <summary>Whoever asks and whoever decides, in whichever roles, through whomever: never one person, never one
/// role.</summary>
public sealed class RolePairsTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    static readonly string[] Accounts = ["a", "b", "c"];

    static Gen<Party> Parties() =>
        from name in Gen.Elements(Accounts)
        from via in Gen.Elements<string?>(null, null, null, "a", "b", "c")
        from roles in Gen.Elements(Permissions.OfRole.Keys.ToArray()).Two()
        select new Party(name, [.. new[] { roles.Item1, roles.Item2 }.Distinct()], via);

    [Fact]
    public void Nobody_decides_on_their_own_request_or_on_one_of_their_role()
    {
        var approvals = 0;
        var rule = Prop.ForAll(Parties().Two().ToArbitrary(), pair =>
        {
            var (by, decider) = (pair.Item1, pair.Item2);
            var request = Request.Evolve(Request.Initial,
                new RequestMade("d", "recontact-findings", "law", "p", 1, "hash", by, Now));
            var decision = Request.Approve(request, new(decider, "hash", "s", Now));
            var emergency = Request.Evolve(request, new RequestMade("d", "c", "", "", 1, "hash", by, Now, true));
            var review = Request.Review(emergency, decider, true, Now);
            var accounts = new[] { by.Name, by.Via }.OfType<string>();
            var same = accounts.Intersect(new[] { decider.Name, decider.Via }.OfType<string>()).Any()
                || by.Roles.Intersect(decider.Roles).Any();
            if (decision.Rejection is null) approvals++;
            return same == (decision.Rejection is not null) && same == (review.Rejection is not null);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), rule);
        Assert.InRange(approvals, 100, 1_500);
    }

    /// <summary>All roles: 0 approvals of one's own, and for every requesting role somebody who may.</summary>
    [Fact]
    public void Every_role_that_asks_has_a_role_that_approves()
    {
        foreach (var (role, may) in Permissions.OfRole)
        {
            var request = Request.Evolve(Request.Initial,
                new RequestMade("d", "recontact-findings", "law", "p", 1, "h", new("one", [role]), Now));
            var deciders = Permissions.OfRole.Where(other => other.Value.Contains(Permissions.PseudonymApprove))
                .Where(other => Request.Approve(
                    request, new(new("two", [other.Key]), "h", "s", Now)).Rejection is null).ToArray();
            Assert.DoesNotContain(deciders, decider => decider.Key == role);
            if (may.Contains(Permissions.PseudonymRequest)) Assert.NotEmpty(deciders);
            Assert.NotNull(Request.Approve(request, new(new("one", ["dpo"]), "h", "s", Now)).Rejection);
        }
    }

    [Fact]
    public void A_ward_has_nothing_to_do_with_it() => Assert.DoesNotContain(Permissions.OfRole["ward"],
        permission => permission.StartsWith("pseudonym.", StringComparison.Ordinal)
            || permission.StartsWith("case.", StringComparison.Ordinal));
}

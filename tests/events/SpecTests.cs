using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

public sealed class SpecTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    static Func<Wallet, Decision> Taking(int amount) => wallet => Wallet.Take(wallet, amount, Now);

    [Fact]
    public void A_specification_that_holds_passes()
    {
        Spec.Given<Wallet>(new MoneyPut(5, "a")).When(Taking(2)).Then(new MoneyTaken(2, Now));
        Spec.Given<Wallet>(new MoneyPut(5, "a")).When(Taking(0)).ThenNothing();
        Spec.Given<Wallet>(new MoneyPut(5, "a")).When(Taking(6)).ThenRefused("not-enough");
    }

    [Fact]
    public void A_specification_that_does_not_hold_fails()
    {
        var five = Spec.Given<Wallet>(new MoneyPut(5, "a"));
        Action[] wrong =
        [
            () => five.When(Taking(2)).Then(new MoneyTaken(3, Now)),
            () => five.When(Taking(2)).Then(),
            () => five.When(Taking(2)).ThenNothing(),
            () => five.When(Taking(2)).ThenRefused("not-enough"),
            () => five.When(Taking(6)).Then(new MoneyTaken(6, Now)),
            () => five.When(Taking(6)).ThenNothing(),
            () => five.When(Taking(6)).ThenRefused("another-code"),
        ];
        Assert.All(wrong, specification => Assert.Throws<SpecFailedException>(specification));
    }

    [Fact]
    public void Lists_within_events_are_compared_by_what_they_hold()
    {
        var named = new WalletNamed("a", WalletKind.Plain, ["x", "y"]);
        Spec.Given<Wallet>().When(_ => Decision.Of(named)).Then(named with { Owners = ["x", "y"] });
        Assert.Throws<SpecFailedException>(
            () => Spec.Given<Wallet>().When(_ => Decision.Of(named)).Then(named with { Owners = ["y", "x"] }));
    }
}

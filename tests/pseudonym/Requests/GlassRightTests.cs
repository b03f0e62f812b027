using TrustCenter.Events;
using TrustCenter.Testing;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class GlassRightTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    static readonly Guid[] Ids = [.. Enumerable.Range(1, 5).Select(i => new Guid(i, 0, 0, new byte[8]))];

    static GlassBroken Broken(int use, double day) => new(Ids[use], "clerk-1", Now.AddDays(day));

    static GlassReviewed Reviewed(int use, double day, bool justified = true) =>
        new(Ids[use], justified, Now.AddDays(day));

    static Func<GlassRight, Decision> Breaking(int use, double day) =>
        right => GlassRight.Break(right, Broken(use, day));

    [Fact]
    public void Three_in_thirty_days_are_the_most()
    {
        object[] three =
            [Broken(0, 0), Reviewed(0, 0.1), Broken(1, 1), Reviewed(1, 1.1), Broken(2, 2), Reviewed(2, 2.1)];

        Spec.Given<GlassRight>(three[..4]).When(Breaking(2, 2)).Then(Broken(2, 2));
        Spec.Given<GlassRight>(three).When(Breaking(3, 29.9)).ThenRefused("break-glass-used-up");
        Spec.Given<GlassRight>(three).When(Breaking(3, 30)).Then(Broken(3, 30));
    }

    [Fact]
    public void Without_a_review_within_a_day_the_right_is_suspended_until_there_is_one()
    {
        Spec.Given<GlassRight>(Broken(0, 0)).When(Breaking(1, 1)).Then(Broken(1, 1));
        Spec.Given<GlassRight>(Broken(0, 0)).When(Breaking(1, 1.001)).ThenRefused("break-glass-suspended");
        Spec.Given<GlassRight>(Broken(0, 0), Reviewed(0, 5)).When(Breaking(1, 6)).Then(Broken(1, 6));
    }

    [Fact]
    public void What_was_not_justified_suspends_for_thirty_days()
    {
        Spec.Given<GlassRight>(Broken(0, 0), Reviewed(0, 0.5, false)).When(Breaking(1, 30.4))
            .ThenRefused("break-glass-suspended");
        Spec.Given<GlassRight>(Broken(0, 0), Reviewed(0, 0.5, false)).When(Breaking(1, 30.5)).Then(Broken(1, 30.5));
    }

    [Fact]
    public void Everybody_has_a_stream_of_their_own() =>
        Assert.NotEqual(GlassRight.StreamOf("clerk-1"), GlassRight.StreamOf("clerk-2"));
}

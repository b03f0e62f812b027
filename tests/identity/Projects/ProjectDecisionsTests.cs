using FsCheck;
using FsCheck.Fluent;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities.Tests;

public sealed class ProjectDecisionsTests
{
    static readonly DateOnly Today = new(2026, 3, 1);
    static readonly string[] Order =
        ["", ProjectStatuses.Draft, ProjectStatuses.Agreed, ProjectStatuses.Open, ProjectStatuses.Linking,
            ProjectStatuses.Finished];

    [Fact]
    public void Whatever_is_asked_for_in_whatever_order_a_project_keeps_its_laws() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), acts =>
        {
            var project = LinkageProject.Initial;
            foreach (var act in acts)
            {
                var decision = Decide(project, act);
                Assert.True(decision.Rejection is null || decision.Events is []);
                var after = decision.Events.Aggregate(project, LinkageProject.Evolve);
                Check(project, after);
                Assert.Empty(Again(after, act));
                project = after;
            }
        }).QuickCheckThrowOnFailure();

    static void Check(LinkageProject before, LinkageProject after)
    {
        // the way is forward; only a failed comparison and changed terms lead back one step
        var (from, to) = (Array.IndexOf(Order, before.Status), Array.IndexOf(Order, after.Status));
        Assert.True(after.Status == ProjectStatuses.Cancelled || to >= from
            || (before.Status, after.Status) is (ProjectStatuses.Agreed, ProjectStatuses.Draft)
                or (ProjectStatuses.Linking, ProjectStatuses.Open), $"{before.Status} to {after.Status}");
        Assert.True(before.Status is not (ProjectStatuses.Finished or ProjectStatuses.Cancelled)
            || after.Status == before.Status);

        // nobody's records are taken or compared under terms that not everybody agreed to
        if (after.Uploads.Count > 0 || after.Run is not null) Assert.Equal(after.Agreed.Count, after.Sites.Count);
        if (before.Exists && before.Fingerprint != after.Fingerprint) Assert.Empty(after.Agreed);
        if (after.Result is not null) Assert.True(after.Uploads.Count >= 2);
    }

    /// <summary>Saying a thing twice changes nothing, or is refused.</summary>
    static IReadOnlyList<object> Again(LinkageProject project, byte act) =>
        act % 12 is 1 or 9 ? [] : Decide(project, act).Events;

    static Decision Decide(LinkageProject project, byte act)
    {
        var late = act >= 128;
        var day = late ? Today.AddDays(30) : Today;
        return (act % 12) switch
        {
            0 => ProjectDecisions.Create(project, "study", Terms(0.8), "a"),
            1 => ProjectDecisions.Change(project, Terms(0.9), late ? "a" : "b"),
            2 => Known(project, "north") ? ProjectDecisions.Agree(project, "north", project.Fingerprint)
                : ProjectDecisions.Unknown,
            3 => Known(project, "south") ? ProjectDecisions.Agree(project, "south", late ? "a" : project.Fingerprint)
                : ProjectDecisions.Unknown,
            4 => ProjectDecisions.Open(project),
            5 => ProjectDecisions.Receive(project, Received("north", act), day),
            6 => ProjectDecisions.Receive(project, Received("south", act), day),
            7 => ProjectDecisions.BeginLinking(project, Guid.Empty, day),
            8 => ProjectDecisions.Complete(project, new(Guid.Empty, Guid.Empty, 1, late ? 1 : 0)),
            9 => ProjectDecisions.Fail(project, new(Guid.Empty, "pairs-too-many")),
            10 => ProjectDecisions.Finish(project),
            _ => late && act > 240 ? ProjectDecisions.Cancel(project, Guid.Empty) : ProjectDecisions.Erase(project),
        };
    }

    static bool Known(LinkageProject project, string site) => project.Exists && project.Sites.Contains(site);

    static EncodingsReceived Received(string site, byte act) =>
        new(site, Guid.Empty, 1, $"{act}", DateTimeOffset.UnixEpoch);

    static ProjectTerms Terms(double linkFrom) => new("t", "b", [new("south", "s"), new("north", "n")],
        new("", "", "", ""), linkFrom, new(Today.AddDays(1), Today.AddDays(2), Today.AddDays(3)));
}

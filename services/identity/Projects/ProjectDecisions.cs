using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>What may happen to a linkage project, and when.</summary>
public static class ProjectDecisions
{
    public static readonly Rejection Unknown = Rejection.NotFound("project-unknown",
        "There is no such project, or you have no part in it.");

    public static readonly Rejection WrongStatus = Rejection.Conflict("project-status",
        "The project is not in a state in which this can be done; look at its status.");

    public static Decision Create(LinkageProject project, string name, ProjectTerms terms, string fingerprint) =>
        project.Exists ? Rejection.Conflict("project-exists", "There is a project of this name already.", "name")
            : Decision.Of(new ProjectCreated(name, terms, fingerprint));

    public static Decision Change(LinkageProject project, ProjectTerms terms, string fingerprint) =>
        project.Status is not (ProjectStatuses.Draft or ProjectStatuses.Agreed) ? WrongStatus
            : project.Fingerprint == fingerprint ? Decision.Nothing
            : Decision.Of(new ProjectTermsChanged(terms, fingerprint));

    public static Decision Agree(LinkageProject project, string site, string fingerprint)
    {
        if (project.Fingerprint != fingerprint)
        {
            return Rejection.Conflict("terms-changed",
                "The terms are not the ones that were read; read them again.", "terms");
        }

        if (project.Agreed.Contains(site)) return Decision.Nothing;
        return project.Status == ProjectStatuses.Draft ? Decision.Of(new SiteAgreed(site, fingerprint)) : WrongStatus;
    }

    public static Decision Open(LinkageProject project) => project.Status switch
    {
        ProjectStatuses.Open => Decision.Nothing,
        ProjectStatuses.Agreed => Decision.Of(new ProjectOpened()),
        ProjectStatuses.Draft => Rejection.Conflict("agreement-missing", "Not every site has agreed to the terms."),
        _ => WrongStatus,
    };

    /// <summary>Whether a site may send records now; asked before they are read and again when they are complete.
    /// </summary>
    public static Rejection? OfSending(LinkageProject project, DateOnly today) =>
        project.Status != ProjectStatuses.Open ? WrongStatus
            : today > project.Terms!.Deadlines.EncodingsUntil
                ? Rejection.Conflict("deadline-passed", "The deadline of this step has passed.")
                : null;

    public static Decision Receive(LinkageProject project, EncodingsReceived received, DateOnly today)
    {
        if (project.Uploads.GetValueOrDefault(received.Site)?.Digest == received.Digest) return Decision.Nothing;
        return OfSending(project, today) is { } refusal ? refusal : Decision.Of(received);
    }

    public static Decision BeginLinking(LinkageProject project, Guid run, DateOnly today)
    {
        if (project.Status == ProjectStatuses.Linking) return Decision.Nothing;
        if (project.Status != ProjectStatuses.Open) return WrongStatus;
        var late = today > project.Terms!.Deadlines.EncodingsUntil;
        return project.Uploads.Count < (late ? 2 : project.Terms.Sites.Count)
            ? Rejection.Conflict("encodings-missing",
                "Before the deadline every site has to have sent its records, behind it at least two.")
            : Decision.Of(new LinkingBegun(run));
    }

    public static Decision Complete(LinkageProject project, LinkingDone done) =>
        project.Status != ProjectStatuses.Linking || project.Run != done.Run ? WrongStatus
            : project.Result is not null ? Decision.Nothing
            : done.Questions > 0 ? Decision.Of(done)
            : Decision.Of(done, new ProjectFinished());

    public static Decision Fail(LinkageProject project, LinkingFailed failed) =>
        project.Status == ProjectStatuses.Linking && project.Run == failed.Run && project.Result is null
            ? Decision.Of(failed) : Decision.Nothing;

    public static Decision Finish(LinkageProject project) => project.Status switch
    {
        ProjectStatuses.Finished => Decision.Nothing,
        ProjectStatuses.Linking when project.Result is not null => Decision.Of(new ProjectFinished()),
        _ => WrongStatus,
    };

    public static Decision Cancel(LinkageProject project, Guid note) => project.Status switch
    {
        ProjectStatuses.Cancelled => Decision.Nothing,
        ProjectStatuses.Finished => WrongStatus,
        "" => Unknown,
        _ => Decision.Of(new ProjectCancelled(note)),
    };

    public static Decision Erase(LinkageProject project) =>
        project.Erased || project.Status is not (ProjectStatuses.Finished or ProjectStatuses.Cancelled)
            ? Decision.Nothing : Decision.Of(new ProjectErased());
}

using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Who may see which project. What is unknown and what is none of the caller's looks the same.</summary>
static class ProjectAccess
{
    /// <summary>Whether the caller looks after projects as a whole, not for one site.</summary>
    public static bool Oversees(this Caller caller) =>
        caller.May(Permissions.ProjectManage) || !caller.May(Permissions.ProjectSite);

    public static bool MaySee(this LinkageProject project, Caller caller) => project.Exists
        && (caller.Oversees() ? caller.MayUse(project.Name) : project.SiteOf(caller.Name) is not null);

    public static async Task<LinkageProject?> FindAsync(
        this IQuerySession session, Guid id, Caller caller, CancellationToken ct)
    {
        var project = await session.AggregateStreamAsync<LinkageProject>(id, ct: ct);
        return project.MaySee(caller) ? project : null;
    }

    /// <summary>The project with the site that the caller acts for; null where it acts for none.</summary>
    public static async Task<(LinkageProject Project, string Site)?> FindSiteAsync(
        this IQuerySession session, Guid id, Caller caller, CancellationToken ct)
    {
        var project = await session.AggregateStreamAsync<LinkageProject>(id, ct: ct);
        return project.SiteOf(caller.Name) is { } site ? (project, site) : null;
    }

    /// <param name="id">The project's key.</param>
    /// <param name="project">The project.</param>
    /// <param name="version">Its version.</param>
    /// <param name="caller">Who looks.</param>
    /// <param name="polls">How looking at sites' addresses went, where that is asked for.</param>
    public static ProjectView View(
        Guid id, LinkageProject project, long version, Caller caller,
        IReadOnlyDictionary<string, PollingView>? polls = null)
    {
        var terms = project.Terms!;
        var own = project.SiteOf(caller.Name);
        return new(id, project.Name, project.Status, terms.Title, terms.LegalBasis,
            [
                .. terms.Sites.Select(site => caller.Oversees() || site.Name == own
                    ? new ProjectSiteView(site.Name, project.Agreed.Contains(site.Name), site.Client,
                        project.Uploads.GetValueOrDefault(site.Name) is { } sent
                            ? new(sent.Records, sent.Digest, sent.At) : null,
                        site.Source, polls?.GetValueOrDefault(site.Name))
                    : new(site.Name, project.Agreed.Contains(site.Name), null, null)),
            ],
            ProjectProfiles.View(terms), terms.LinkFrom, terms.Deadlines, project.Fingerprint,
            project.Result is not null, version);
    }
}

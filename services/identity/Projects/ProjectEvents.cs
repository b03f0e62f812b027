using System.Collections.Immutable;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <param name="Fingerprint">Of name and terms: what a site agrees to.</param>
public sealed record ProjectCreated(string Name, ProjectTerms Terms, string Fingerprint);

public sealed record ProjectTermsChanged(ProjectTerms Terms, string Fingerprint);

public sealed record SiteAgreed(string Site, string Fingerprint);

public sealed record ProjectOpened;

/// <param name="Upload">Where the records lie until they are linked.</param>
/// <param name="Digest">SHA-256 of the file.</param>
public sealed record EncodingsReceived(string Site, Guid Upload, long Records, string Digest, DateTimeOffset At);

public sealed record LinkingBegun(Guid Run);

/// <param name="Result">Where pseudonyms and the linkage table lie.</param>
public sealed record LinkingDone(Guid Run, Guid Result, long Links, long Questions);

/// <param name="Code">Why.</param>
public sealed record LinkingFailed(Guid Run, string Code);

public sealed record ProjectFinished;

/// <param name="Note">Where the reason lies, in the vault with the project's key.</param>
public sealed record ProjectCancelled(Guid Note);

/// <summary>Pseudonyms and the linkage table are gone.</summary>
public sealed record ProjectErased;

public sealed record SiteUpload(Guid Upload, long Records, string Digest, DateTimeOffset At);

/// <summary>What the events of one linkage project add up to.</summary>
public sealed record LinkageProject(
    string Name, string Status, ProjectTerms? Terms, string Fingerprint, ImmutableHashSet<string> Agreed,
    ImmutableDictionary<string, SiteUpload> Uploads, Guid? Run, Guid? Result, bool Erased) : IFold<LinkageProject>
{
    public static LinkageProject Initial { get; } = new("", "", null, "", [],
        ImmutableDictionary<string, SiteUpload>.Empty, null, null, false);

    public bool Exists => Terms is not null;

    /// <summary>Sites in the order of their names, whatever order they were listed in.</summary>
    public IReadOnlyList<string> Sites => [.. Terms!.Sites.Select(site => site.Name).Order(StringComparer.Ordinal)];

    /// <summary>The site an account acts for, or null.</summary>
    public string? SiteOf(string client) => Terms?.Sites.FirstOrDefault(site => site.Client == client)?.Name;

    public static LinkageProject Evolve(LinkageProject project, object @event) => @event switch
    {
        ProjectCreated e => project with
        {
            Name = e.Name,
            Status = ProjectStatuses.Draft,
            Terms = e.Terms,
            Fingerprint = e.Fingerprint,
        },
        ProjectTermsChanged e => project with
        {
            Status = ProjectStatuses.Draft,
            Terms = e.Terms,
            Fingerprint = e.Fingerprint,
            Agreed = [],
        },
        SiteAgreed e => project.With(project.Agreed.Add(e.Site)),
        ProjectOpened => project with { Status = ProjectStatuses.Open },
        EncodingsReceived e => project with
        {
            Uploads = project.Uploads.SetItem(e.Site, new(e.Upload, e.Records, e.Digest, e.At)),
        },
        LinkingBegun e => project with { Status = ProjectStatuses.Linking, Run = e.Run },
        LinkingFailed => project with { Status = ProjectStatuses.Open, Run = null },
        LinkingDone e => project with { Result = e.Result },
        ProjectFinished => project with { Status = ProjectStatuses.Finished },
        ProjectCancelled => project with { Status = ProjectStatuses.Cancelled },
        ProjectErased => project with { Erased = true },
        _ => project,
    };

    LinkageProject With(ImmutableHashSet<string> agreed) => this with
    {
        Agreed = agreed,
        Status = Terms!.Sites.All(site => agreed.Contains(site.Name)) ? ProjectStatuses.Agreed : Status,
    };
}

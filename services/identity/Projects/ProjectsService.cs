using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>The table of contents of linkage between sites.</summary>
static class ProjectsService
{
    public static void MapProjects(this RouteGroupBuilder routes)
    {
        ManagingProjects.Map(routes);
        TakingPart.Map(routes);
        SendingEncodings.Map(routes);
        Linking.Map(routes);
        ReadingPseudonyms.Map(routes);
        AnsweringTasks.Map(routes);
    }

    public static void Events(EventStoreOptions options)
    {
        options.Stream<LinkageProject>("linkage-project");
        options.Event<ProjectCreated>("project-created");
        options.Event<ProjectTermsChanged>("project-terms-changed");
        options.Event<SiteAgreed>("site-agreed");
        options.Event<ProjectOpened>("project-opened");
        options.Event<EncodingsReceived>("encodings-received");
        options.Event<LinkingBegun>("linking-begun");
        options.Event<LinkingDone>("linking-done");
        options.Event<LinkingFailed>("linking-failed");
        options.Event<ProjectFinished>("project-finished");
        options.Event<ProjectCancelled>("project-cancelled");
        options.Event<ProjectErased>("project-erased");
        options.Projections.Add(new ProjectsProjection());
    }
}

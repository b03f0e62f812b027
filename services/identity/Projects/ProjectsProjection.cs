using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Which projects there are and who acts in them: to find them by, everything else is in their streams.
/// </summary>
public sealed class ProjectsProjection : IInlineProjection
{
    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        ProjectCreated e =>
        [
            Sql.Command("""
                insert into identity.projects (project, name, status, results_until, created_at)
                values ($1, $2, 'draft', $3, $4)
                """, @event.StreamId, e.Name, e.Terms.Deadlines.ResultsUntil,
                @event.Metadata.RecordedAt.UtcDateTime),
            Sites(@event.StreamId, e.Terms),
        ],
        ProjectTermsChanged e =>
        [
            Sql.Command("update identity.projects set status = 'draft', results_until = $2 where project = $1",
                @event.StreamId, e.Terms.Deadlines.ResultsUntil),
            Sql.Command("delete from identity.project_sites where project = $1", @event.StreamId),
            Sites(@event.StreamId, e.Terms),
        ],
        ProjectOpened or LinkingFailed =>
            [Move(@event, ProjectStatuses.Open), PollRows.Begin(@event.StreamId)],
        LinkingBegun => [Move(@event, ProjectStatuses.Linking), PollRows.End(@event.StreamId)],
        ProjectFinished => [Move(@event, ProjectStatuses.Finished)],
        ProjectCancelled => [Move(@event, ProjectStatuses.Cancelled), PollRows.End(@event.StreamId)],
        ProjectErased => [Sql.Command("update identity.projects set erased = true where project = $1",
            @event.StreamId)],
        _ => [],
    };

    static NpgsqlBatchCommand Move(IEvent @event, string status) => Sql.Command(
        "update identity.projects set status = $2 where project = $1", @event.StreamId, status);

    static NpgsqlBatchCommand Sites(Guid project, ProjectTerms terms) => Sql.Command("""
        insert into identity.project_sites (project, site, client, source)
        select $1, $2[n], $3[n], $4[n] from generate_series(1, cardinality($2)) as n
        """, project, terms.Sites.Select(site => site.Name).ToArray(),
        terms.Sites.Select(site => site.Client).ToArray(), terms.Sites.Select(site => site.Source).ToArray());
}

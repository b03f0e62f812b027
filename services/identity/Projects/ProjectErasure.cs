using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>What of a project goes when: filters once they are compared, pseudonyms and the linkage table at the end.
/// </summary>
static class ProjectErasure
{
    public static IEnumerable<NpgsqlBatchCommand> OfTiles(Guid id, Guid run) =>
    [
        .. VaultRows.Erase(run),
        Sql.Command("delete from identity.linkage_tiles where project = $1", id),
    ];

    /// <summary>Filters, and the pairs that tiles found.</summary>
    public static IEnumerable<NpgsqlBatchCommand> OfComparing(Guid id, LinkageProject project) =>
    [
        .. project.Uploads.Values.SelectMany(upload => SealedPages.Erase(upload.Upload)),
        .. project.Run is { } run ? OfTiles(id, run) : [],
    ];

    public static IEnumerable<NpgsqlBatchCommand> OfEverything(Guid id, LinkageProject project) =>
    [
        .. OfComparing(id, project),
        .. project.Result is { } result ? SealedPages.Erase(result) : [],
        .. VaultRows.Erase(id),
        Sql.Command("""
            with given as (select task from identity.study_tasks where study = $1),
            items as (delete from vault.items i using given where i.subject = given.task)
            delete from vault.keys k using given where k.subject = given.task
            """, id),
        Sql.Command("delete from identity.study_tasks where study = $1", id),
        Sql.Command("delete from identity.study_questions where study = $1", id),
        Sql.Command("delete from identity.study_records where study = $1", id),
        Sql.Command("delete from identity.study_gone where study = $1", id),
        Sql.Command("delete from identity.study_pseudonyms where study = $1", id),
        Sql.Command("delete from identity.linkage_tasks where project = $1", id),
        Sql.Command("delete from identity.linkage_questions where project = $1", id),
    ];
}

using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>Parents and children. That nobody is their own ancestor is checked where it is stored, one at a
/// time.</summary>
public static class DomainFamily
{
    public const string CircleState = "TC004";

    public static Rejection Circle { get; } = Rejection.Conflict("domain-circle",
        "A domain can't be among its own ancestors.", "settings.parents");

    public static NpgsqlBatchCommand Check(Guid stream) =>
        Sql.Command("select pseudonym.expect_no_circle(id) from pseudonym.domains where stream = $1", stream);

    /// <summary>The first of these that isn't there, or null.</summary>
    public static async Task<string?> MissingAsync(
        NpgsqlDataSource database, IReadOnlyList<string> names, CancellationToken ct)
    {
        if (names.Count == 0) return null;
        await using var command = database.CreateCommand("""
            select wanted from unnest($1) wanted
            where not exists(select from pseudonym.domains where name = wanted) limit 1
            """);
        command.Parameters.Add(new() { Value = names.ToArray() });
        return await command.ExecuteScalarAsync(ct) as string;
    }
}

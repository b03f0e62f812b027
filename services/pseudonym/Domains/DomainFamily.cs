using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>Parents and children. That nobody is their own ancestor is checked where it is stored, one at a
/// time.</summary>
static class DomainFamily
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

    /// <summary>Domains below in which pairs go with those of their parents, parents before children; null where one
    /// can't be opened any more.</summary>
    public static async Task<IReadOnlyList<OpenDomain>?> CascadeAsync(
        PairTransaction transaction, OpenDomain domain, DomainCatalog catalog, CancellationToken ct)
    {
        var names = new List<string>();
        await using (var batch = transaction.Batch(Sql.Command("""
            with recursive below(id, depth) as (
                select p.domain, 1 from pseudonym.parents p join pseudonym.domains d on d.id = p.domain
                where p.parent = $1 and d.settings ->> 'originals' = 'cascade-delete'
                union all select p.domain, depth + 1 from below b join pseudonym.parents p on p.parent = b.id
                    join pseudonym.domains d on d.id = p.domain where d.settings ->> 'originals' = 'cascade-delete')
            select d.name from below b join pseudonym.domains d using (id) group by d.name order by max(depth)
            """, domain.Id)))
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) names.Add(reader.GetString(0));
        }

        var family = new List<OpenDomain>();
        foreach (var name in names)
        {
            if (await catalog.FindAsync(name, ct) is not { } child) return null;
            family.Add(child);
        }

        return family;
    }

    /// <summary>The domains an original of this one may be a pseudonym of.</summary>
    public static async Task<IReadOnlyList<OpenDomain>> ParentsAsync(
        OpenDomain domain, DomainCatalog catalog, CancellationToken ct)
    {
        var parents = new List<OpenDomain>();
        foreach (var name in domain.Settings.Parents!)
            if (await catalog.FindAsync(name, ct) is { } parent) parents.Add(parent);
        return parents;
    }

    /// <summary>Which of these texts the domain takes as originals, by its rule.</summary>
    public static async Task<HashSet<string>> AcceptedAsync(
        PairTransaction transaction, OpenDomain domain, IReadOnlyCollection<string> texts,
        IReadOnlyList<OpenDomain> parents, DateTimeOffset now, CancellationToken ct)
    {
        if (domain.Settings.Originals == OriginalsRule.Off) return [.. texts];
        if (domain.Settings.Originals == OriginalsRule.Validate)
            return [.. texts.Where(text => parents.Any(parent => parent.Format.Validate(text).IsValid))];

        await using var batch = transaction.Batch(Sql.Command("""
            select pseudonym from pseudonym.pairs
            where domain = any($1) and pseudonym = any($2) and (valid_until is null or valid_until > $3)
            """, parents.Select(parent => parent.Id).ToArray(), texts.ToArray(), now.UtcDateTime));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var accepted = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) accepted.Add(reader.GetString(0));
        return accepted;
    }
}

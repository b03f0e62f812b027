using Npgsql;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Which records are one person: what was certain, and what both sites confirmed. No address gives it.
/// </summary>
static class LinkageTable
{
    /// <summary>Every record with its site's number, its own pseudonym and its person, by site and place.</summary>
    public static async Task<List<(int Site, UInt128 Record, long Person)>> ReadAsync(
        LinkageProject project, Guid id, NpgsqlDataSource data, Vault vault, CancellationToken ct)
    {
        var table = new List<(int, UInt128, long)>();
        if (project.Result is not { } result || await VaultRows.FindKeyAsync(data, result, ct) is not { } wrapped)
            return table;
        var key = vault.OpenKey(result, wrapped);
        var people = await ConfirmedAsync(id, key, data, ct);
        using var pages = new SealedPages(data, result, key);
        var sites = LinkageRun.SitesOf(project);
        for (var site = 0; site < sites.Count; site++)
        {
            for (var page = 0; page < LinkageRun.Pages(project.Uploads[sites[site]]); page++)
            {
                foreach (var content in await pages.ReadAsync(site, page, page + 1, ct))
                {
                    foreach (var (record, person, _) in ResultPage.Read(content))
                        table.Add((site, record, Find(people, person)));
                }
            }
        }

        return table;
    }

    static async Task<Dictionary<long, long>> ConfirmedAsync(
        Guid id, DataKey key, NpgsqlDataSource data, CancellationToken ct)
    {
        using var seal = new TaskSeal(key);
        await using var command = data.CreateCommand("""
            select question, content from identity.linkage_questions
            where project = $1 and verdict = 'same' order by question
            """);
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var above = new Dictionary<long, long>();
        while (await reader.ReadAsync(ct))
        {
            var (left, right) = seal.OpenQuestion(reader.GetGuid(0), reader.GetFieldValue<byte[]>(1));
            var (a, b) = (Find(above, left), Find(above, right));
            if (a != b) above[Math.Max(a, b)] = Math.Min(a, b);
        }

        return above;
    }

    static long Find(Dictionary<long, long> above, long person)
    {
        while (above.TryGetValue(person, out var next)) person = next;
        return person;
    }
}

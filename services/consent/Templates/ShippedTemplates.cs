using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Puts the MII domain and the shipped forms in place; what is there already is left as it is.</summary>
public static class ShippedTemplates
{
    const string Present = """
        select (select array_agg(name) from consent.domains),
            (select array_agg(key) from consent.templates where domain = $1)
        """;

    /// <returns>How many forms were added.</returns>
    public static async Task<int> SeedAsync(IDocumentStore store, TimeProvider clock, CancellationToken ct)
    {
        var session = store.LightweightSession(new("system", $"seed-{clock.GetUtcNow():yyyyMMdd}", "shipped forms"));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SeedAsync(session, ct);
            }
            catch (StreamMovedException) when (attempt < 5)
            {
                // another instance starts at the same time; look again at what it has put in place
                session = store.LightweightSession(session.Context);
            }
        }
    }

    static async Task<int> SeedAsync(IDocumentSession session, CancellationToken ct)
    {
        var (domains, keys) = await PresentAsync(session, ct);
        if (!domains.Contains(BroadConsent.Domain))
            session.Events.StartStream<ConsentDomain>(
                StreamIds.OfDomain(BroadConsent.Domain), new DomainCreated(BroadConsent.Settings));
        var missing = BroadConsent.Templates().Where(form => !keys.Contains(form.Key)).ToArray();
        foreach (var form in missing)
        {
            session.Events.StartStream<Template>(StreamIds.OfTemplate(form.Domain, form.Key),
                new TemplateDrafted(form), new TemplateFinalised(form.Domain, form.Key));
        }

        await session.SaveChangesAsync(ct);
        return missing.Length;
    }

    static async Task<(HashSet<string> Domains, HashSet<string> Keys)> PresentAsync(
        IQuerySession session, CancellationToken ct)
    {
        await using var command = session.DataSource.CreateCommand(Present);
        command.Parameters.Add(new() { Value = BroadConsent.Domain });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (Names(reader, 0), Names(reader, 1));
    }

    static HashSet<string> Names(Npgsql.NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? [] : [.. reader.GetFieldValue<string[]>(column)];
}

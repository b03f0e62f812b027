using System.Text.Json;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Reads forms that people may sign or have signed; drafts are never among them.</summary>
public static class TemplateRows
{
    public static TemplateDefinition Parse(string json) =>
        JsonSerializer.Deserialize(json, StoredTemplates.Default.TemplateDefinition)!;

    public static async Task<Dictionary<string, TemplateDefinition>> FinalAsync(
        IQuerySession session, string domain, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        if (keys.Count == 0) return [];
        var forms = await ReadAsync(session,
            "select definition from consent.templates where domain = $1 and key = any($2) and status <> 'draft'",
            [domain, keys.ToArray()], ct);
        return forms.ToDictionary(form => form.Key, StringComparer.Ordinal);
    }

    public static async Task<List<TemplateDefinition>> ReadAsync(
        IQuerySession session, string sql, object[] parameters, CancellationToken ct)
    {
        await using var command = session.DataSource.CreateCommand(sql);
        command.CommandTimeout = Sql.Patience;
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var forms = new List<TemplateDefinition>();
        while (await reader.ReadAsync(ct)) forms.Add(Parse(reader.GetString(0)));
        return forms;
    }
}

using System.Text;
using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Who changed how people are compared, when, why, and what differs.</summary>
static class ConfigurationHistory
{
    const int MostShown = 100;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/domains/{domain}/configurations/history", Handle).RequirePermission(Permissions.IdentityManage)
        .WithSummary("Who changed how people are compared, when, why, and what differs")
        .Produces<IReadOnlyList<ConfigurationAct>>();

    static async Task<IResult> Handle(
        string domain, Caller caller, IQuerySession session, Vault vault, CancellationToken ct)
    {
        var id = StreamIds.OfDomain(domain);
        var events = caller.MayUse(domain) ? await session.FetchStreamAsync(id, ct: ct) : [];
        if (events is []) return Problem.From(Faults.DomainUnknown);
        var reasons = await ReasonsAsync(session.DataSource, vault, id, ct);
        var (known, acts, active) = (new Dictionary<int, JsonElement>(), new List<ConfigurationAct>(), (int?)null);
        foreach (var made in events)
        {
            if (made.Data is ConfigurationAdded added)
            {
                known[added.Version] = added.Configuration;
                acts.Add(Act(made, added.Version, "added", added.Note, active, known, reasons));
            }

            if (made.Data is not ConfigurationActivated activated) continue;
            acts.Add(Act(made, activated.Version, "activated", activated.Note, active, known, reasons));
            active = activated.Version;
        }

        return Results.Ok(acts);
    }

    /// <summary>Keeps why, encrypted with a key of the domain's own.</summary>
    public static async Task<Guid?> KeepReasonAsync(
        IDocumentSession session, Vault vault, Guid domain, string? reason, CancellationToken ct)
    {
        if (reason is null) return null;
        var key = await VaultRows.FindKeyAsync(session.DataSource, domain, ct);
        if (key is null) session.QueueSqlCommand(VaultRows.StoreKey(domain, key = vault.NewKey(domain)));
        var note = Guid.CreateVersion7(session.RecordedAt);
        session.QueueSqlCommand(VaultRows.StoreItem(domain, PairNotes.Field(note), 1,
            vault.Seal(domain, key, PairNotes.Field(note), Encoding.UTF8.GetBytes(reason))));
        return note;
    }

    static ConfigurationAct Act(
        IEvent made, int version, string act, Guid? note, int? against, Dictionary<int, JsonElement> known,
        Dictionary<string, string> reasons)
    {
        var differences = against is { } before ? JsonDifference.Between(known[before], known[version]) : [];
        return new(version, act, made.Metadata.Actor, made.Metadata.RecordedAt,
            note is { } key ? reasons.GetValueOrDefault(PairNotes.Field(key)) : null, against,
            [.. differences.Take(MostShown)], differences.Count);
    }

    static async Task<Dictionary<string, string>> ReasonsAsync(
        NpgsqlDataSource data, Vault vault, Guid domain, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select i.field, i.content, k.kek, k.wrapped from vault.items i join vault.keys k using (subject)
            where i.subject = $1 and i.field like 'reason/%'
            """, domain));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var reasons = new Dictionary<string, string>();
        while (await row.ReadAsync(ct))
        {
            var field = row.GetString(0);
            reasons[field] = Encoding.UTF8.GetString(vault.Open(domain,
                new(row.GetString(2), row.GetFieldValue<byte[]>(3)), field, row.GetFieldValue<byte[]>(1)));
        }

        return reasons;
    }
}

/// <summary>Where two JSON documents differ, value by value. Pure.</summary>
static class JsonDifference
{
    public static IReadOnlyList<ConfigurationDifference> Between(JsonElement before, JsonElement after)
    {
        var (one, other) = (Leaves(before), Leaves(after));
        return
        [
            .. one.Keys.Union(other.Keys).Order(StringComparer.Ordinal)
                .Where(path => !one.TryGetValue(path, out var a) || !other.TryGetValue(path, out var b)
                    || a.GetRawText() != b.GetRawText())
                .Select(path => new ConfigurationDifference(path,
                    one.TryGetValue(path, out var a) ? a : null, other.TryGetValue(path, out var b) ? b : null)),
        ];
    }

    /// <summary>The version is part of the content, but no difference.</summary>
    static Dictionary<string, JsonElement> Leaves(JsonElement root)
    {
        var leaves = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Walk("", root, leaves);
        leaves.Remove("/version");
        return leaves;
    }

    static void Walk(string path, JsonElement at, Dictionary<string, JsonElement> leaves)
    {
        switch (at.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in at.EnumerateObject())
                    Walk($"{path}/{property.Name.Replace("~", "~0").Replace("/", "~1")}", property.Value, leaves);
                break;
            case JsonValueKind.Array:
                foreach (var (i, item) in at.EnumerateArray().Index()) Walk($"{path}/{i}", item, leaves);
                break;
            default:
                leaves[path] = at;
                break;
        }
    }
}

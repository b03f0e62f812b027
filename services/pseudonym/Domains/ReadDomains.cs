using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>How domains look from outside.</summary>
public static class DomainViews
{
    public static PseudonymDomainView Of(string name, PseudonymDomainSettings settings, bool closed, long version)
    {
        Formats.Read(settings.Format!, out var format);
        return new(name, version, closed, format.Capacity.ToString(System.Globalization.CultureInfo.InvariantCulture),
            settings);
    }

    public static PseudonymDomainView Of(DomainRow row) => Of(row.Name, row.Settings, row.Closed, row.Version);
}

/// <summary>The domains a caller may know of: one, all by name, all as trees.</summary>
public static class ReadingDomains
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/domains/list", List)
            .RequirePermission(Permissions.PseudonymRead)
            .WithSummary("List the pseudonym domains you may use")
            .Produces<IReadOnlyList<PseudonymDomainView>>();
        routes.MapPost("/domains/get", Get)
            .RequirePermission(Permissions.PseudonymRead)
            .WithSummary("Read one pseudonym domain")
            .Produces<PseudonymDomainView>();
        routes.MapPost("/domains/tree", Tree)
            .RequirePermission(Permissions.PseudonymRead)
            .WithSummary("The domains as trees: whose pseudonyms are whose originals")
            .Produces<IReadOnlyList<PseudonymDomainTree>>();
    }

    static async Task<IResult> List(Caller caller, IQuerySession session, CancellationToken ct) =>
        TypedResults.Ok((await ReadAsync(caller, session, ct)).ConvertAll(DomainViews.Of));

    static async Task<IResult> Get(
        PseudonymDomainName wanted, HttpContext http, Caller caller, IQuerySession session, CancellationToken ct)
    {
        await using var command = session.DataSource.CreateCommand("""
            select id, stream, name, settings, closed, version from pseudonym.domains where name = $1
            """);
        command.Parameters.Add(new() { Value = wanted.Name });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct) || !caller.MayUse(wanted.Name)) return Problem.From(Faults.DomainUnknown);
        var row = DomainCatalog.Row(reader);
        http.Response.Headers.ETag = ETags.For(row.Version);
        return TypedResults.Ok(DomainViews.Of(row));
    }

    static async Task<IResult> Tree(Caller caller, IQuerySession session, CancellationToken ct)
    {
        var domains = await ReadAsync(caller, session, ct);
        var names = domains.Select(domain => domain.Name).ToHashSet(StringComparer.Ordinal);
        var children = domains.SelectMany(domain => domain.Settings.Parents!.Select(parent => (parent, domain)))
            .ToLookup(pair => pair.parent, pair => pair.domain);
        var roots = domains.Where(domain => !domain.Settings.Parents!.Any(names.Contains));
        return TypedResults.Ok(roots.Select(Node).ToList());

        PseudonymDomainTree Node(DomainRow domain) =>
            new(domain.Name, domain.Settings.Label!, [.. children[domain.Name].Select(Node)]);
    }

    static async Task<List<DomainRow>> ReadAsync(Caller caller, IQuerySession session, CancellationToken ct)
    {
        await using var command = session.DataSource.CreateCommand("""
            select id, stream, name, settings, closed, version from pseudonym.domains order by name
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var domains = new List<DomainRow>();
        while (await reader.ReadAsync(ct))
            if (caller.MayUse(reader.GetString(2))) domains.Add(DomainCatalog.Row(reader));
        return domains;
    }
}

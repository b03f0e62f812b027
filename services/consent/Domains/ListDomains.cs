using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The domains a caller may know of, by name.</summary>
public static class ListingDomains
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/domains", List)
            .RequirePermission("template.read")
            .WithSummary("List the consent domains you may use")
            .Produces<IReadOnlyList<DomainView>>();
        routes.MapGet("/domains/{domain}", Get)
            .RequirePermission("template.read")
            .WithSummary("Read one consent domain")
            .Produces<DomainView>();
    }

    static async Task<IResult> List(Caller caller, IQuerySession session, CancellationToken ct)
    {
        await using var command = session.DataSource.CreateCommand(
            "select name, settings, version from consent.domains order by name");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var domains = new List<DomainView>();
        while (await reader.ReadAsync(ct))
        {
            if (caller.MayUse(reader.GetString(0)))
                domains.Add(DomainViews.Of(DomainSettings.Parse(reader.GetString(1)), reader.GetInt64(2)));
        }

        return Results.Ok(domains);
    }

    static async Task<IResult> Get(
        string domain, HttpContext http, Caller caller, IQuerySession session, CancellationToken ct)
    {
        await using var command = session.DataSource.CreateCommand(
            "select settings, version from consent.domains where name = $1");
        command.Parameters.Add(new() { Value = domain });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!caller.MayUse(domain) || !await reader.ReadAsync(ct)) return Problem.From(Faults.DomainUnknown);
        http.Response.Headers.ETag = ETags.For(reader.GetInt64(1));
        return Results.Ok(DomainViews.Of(DomainSettings.Parse(reader.GetString(0)), reader.GetInt64(1)));
    }
}

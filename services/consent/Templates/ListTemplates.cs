using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The forms of a domain, and one of them whole.</summary>
public static class ListingTemplates
{
    const string Columns =
        "id, domain, key, status, stream_version, changed_at, final_at, retired_since, definition, type";

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/domains/{domain}/templates", List)
            .RequirePermission("template.read")
            .WithSummary("List the forms of a domain")
            .Produces<IReadOnlyList<TemplateView>>();
        routes.MapGet("/domains/{domain}/templates/{name}/{version}", Get)
            .RequirePermission("template.read")
            .WithSummary("Read one version of a form")
            .Produces<TemplateView>();
    }

    static async Task<IResult> List(
        string domain, string? status, Caller caller, IQuerySession session, CancellationToken ct)
    {
        if (await session.UsableAsync(caller, domain, ct) is null) return Problem.From(Faults.DomainUnknown);
        await using var command = session.DataSource.CreateCommand($"""
            select {Columns} from consent.templates
            where domain = $1 and ($2 = '' or status = $2) order by name, version
            """);
        command.Parameters.Add(new() { Value = domain });
        command.Parameters.Add(new() { Value = status ?? "" });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var forms = new List<TemplateView>();
        while (await reader.ReadAsync(ct)) forms.Add(View(reader, whole: false));
        return Results.Ok(forms);
    }

    static async Task<IResult> Get(
        string domain, string name, string version, HttpContext http, Caller caller, IQuerySession session,
        CancellationToken ct)
    {
        if (!caller.MayUse(domain)) return Problem.From(Faults.DomainUnknown);
        await using var command = session.DataSource.CreateCommand(
            $"select {Columns} from consent.templates where domain = $1 and key = $2");
        command.Parameters.Add(new() { Value = domain });
        command.Parameters.Add(new() { Value = $"{name}|{version}".Normalize() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return Problem.From(TemplateViews.Unknown);
        var view = View(reader, whole: true);
        http.Response.Headers.ETag = ETags.For(view.StreamVersion);
        return Results.Ok(view);
    }

    static TemplateView View(NpgsqlDataReader row, bool whole) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4),
        row.GetFieldValue<DateTimeOffset>(5), row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
        row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
        whole ? TemplateViews.Of(TemplateRows.Parse(row.GetString(8))) : null, row.GetString(9));
}

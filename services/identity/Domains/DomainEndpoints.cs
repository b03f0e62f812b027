using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Creates domains, reads them and changes how they work.</summary>
static class DomainSlices
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/domains", Create)
            .RequirePermission(Permissions.DomainManage)
            .WithSummary("Create a domain of the index")
            .Produces<DomainView>(StatusCodes.Status201Created);
        routes.MapPut("/domains/{domain}/settings", Change)
            .RequirePermission(Permissions.DomainManage)
            .WithSummary("Change how a domain of the index works")
            .Produces<DomainView>();
        routes.MapGet("/domains", List)
            .RequirePermission(Permissions.TemplateRead)
            .WithSummary("List the domains of the index you may use")
            .Produces<IReadOnlyList<DomainView>>();
    }

    static async Task<IResult> Create(
        CreateDomain command, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        if (DomainRules.Read(command.Name, command.Settings, out var settings) is { } fault) return Problem.From(fault);
        if (!caller.MayUse(command.Name))
        {
            return Problem.From(Rejection.Forbidden("domain-not-granted",
                "Your account is restricted to other domains; ask for this one to be granted first."));
        }

        var id = StreamIds.OfDomain(command.Name);
        var stream = await session.Events.FetchForWriting<IdentityDomain>(id, ct);
        var decision = DomainDecisions.Decide(stream.Aggregate, command.Name, settings);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        stream.AppendMany([.. decision.Events]);
        session.Audit(new("domain-created", $"domain/{id}", "done", Detail: new { domain = command.Name }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
            new DomainView(command.Name, stream.CurrentVersion, settings.View, 1),
            Location: $"/api/identity/domains/{Uri.EscapeDataString(command.Name)}",
            ETag: ETags.For(stream.CurrentVersion)), ct);
    }

    static async Task<IResult> Change(
        string domain, DomainSettingsView command, HttpContext http, Caller caller, IDocumentSession session,
        CancellationToken ct)
    {
        var id = StreamIds.OfDomain(domain);
        var stream = await session.Events.FetchForWriting<IdentityDomain>(id, ct);
        if (stream.Aggregate.Settings is null || !caller.MayUse(domain)) return Problem.From(Faults.DomainUnknown);
        if (http.Stale(stream.StartingVersion)) return Problem.StreamMoved;
        if (DomainRules.Read(domain, command, out var settings) is { } fault) return Problem.From(fault);
        var decision = DomainDecisions.Decide(stream.Aggregate, settings);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        stream.AppendMany([.. decision.Events]);
        session.Audit(new("domain-settings-changed", $"domain/{id}",
            decision.Events.Count == 0 ? "unchanged" : "done", Detail: new { domain }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK,
            new DomainView(domain, stream.CurrentVersion, settings.View, stream.Aggregate.Active),
            ETag: ETags.For(stream.CurrentVersion)), ct);
    }

    static async Task<IResult> List(Caller caller, IQuerySession session, CancellationToken ct)
    {
        await using var command = session.DataSource.CreateCommand(
            "select name, version, settings, configuration from identity.domains order by name");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var domains = new List<DomainView>();
        while (await reader.ReadAsync(ct))
        {
            if (caller.MayUse(reader.GetString(0)))
            {
                domains.Add(new(reader.GetString(0), reader.GetInt64(1),
                    DomainSettings.Parse(reader.GetString(2)).View, reader.GetInt32(3)));
            }
        }

        return Results.Ok(domains);
    }

    /// <summary>Whether the caller has seen another version than this; no If-Match means: whatever it is.</summary>
    public static bool Stale(this HttpContext http, long version) =>
        ETags.IsConditional(http) && (!ETags.TryRead(http, out var seen) || seen != version);
}

/// <summary>What may happen to a domain.</summary>
static class DomainDecisions
{
    public static Decision Decide(IdentityDomain domain, string name, DomainSettings settings) =>
        domain.Settings is null
            ? Decision.Of(new DomainCreated(name, settings),
                ConfigurationRules.Added(1, ConfigurationRules.Usual(settings)), new ConfigurationActivated(1))
            : Rejection.Conflict("domain-exists", "There is a domain of this name already.", "name");

    public static Decision Decide(IdentityDomain domain, DomainSettings settings)
    {
        if (domain.Settings is not { } before) return Faults.DomainUnknown;
        if (before.Sources.Select(source => source.Name).Except(settings.Sources.Select(source => source.Name)).Any())
        {
            return Rejection.Conflict("source-in-use",
                "Identities name their source; sources may be added, not removed.", "settings.sources");
        }

        if (before.Authorities.Select(authority => authority.Name)
            .Except(settings.Authorities.Select(authority => authority.Name)).Any())
        {
            return Rejection.Conflict("authority-in-use",
                "Identifiers name their authority; authorities may be added, not removed.", "settings.authorities");
        }

        if (!before.Compared.SequenceEqual(settings.Compared))
        {
            return Rejection.Conflict("compared-fixed",
                "Which identifiers are compared is fixed when the domain is created.", "settings.authorities");
        }

        return before.Same(settings) ? Decision.Nothing : Decision.Of(new DomainSettingsChanged(settings));
    }
}

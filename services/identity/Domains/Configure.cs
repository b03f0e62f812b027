using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Versions of how a domain's people are compared: adds one, puts one in use, lists them.</summary>
static class Configuring
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/domains/{domain}/configurations", List)
            .RequirePermission(Permissions.IdentityManage)
            .WithSummary("Versions of how people are compared").Produces<IReadOnlyList<ConfigurationView>>();
        routes.MapPost("/domains/{domain}/configurations", Add)
            .RequirePermission(Permissions.IdentityManage)
            .WithSummary("Add a version of how people are compared").Produces<ConfigurationView>(201);
        routes.MapPost("/domains/{domain}/configurations/{version:int}/activation", Activate)
            .RequirePermission(Permissions.IdentityManage)
            .WithSummary("Compare people by this version from now on").Produces<DomainView>();
    }

    static async Task<IResult> List(string domain, Caller caller, IQuerySession session, CancellationToken ct)
    {
        if (!caller.MayUse(domain)) return Problem.From(Faults.DomainUnknown);
        await using var command = session.DataSource.CreateCommand("""
            select c.version, c.version = d.configuration, c.added_at, c.added_by, c.configuration
            from identity.configurations c join identity.domains d on d.name = c.domain
            where c.domain = $1 order by c.version
            """);
        command.Parameters.Add(new() { Value = domain });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var versions = new List<ConfigurationView>();
        while (await reader.ReadAsync(ct))
        {
            versions.Add(View(reader.GetInt32(0), reader.GetBoolean(1), reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetString(3), LinkageConfiguration.Read(reader.GetString(4))));
        }

        return versions is [] ? Problem.From(Faults.DomainUnknown) : Results.Ok(versions);
    }

    static async Task<IResult> Add(
        string domain, AddConfiguration command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        DomainCatalog domains, CancellationToken ct)
    {
        if (command.Reason is not null && Faults.OfReason(command.Reason) is { } wrong) return Problem.From(wrong);
        if (!caller.MayUse(domain) || await domains.FindAsync(domain, ct) is not { } open)
            return Problem.From(Faults.DomainUnknown);
        var id = StreamIds.OfDomain(domain);
        var stream = await session.Events.FetchForWriting<IdentityDomain>(id, ct);
        if (http.Stale(stream.StartingVersion)) return Problem.StreamMoved;
        var version = stream.Aggregate.Configurations + 1;
        var fault = ConfigurationRules.Read(
            command.Configuration, open.Linker.Configuration, version, out var configuration);
        if (fault is not null) return Problem.From(fault);
        stream.AppendMany(ConfigurationRules.Added(version, configuration) with
        {
            Note = await ConfigurationHistory.KeepReasonAsync(session, vault, id, command.Reason, ct),
        });
        session.Audit(new("configuration-added", $"domain/{id}", "done", Detail: new { version }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
            View(version, false, session.RecordedAt, session.Context.Actor, configuration),
            ETag: ETags.For(stream.CurrentVersion)), ct);
    }

    static async Task<IResult> Activate(
        string domain, int version, ActivateConfiguration? command, HttpContext http, Caller caller,
        IDocumentSession session, Vault vault, CancellationToken ct)
    {
        if (command?.Reason is { } reason && Faults.OfReason(reason) is { } wrong) return Problem.From(wrong);
        var id = StreamIds.OfDomain(domain);
        var stream = await session.Events.FetchForWriting<IdentityDomain>(id, ct);
        if (stream.Aggregate.Settings is not { } settings || !caller.MayUse(domain))
            return Problem.From(Faults.DomainUnknown);
        if (http.Stale(stream.StartingVersion)) return Problem.StreamMoved;
        var decision = Decide(stream.Aggregate, version);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        if (decision.Events is [ConfigurationActivated activated])
        {
            var note = await ConfigurationHistory.KeepReasonAsync(session, vault, id, command?.Reason, ct);
            stream.AppendMany(activated with { Note = note });
            foreach (var over in SimulationRows.Over(domain)) session.QueueSqlCommand(over);
        }

        session.Audit(new("configuration-activated", $"domain/{id}",
            decision.Events.Count == 0 ? "unchanged" : "done", Detail: new { version }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK,
            new DomainView(domain, stream.CurrentVersion, settings.View, version),
            ETag: ETags.For(stream.CurrentVersion)), ct);
    }

    public static Decision Decide(IdentityDomain domain, int version) =>
        version < 1 || version > domain.Configurations
            ? Rejection.NotFound("configuration-unknown", "The domain has no such version.", "version")
            : domain.Active == version ? Decision.Nothing : Decision.Of(new ConfigurationActivated(version));

    static ConfigurationView View(
        int version, bool active, DateTimeOffset addedAt, string addedBy, LinkageConfiguration configuration) => new(
        version, active, addedAt, addedBy, configuration.Fingerprint, ConfigurationRules.Json(configuration));
}

/// <summary>What a linkage configuration must be like.</summary>
static class ConfigurationRules
{
    /// <summary>People a new domain is thought to have, before anything is estimated from its own.</summary>
    const int UsualPersons = 100_000;

    public static LinkageConfiguration Usual(DomainSettings settings) =>
        LinkageConfiguration.Usual("usual", UsualPersons, [.. settings.Compared]);

    public static ConfigurationAdded Added(int version, LinkageConfiguration configuration) =>
        new(version, Json(configuration));

    public static JsonElement Json(LinkageConfiguration configuration)
    {
        using var document = JsonDocument.Parse(configuration.Write());
        return document.RootElement.Clone();
    }

    public static Rejection? Read(
        JsonElement wish, LinkageConfiguration present, int version, out LinkageConfiguration configuration)
    {
        configuration = present;
        try
        {
            configuration = LinkageConfiguration.Read(wish.GetRawText()) with { Version = version };
            _ = new PersonLinkage(configuration); // reads what the weighting brings of its own
        }
        catch (JsonException e)
        {
            return Invalid("This is no linkage configuration.", e.Path);
        }
        catch (FormatException e)
        {
            return Invalid(e.Message, null);
        }

        var same = present with
        {
            Further = configuration.Further,
            Identifiers = configuration.Identifiers,
            Blocking = configuration.Blocking,
        };
        return same.Fingerprint == present.Fingerprint ? null
            : Invalid("Blocking and further fields stay as they are: stored hashes follow from them.", null);
    }

    static Rejection Invalid(string message, string? path) =>
        Rejection.Invalid("configuration-invalid", message, path is null ? "configuration" : $"configuration {path}");
}

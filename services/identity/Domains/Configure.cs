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
            versions.Add(new(reader.GetInt32(0), reader.GetBoolean(1), reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetString(3), View(JsonSerializer.Deserialize<LinkageConfiguration>(
                    reader.GetString(4), StoredJson.Options)!)));
        }

        return versions is [] ? Problem.From(Faults.DomainUnknown) : Results.Ok(versions);
    }

    static async Task<IResult> Add(
        string domain, LinkageSettings wish, HttpContext http, Caller caller, IDocumentSession session,
        DomainCatalog domains, CancellationToken ct)
    {
        if (!caller.MayUse(domain) || await domains.FindAsync(domain, ct) is not { } open)
            return Problem.From(Faults.DomainUnknown);
        if (ConfigurationRules.Read(wish, open.Linker.Configuration, out var configuration) is { } fault)
            return Problem.From(fault);
        var id = StreamIds.OfDomain(domain);
        var stream = await session.Events.FetchForWriting<IdentityDomain>(id, ct);
        if (http.Stale(stream.StartingVersion)) return Problem.StreamMoved;
        var version = stream.Aggregate.Configurations + 1;
        stream.AppendMany(new ConfigurationAdded(version, configuration));
        session.Audit(new("configuration-added", $"domain/{id}", "done", Detail: new { version }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
            new ConfigurationView(version, false, session.RecordedAt, session.Context.Actor, View(configuration)),
            ETag: ETags.For(stream.CurrentVersion)), ct);
    }

    static async Task<IResult> Activate(
        string domain, int version, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        var id = StreamIds.OfDomain(domain);
        var stream = await session.Events.FetchForWriting<IdentityDomain>(id, ct);
        if (stream.Aggregate.Settings is not { } settings || !caller.MayUse(domain))
            return Problem.From(Faults.DomainUnknown);
        if (http.Stale(stream.StartingVersion)) return Problem.StreamMoved;
        var decision = Decide(stream.Aggregate, version);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        stream.AppendMany([.. decision.Events]);
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

    static LinkageSettings View(LinkageConfiguration configuration) => new(
        configuration.MatchAt, configuration.PossibleAt, configuration.MostCandidates,
        [.. configuration.Parameters.Fields.Select(field => new LinkageField(field.Field,
            [.. field.Levels.Select(level => new LinkageLevel(level.Level, level.M, level.U))]))],
        new(configuration.Parameters.Pairs.Stayed, configuration.Parameters.Pairs.Moved,
            configuration.Parameters.Pairs.Household, configuration.Parameters.Pairs.Twins,
            configuration.Parameters.Crosswise));
}

/// <summary>What a linkage configuration must be like.</summary>
static class ConfigurationRules
{
    public static Rejection? Read(LinkageSettings wish, LinkageConfiguration present, out LinkageConfiguration read)
    {
        var parameters = present.Parameters;
        if (wish.Fields is not null)
        {
            parameters = parameters with
            {
                Fields = [.. wish.Fields.Select(field => new FieldShares(field.Field,
                    [.. field.Levels.Select(level => new LevelShare(level.Level, level.M, level.U))]))],
            };
        }

        if (wish.Pairs is { } pairs)
        {
            parameters = parameters with
            {
                Pairs = new(pairs.Stayed, pairs.Moved, pairs.Household, pairs.Twins),
                Crosswise = pairs.Crosswise,
            };
        }

        read = new(wish.MatchAt, wish.PossibleAt, parameters, wish.MostCandidates);
        return Fault(read, present.Parameters);
    }

    static Rejection? Fault(LinkageConfiguration read, FellegiSunterParameters present)
    {
        if (!double.IsFinite(read.MatchAt) || !double.IsFinite(read.PossibleAt) || read.PossibleAt > read.MatchAt)
            return Invalid("The match threshold is no lower than that of possible matches.", "matchAt");
        if (read.MostCandidates is < 100 or > 100_000)
            return Invalid("100 to 100,000 candidates.", "mostCandidates");
        for (var i = 0; i < read.Parameters.Fields.Length || i < present.Fields.Length; i++)
        {
            if (i >= present.Fields.Length || i >= read.Parameters.Fields.Length
                || read.Parameters.Fields[i].Field != present.Fields[i].Field
                || !read.Parameters.Fields[i].Levels.Select(level => level.Level)
                    .SequenceEqual(present.Fields[i].Levels.Select(level => level.Level)))
                return Invalid("Fields and levels are those of the version in use, in their order.", $"fields[{i}]");
            if (read.Parameters.Fields[i].Levels.Any(level => !IsShare(level.M) || !IsShare(level.U)))
                return Invalid("Shares lie between 0 and 1.", $"fields[{i}]");
        }

        var pairs = read.Parameters.Pairs;
        return IsShare(pairs.Stayed) && IsShare(pairs.Moved) && IsShare(pairs.Household) && IsShare(pairs.Twins)
            && IsShare(read.Parameters.Crosswise)
            && pairs.Stayed + pairs.Moved + pairs.Household + pairs.Twins < 1
            ? null : Invalid("Shares lie between 0 and 1 and leave room for strangers.", "pairs");
    }

    static bool IsShare(double share) => share is > 0 and < 1;

    static Rejection Invalid(string message, string path) => Rejection.Invalid("configuration-invalid", message, path);
}

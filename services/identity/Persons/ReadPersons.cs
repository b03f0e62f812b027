using System.Text.Json;
using System.Text.Json.Nodes;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Shows people: found by ids or fields, by key, and what happened to them.</summary>
static class ReadingPersons
{
    const int MostShown = 100;

    static readonly Rejection SearchTooWide = Rejection.Unprocessable("search-too-wide",
        "Give an id, a local identifier, a family name or a whole birth date.", "identity");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/persons/search", Search)
            .RequirePermission(Permissions.IdentityRead)
            .WithSummary("Find people by id, local identifier or fields")
            .Produces<FoundPersons>();
        routes.MapPost("/persons/{id:guid}/view", View)
            .RequirePermission(Permissions.IdentityRead)
            .WithSummary("See a person with everything that is known")
            .Produces<PersonView>();
        routes.MapGet("/persons/{id:guid}/history", History)
            .RequirePermission(Permissions.IdentityRead)
            .WithSummary("What happened to a person, by keys")
            .Produces<IReadOnlyList<PersonEventView>>();
    }

    static async Task<IResult> Search(
        FindPersons question, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        DomainCatalog domains, TimeProvider clock, CancellationToken ct)
    {
        if (!caller.MayUse(question.Domain ?? "")
            || await domains.FindAsync(question.Domain, ct) is not { } domain)
            return Problem.From(Faults.DomainUnknown);
        if (question.Offset < 0 || question.Count is < 0 or > MostShown)
            return Problem.From(Rejection.Invalid("paging-invalid", $"Count is 0 to {MostShown}.", "count"));
        var (found, fault) = await FindAsync(session, vault, domain, question, Days.Of(clock.GetUtcNow()), ct);
        if (fault is not null) return Problem.From(fault);
        var shown = await PersonReader.ReadAsync(
            session.DataSource, vault, [.. found.Skip(question.Offset).Take(question.Count)], ct);
        foreach (var person in shown) session.Audit(new("identity-found", $"person/{person.Person}", "seen"));
        session.Audit(new("identity-search", $"domain/{StreamIds.OfDomain(domain.Name)}", "done",
            Detail: new { found = found.Length }));
        return await session.CommitAsync(
            http, new Answer(StatusCodes.Status200OK, new FoundPersons(found.Length, shown)), ct);
    }

    static async Task<(Guid[] Found, Rejection? Fault)> FindAsync(
        IDocumentSession session, Vault vault, OpenDomain domain, FindPersons question, DateOnly today,
        CancellationToken ct)
    {
        var data = session.DataSource;
        if (question.MpiId is { Length: > 0 and <= 60 } mpiId)
            return (await PersonSearch.ByMpiIdAsync(data, vault, domain.Name, mpiId, ct), null);
        if (question.Identifier is { } identifier)
        {
            return IdentityFields.Identifiers([identifier], domain.Settings, "identifier") is { } wrong
                ? ([], wrong)
                : (await PersonSearch.ByIdentifierAsync(data, vault, domain.Name, identifier, ct), null);
        }

        if (question.Identity is not { } wanted) return ([], SearchTooWide);
        var free = domain.Settings with { RequiredFields = [] };
        if (IdentityFields.Fault(wanted, free, today) is { Code: not "nothing-to-compare" } fault) return ([], fault);
        return await PersonSearch.ByFieldsAsync(data, vault, domain, IdentityFields.Clean(wanted), ct) is { } found
            ? (found, null)
            : ([], SearchTooWide);
    }

    static async Task<IResult> View(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        if (await PersonReader.ReadAsync(session.DataSource, vault, [id], ct) is not [{ Status: not "deleted" } person]
            || !caller.MayUse(person.Domain)) return Problem.From(Faults.PersonUnknown);
        session.Audit(new("identity-viewed", $"person/{id}", "seen"));
        return await session.CommitAsync(
            http, new Answer(StatusCodes.Status200OK, person, ETag: ETags.For(person.Version)), ct);
    }

    static async Task<IResult> History(Guid id, Caller caller, IQuerySession session, CancellationToken ct)
    {
        var person = await session.AggregateStreamAsync<Person>(id, ct: ct);
        if (!person.Exists || !caller.MayUse(person.Domain)) return Problem.From(Faults.PersonUnknown);
        return Results.Ok(await EventsAsync(session, id, ct));
    }

    /// <summary>A person's life, without anything that identifies it.</summary>
    public static async Task<IReadOnlyList<PersonEventView>> EventsAsync(
        IQuerySession session, Guid id, CancellationToken ct) =>
        [.. (await session.FetchStreamAsync(id, ct: ct)).Select(Of)];

    static PersonEventView Of(IEvent @event)
    {
        var data = JsonSerializer.SerializeToNode(@event.Data, @event.Data.GetType(), StoredJson.Options)!.AsObject();
        return new(@event.Version, @event.EventType, @event.Metadata.RecordedAt, @event.Metadata.Actor,
            Key(data["other"] ?? data["into"] ?? data["from"]), Key(data["operation"]),
            data["identity"] is { } one ? [Identity(one)]
                : data["identities"] is JsonArray many ? [.. many.Select(key => Identity(key!))] : []);
    }

    static Guid? Key(JsonNode? node) => node?.GetValue<Guid>();

    static Guid Identity(JsonNode node) => node is JsonObject key ? key["id"]!.GetValue<Guid>() : node.GetValue<Guid>();
}

using System.Security.Cryptography;
using System.Text;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Creates a domain with keys of its own.</summary>
public static class CreatingDomain
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/domains", Handle)
        .RequirePermission(Permissions.PseudonymManage)
        .WithSummary("Create a pseudonym domain")
        .Produces<PseudonymDomainView>(StatusCodes.Status201Created);

    static async Task<IResult> Handle(
        CreatePseudonymDomain command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (DomainRules.Read(command.Name, command.Settings, out var settings) is { } fault) return Problem.From(fault);
        if (!caller.MayUse(command.Name)) return Problem.From(Faults.DomainUnknown);
        if (await DomainFamily.MissingAsync(session.DataSource, settings.Parents!, ct) is not null
            || !settings.Parents!.All(caller.MayUse)) return Problem.From(ParentUnknown);

        var decision = await QueueAsync(session, vault, command.Name, settings, ct);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
            DomainViews.Of(command.Name, settings, false, 1), ETag: ETags.For(1)), ct);
    }

    /// <summary>Event, keys and audit entry, to be committed together.</summary>
    public static async Task<Decision> QueueAsync(
        IDocumentSession session, Vault vault, string name, PseudonymDomainSettings settings, CancellationToken ct)
    {
        var id = StreamOf(name);
        var decision = await session.Decide<Domain>(id, domain => Decide(domain, name, settings), ct);
        if (decision.Events.Count == 0) return decision;
        foreach (var use in DomainKeys.Uses) session.QueueSqlCommand(DomainKeys.Add(vault, id, use, 1));
        session.Audit(new AuditEntry(
            "pseudonym-domain-created", $"domain/{id}", "done", Detail: new { domain = name }));
        return decision;
    }

    public static Decision Decide(Domain domain, string name, PseudonymDomainSettings settings) =>
        domain.Settings is not null
            ? Rejection.Conflict("domain-exists", "There is a domain with this name.", "name")
            : Decision.Of(new DomainCreated(name, settings));

    public static Rejection ParentUnknown { get; } = Rejection.Unprocessable("parent-unknown",
        "A parent is no domain, or not one you may use.", "settings.parents");

    /// <summary>Made from the name, so that the second who creates it finds the stream taken (UUID v8).</summary>
    public static Guid StreamOf(string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("pseudonym-domain\n" + name.Normalize()));
        var id = hash.AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new(id, bigEndian: true);
    }
}

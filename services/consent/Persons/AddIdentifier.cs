using System.Collections.Immutable;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

public sealed record IdentifierAdded(Guid Subject, Guid SignerId);

/// <summary>A person in a domain: nothing but a key and the keys of what was added to it later.</summary>
public sealed record Subject(ImmutableArray<Guid> Added) : IFold<Subject>
{
    public static Subject Initial { get; } = new([]);

    public static Subject Evolve(Subject subject, object @event) => @event switch
    {
        IdentifierAdded e => new(subject.Added.Add(e.SignerId)),
        _ => subject,
    };
}

/// <summary>Gives a person a further identifier, so that all their documents are found by it too.</summary>
public static class AddingIdentifier
{
    const int Attempts = 8;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/persons/identifiers", Handle)
        .RequirePermission("consent.record")
        .WithSummary("Give a person a further identifier");

    static async Task<IResult> Handle(
        AddIdentifier command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
            TimeProvider clock,
        CancellationToken ct)
    {
        if (!caller.MayUse(command.Domain ?? "")
            || await DomainSettings.FindAsync(session, command.Domain!, ct) is not { } domain)
            return Problem.From(Faults.DomainUnknown);
        if (command.Known is null) return Problem.From(Faults.Missing("known"));
        if (command.Added is null) return Problem.From(Faults.Missing("added"));
        if (SignerIds.Check(domain, [command.Known, command.Added]) is { } fault) return Problem.From(fault);

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AddAsync(command, domain, http, session, vault, clock.GetUtcNow(), ct);
            }
            catch (PostgresException e) when (DocumentIntake.IsSomebodyWasFirst(e) && attempt < Attempts)
            {
                // somebody gave the same identifier to somebody; the next attempt sees whom
            }
        }
    }

    static async Task<IResult> AddAsync(
        AddIdentifier command, DomainSettings domain, HttpContext http, IDocumentSession session, Vault vault,
        DateTimeOffset now, CancellationToken ct)
    {
        byte[][] lookups =
            [SignerIds.Lookup(vault, domain.Name, command.Known), SignerIds.Lookup(vault, domain.Name, command.Added)];
        var found = await SignerIds.FindAsync(session.DataSource, domain.Name, lookups, ct);
        var known = found.Find(signer => signer.Lookup.AsSpan().SequenceEqual(lookups[0]));
        var taken = found.Find(signer => signer.Lookup.AsSpan().SequenceEqual(lookups[1]));
        if (known is null) return Problem.From(Faults.PersonUnknown);
        if (taken is not null && taken.Subject != known.Subject)
        {
            return Problem.From(Rejection.Conflict("identifier-taken",
                "This identifier belongs to somebody else in this domain.", "added"));
        }

        if (taken is null)
        {
            var added = new KnownSignerId(lookups[1], Guid.CreateVersion7(now), known.Subject, known.Key);
            var stream = await session.Events.FetchForWriting<Subject>(known.Subject, ct);
            stream.AppendMany(new IdentifierAdded(known.Subject, added.Id));
            using var seal = vault.OpenSeal(known.Subject, known.Key);
            session.QueueSqlCommand(SignerIds.InsertCommand(seal, domain.Name, added, command.Added, now));
            session.QueueSqlCommand(SignerIds.AliasCommand(known.Subject));
        }

        session.Audit(new("identifier-added", known.Subject.ToString(), taken is null ? "done" : "unchanged"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }
}

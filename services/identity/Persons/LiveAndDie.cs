using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>New data, contacts, death, and whether a person or an identity counts.</summary>
static class LivingPersons
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/persons/{id:guid}/update", Update)
            .RequirePermission(Permissions.IdentityRegister)
            .WithSummary("Keep new data of a known person").Produces<RegisteredIdentity>();
        routes.MapPost("/persons/{id:guid}/vital-status", Vital)
            .RequirePermission(Permissions.IdentityRegister)
            .WithSummary("Record whether a person lives").Produces<ChangedPerson>();
        routes.MapPost("/identities/{id:guid}/contacts", AddContact)
            .RequirePermission(Permissions.IdentityRegister)
            .WithSummary("Add a contact to an identity").Produces<ChangedPerson>();
        routes.MapPost("/identities/{id:guid}/contacts/{contact:guid}/end", EndContact)
            .RequirePermission(Permissions.IdentityRegister)
            .WithSummary("Say until when a contact was valid").Produces<ChangedPerson>();
        Active("/persons/{id:guid}/deactivation", "Deactivate a person", (Guid id, HttpContext http, Caller caller,
            IDocumentSession session, CancellationToken ct) => OfPerson(id, http, caller, session, false, ct));
        Active("/persons/{id:guid}/reactivation", "Reactivate a person", (Guid id, HttpContext http, Caller caller,
            IDocumentSession session, CancellationToken ct) => OfPerson(id, http, caller, session, true, ct));
        Active("/identities/{id:guid}/deactivation", "Deactivate an identity", (Guid id, HttpContext http,
            Caller caller, IDocumentSession session, CancellationToken ct) =>
            OfIdentity(id, http, caller, session, false, ct));
        Active("/identities/{id:guid}/reactivation", "Reactivate an identity", (Guid id, HttpContext http,
            Caller caller, IDocumentSession session, CancellationToken ct) =>
            OfIdentity(id, http, caller, session, true, ct));

        void Active(string path, string summary, Delegate handler) => routes.MapPost(path, handler)
            .RequirePermission(Permissions.IdentityErase).WithSummary(summary).Produces<ChangedPerson>();
    }

    static async Task<IResult> Update(
        Guid id, UpdatePerson command, HttpContext http, Caller caller, IDocumentSession session, Registrar registrar,
        Vault vault, TimeProvider clock, CancellationToken ct)
    {
        if (await session.FindPersonAsync(id, caller, ct) is not { } person) return Problem.From(Faults.PersonUnknown);
        if (Faults.OfPerson(person.Aggregate) is { } fault) return Problem.From(fault);
        if (http.Stale(person.StartingVersion)) return Problem.StreamMoved;
        var register = new RegisterIdentity(
            person.Aggregate.Domain, command.Source, command.Identity, null, command.Force);
        var (result, refusal) = await registrar.RegisterAsync(person.Aggregate.Domain,
            domain => RegisteringIdentities.Read(register, domain, vault, clock.GetUtcNow()), session,
            outcome => session.CommitRegistrationAsync(http, outcome, ct), ct, new(id, command.Force));
        return refusal is null ? result! : Problem.From(refusal);
    }

    static async Task<IResult> Vital(
        Guid id, RecordVitalStatus command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        TimeProvider clock, CancellationToken ct)
    {
        if (!Enum.TryParse<VitalStatus>(command.Status, ignoreCase: true, out var status)
            || command.Status.Any(char.IsAsciiDigit))
            return Problem.From(Rejection.Invalid("value-unknown", "alive, deceased or unknown.", "status"));
        var fault = IdentityFields.Date(command.DateOfDeath, "dateOfDeath", Days.Of(clock.GetUtcNow()))
            ?? (command.DateOfDeath is not null && status != VitalStatus.Deceased
                ? Rejection.Invalid("value-unknown", "Only the dead have a day of death.", "dateOfDeath") : null);
        if (fault is not null) return Problem.From(fault);
        return await session.ChangePersonAsync(id, http, caller, "vital-status-recorded",
            person => PersonDecisions.DecideVitalStatus(id, person, status, command.DateOfDeath is not null), ct,
            async person =>
            {
                if (command.DateOfDeath is null) return;
                var field = PersonReader.DeathField;
                var known = await VaultRows.FindItemAsync(session.DataSource, id, field, ct);
                var key = known?.Key ?? (await VaultRows.FindKeyAsync(session.DataSource, id, ct))!;
                session.QueueSqlCommand(VaultRows.StoreItem(id, field, (known?.Version ?? 0) + 1,
                    vault.Seal(id, key, field, Encoding.UTF8.GetBytes(command.DateOfDeath))));
            }, new { status = JsonNamingPolicy.KebabCaseLower.ConvertName($"{status}") });
    }

    static Task<IResult> OfPerson(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, bool active, CancellationToken ct) =>
        session.ChangePersonAsync(id, http, caller, active ? "person-reactivated" : "person-deactivated",
            person => PersonDecisions.DecideActive(id, person, active), ct);

    static async Task<IResult> OfIdentity(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, bool active, CancellationToken ct) =>
        await IdentityRows.PersonOfAsync(session.DataSource, id, ct) is { } owner
            ? await session.ChangePersonAsync(owner, http, caller,
                active ? "identity-reactivated" : "identity-deactivated",
                person => PersonDecisions.DecideActive(owner, person, id, active), ct, detail: new { identity = id })
            : Problem.From(Faults.IdentityUnknown);

    static async Task<IResult> AddContact(
        Guid id, AddContact command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        DomainCatalog domains, RecordNumbers numbers, CancellationToken ct)
    {
        if (command.Contact is null) return Problem.From(Faults.Missing("contact"));
        if (IdentityFields.Contacts([command.Contact], "contact") is { } fault)
        {
            return Problem.From(fault with
            {
                Path = fault.Path?.Replace("contact[0]", "contact", StringComparison.Ordinal),
            });
        }

        return await ChangeContentAsync(id, "contact-added", http, caller, session, vault, AddedAsync, ct);

        async Task<(object?, StoredIdentity)> AddedAsync(Person person, StoredIdentity stored, WrappedKey key)
        {
            var contact = new StoredContact(
                Guid.CreateVersion7(session.RecordedAt), IdentityFields.Clean(command.Contact));
            if (stored.Has(contact)) return (null, stored);
            var domain = (await domains.FindAsync(person.Domain, ct))!;
            await RecordRows.StoreAsync(session, vault, numbers, id, key,
                Incoming.Record(domain, stored.Data, contact), domain, ct);
            return (new ContactsAdded(Guid.Empty, id, [contact.Id]),
                stored with { Contacts = [contact, .. stored.Contacts] });
        }
    }

    static Task<IResult> EndContact(
        Guid id, Guid contact, EndContact command, HttpContext http, Caller caller, IDocumentSession session,
        Vault vault, TimeProvider clock, CancellationToken ct)
    {
        var on = command.On ?? Days.Of(clock.GetUtcNow()).ToString("yyyy-MM-dd", null);
        if (IdentityFields.Date(on, "on", DateOnly.MaxValue) is { } fault)
            return Task.FromResult(Problem.From(fault));
        return ChangeContentAsync(id, "contact-ended", http, caller, session, vault,
            (_, stored, _) => Task.FromResult(Ended(stored)), ct);

        (object?, StoredIdentity) Ended(StoredIdentity stored)
        {
            var known = stored.Contacts.FirstOrDefault(held => held.Id == contact);
            if (known is null || known.Contact.ValidTo == on) return (null, stored);
            return (new ContactEnded(Guid.Empty, id, contact), stored with
            {
                Contacts =
                [
                    .. stored.Contacts.Select(held => held.Id == contact
                        ? held with { Contact = held.Contact with { ValidTo = on } } : held),
                ],
            });
        }
    }

    static async Task<IResult> ChangeContentAsync(
        Guid identity, string action, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        Func<Person, StoredIdentity, WrappedKey, Task<(object? Event, StoredIdentity Content)>> change,
        CancellationToken ct)
    {
        if (await IdentityRows.PersonOfAsync(session.DataSource, identity, ct) is not { } owner
            || await VaultRows.FindItemAsync(session.DataSource, identity, StoredIdentity.Field, ct) is not { } item)
            return Problem.From(Faults.IdentityUnknown);
        if (await session.FindPersonAsync(owner, caller, ct) is not { } stream)
            return Problem.From(Faults.IdentityUnknown);
        if (http.Stale(stream.StartingVersion)) return Problem.StreamMoved;
        var stored = StoredIdentity.Read(vault.Open(identity, item.Key, StoredIdentity.Field, item.Content));
        var (happened, content) = await change(stream.Aggregate, stored, item.Key);
        if (happened is not null)
        {
            stream.AppendMany(happened switch
            {
                ContactsAdded e => e with { Person = owner },
                ContactEnded e => e with { Person = owner },
                var other => other,
            });
            session.QueueSqlCommand(IdentityRows.Item(vault, identity, item.Key, item.Version + 1, content));
        }

        session.Audit(
            new(action, $"person/{owner}", happened is null ? "unchanged" : "done", Detail: new { identity }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK,
            new ChangedPerson(owner, stream.CurrentVersion), ETag: ETags.For(stream.CurrentVersion)), ct);
    }
}

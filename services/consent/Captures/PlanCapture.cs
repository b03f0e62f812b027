using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The list of people who are to be asked on a tablet.</summary>
public static class PlanningCapture
{
    const string List = """
        select id, state, planned_at, tablet, step, calling, outcome, department from consent.captures c
        where domain = $1 and (state in ('planned', 'handed-over', 'open') or changed_at > $2)
            and ($3 = ''::bytea or $3 = any(lookups))
            and (state <> 'planned' or own_wish or not exists (
                select from consent.quiet_times q
                where q.domain = c.domain and q.lookup = any(c.lookups) and q.until > $4))
        order by planned_at limit 500
        """;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/captures", Plan).RequirePermission(Permissions.CaptureStart)
            .WithSummary("Put a person on the list of those to be asked on a tablet")
            .Produces<PlannedCapture>(StatusCodes.Status201Created);
        routes.MapPost("/captures/search", Search).RequirePermission(Permissions.CaptureStart)
            .WithSummary("The list: all of a domain, or whom a label's number belongs to")
            .Produces<IReadOnlyList<CaptureEntry>>();
    }

    static async Task<IResult> Plan(
        PlanCapture command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        TemplateCatalog templates, IOptions<ConsentsOptions> options, TimeProvider clock, CancellationToken ct)
    {
        if (!caller.MayUse(command.Domain)
            || await DomainSettings.FindAsync(session, command.Domain, ct) is not { } domain)
            return Problem.From(Faults.DomainUnknown);
        if (SignerIds.Check(domain, command.Identifiers) is { } identifierFault) return Problem.From(identifierFault);
        if (!LegalMoment.TryParseDay(command.BirthDate, out var birth) || birth > LegalDays.Of(clock.GetUtcNow()))
            return Problem.From(Faults.Date("birthDate", "The birth date"));
        if ((PlainText.Fault(command.FirstName, "firstName", 120)
            ?? PlainText.Fault(command.LastName, "lastName", 120)) is { } nameFault) return Problem.From(nameFault);
        if (command.Template is { } template
            && await templates.FindAsync(session, command.Domain, template, ct) is not
            { Type: TemplateType.ConsentOptIn }) return Problem.From(Faults.TemplateUnknown);

        if (Departments.Fault(command.Department) is { } unfit) return Problem.From(unfit);
        if (command.Language?.Length > 35) return Problem.From(Faults.Length("language", 35));
        var lookups = SignerIds.Lookups(vault, command.Domain, command.Identifiers);
        if (command.OwnWish != true && await QuietTimes.UntilAsync(
            session, command.Domain, lookups, options.Value, clock.GetUtcNow(), ct) is { } until)
            return Problem.From(QuietTimes.Quiet(until));

        var id = Guid.CreateVersion7(session.RecordedAt);
        var key = vault.NewKey(id);
        session.Events.StartStream<Capture>(id, new CapturePlanned(id, command.Domain, command.Template,
            command.Language, Departments.Clean(command.Department), command.OwnWish == true));
        session.QueueSqlCommand(Sql.Command("update consent.captures set lookups = $2 where id = $1", id,
            lookups));
        session.QueueSqlCommand(VaultRows.StoreKey(id, key));
        session.Keep(vault, id, key, CaptureFields.Subject, CaptureRows.Json(
            new CaptureSubject(command.Identifiers, birth, command.FirstName, command.LastName)));
        session.Audit(new("capture-planned", $"capture/{id}", "done"));
        return await session.CommitAsync(http,
            new Answer(StatusCodes.Status201Created, new PlannedCapture(id)), ct);
    }

    static async Task<IResult> Search(
        FindCaptures question, Caller caller, IDocumentSession session, Vault vault, TimeProvider clock,
        CancellationToken ct)
    {
        if (!caller.MayUse(question.Domain)) return Problem.From(Faults.DomainUnknown);
        var lookup = question.Identifier is { } identifier
            ? SignerIds.Lookup(vault, question.Domain, identifier) : [];
        var entries = await CaptureRows.FindAsync(session, List,
            [question.Domain, clock.GetUtcNow().AddHours(-12), lookup, clock.GetUtcNow()], row => new CaptureEntry(
                row.GetGuid(0), row.GetString(1), null, row.GetFieldValue<DateTimeOffset>(2),
                row.IsDBNull(3) ? null : row.GetGuid(3), row.IsDBNull(4) ? null : row.GetString(4), row.GetBoolean(5),
                row.IsDBNull(6) ? null : row.GetString(6), row.IsDBNull(7) ? null : row.GetString(7)), ct);
        for (var i = 0; i < entries.Count; i++)
            entries[i] = entries[i] with { Person = await PersonAsync(session, vault, entries[i].Id, ct) };
        session.Audit(new("captures-listed", $"domain/{question.Domain}", "seen",
            Detail: new
            {
                entries = entries.Count,
                captures = entries.Where(entry => entry.Person is not null)
                .Select(entry => entry.Id)
            }));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok<IReadOnlyList<CaptureEntry>>(entries);
    }

    static async Task<CapturePerson?> PersonAsync(IQuerySession session, Vault vault, Guid id, CancellationToken ct)
    {
        var opened = await DocumentVault.OpenAsync(session, vault, id, [CaptureFields.Subject], ct);
        if (opened?.TryGetValue(CaptureFields.Subject, out var json) is not true) return null;
        var subject = CaptureRows.Read<CaptureSubject>(json!);
        return new(subject.FirstName, subject.LastName,
            subject.BirthDate.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            subject.Identifiers);
    }
}

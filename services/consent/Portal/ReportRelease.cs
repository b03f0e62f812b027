using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The data integration centre or the transfer office reports who got whose data.</summary>
public static class ReportingRelease
{
    const int Most = 10_000;

    const string Store = """
        insert into consent.releases as r (id, domain, reporter, reference, project, title, recipient, starts_on,
            ends_on, reported_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (domain, reporter, reference) do update set project = excluded.project, title = excluded.title,
            recipient = excluded.recipient, starts_on = excluded.starts_on, ends_on = excluded.ends_on
        returning id
        """;

    const string Add = """
        insert into consent.release_people (subject, release)
        select subject, $2 from unnest($1) as subject order by subject on conflict do nothing
        """;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/releases", Handle).RequirePermission(Permissions.ReleaseReport)
        .WithSummary("Report that people's data were given to a project; the same reference again adds to it")
        .Produces<ReportedRelease>();

    static async Task<IResult> Handle(
        ReportRelease command, Caller caller, IQuerySession session, Vault vault, TimeProvider clock,
        CancellationToken ct)
    {
        if (!caller.MayUse(command.Domain)
            || await DomainSettings.FindAsync(session, command.Domain, ct) is not { } domain)
            return Problem.From(Faults.DomainUnknown);
        if (Check(command, domain, out var from, out var until) is { } fault) return Problem.From(fault);

        var lookups = Array.ConvertAll([.. command.Identifiers.Distinct(StringComparer.Ordinal)], value =>
            SignerIds.Lookup(vault, domain.Name, new(command.IdentifierType, value)));
        var known = await SignerIds.FindAsync(session.DataSource, domain.Name, lookups, ct);
        var now = clock.GetUtcNow();
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        var id = (await work.FindAsync(Sql.Command(Store, Guid.CreateVersion7(now), domain.Name, caller.Name,
            command.Reference, command.Project, command.Title, command.Recipient, from, PortalRows.Day(until), now),
            row => row.GetGuid(0), ct))[0];
        await work.DoAsync(ct, Sql.Command(
            Add, known.Select(signer => signer.Subject).Distinct().ToArray(), id));
        var people = (await work.FindAsync(Sql.Command(
            "select count(*) from consent.release_people where release = $1", id), row => row.GetInt64(0), ct))[0];
        var unknown = lookups.Length - known.Count;
        await work.CommitAsync(AuditRecord.Of(new("release-reported", $"release/{id}", "done",
            Detail: new { people, unknown }), caller, now), ct);
        return TypedResults.Ok(new ReportedRelease(id, people, unknown));
    }

    static Rejection? Check(ReportRelease command, DomainSettings domain, out DateOnly from, out DateOnly? until)
    {
        (from, until) = (default, null);
        if (Text(command.Reference, "reference", 100) is { } reference) return reference;
        if (Text(command.Project, "project", 100) is { } project) return project;
        if (Text(command.Title, "title", 300) is { } title) return title;
        if (Text(command.Recipient, "recipient", 200) is { } recipient) return recipient;
        if (!LegalMoment.TryParseDay(command.From, out from)) return Faults.Date("from", "The first day");
        if (command.Until is { } text)
        {
            if (!LegalMoment.TryParseDay(text, out var last) || last < from)
                return Faults.Date("until", "The last day");
            until = last;
        }

        if (!domain.SignerIdTypes.Contains(command.IdentifierType))
        {
            return Rejection.Unprocessable("identifier-type-unknown",
                $"The domain knows the identifier types {string.Join(", ", domain.SignerIdTypes)}.", "identifierType");
        }

        if (command.Identifiers.Count > Most)
            return Rejection.Invalid("too-many", $"At most {Most} identifiers at once.", "identifiers");
        return command.Identifiers.All(value => value is { Length: > 0 and <= 200 } && SignerIds.IsWellFormed(value))
            ? null
            : Rejection.Invalid("identifier-invalid", "An identifier has 1 to 200 characters.", "identifiers");
    }

    static Rejection? Text(string text, string path, int most) =>
        string.IsNullOrWhiteSpace(text) ? Faults.Missing(path) : PlainText.Fault(text, path, most);
}

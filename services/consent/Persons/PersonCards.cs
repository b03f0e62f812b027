using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The patient card of the desk.</summary>
public static class PersonCards
{
    const string Signed = """
        select template, max(signed_at) from consent.documents
        where domain = $1 and subject = any($2) and kind = any($3) and not annulled
        group by template order by 2 desc
        """;

    const string Newest = """
        select definition from consent.templates
        where domain = $1 and type = 'consent-opt-in' and status = 'final'
        order by definition ->> 'signatory' <> 'patient', final_at desc, version desc limit 1
        """;

    static readonly short[] Consents = [(short)DocumentKind.Consent, (short)DocumentKind.OptOut];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/persons/card", Handle)
        .RequirePermission("consent.read")
        .WithSummary("A person at one glance: every question of their forms with its state, as checks answer it")
        .Produces<PersonCard>();

    static async Task<IResult> Handle(
        PersonQuestion question, Caller caller, IDocumentSession session, Vault vault, TemplateCatalog templates,
        TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (PersonLook.TryRead(question, now, out var look) is { } fault) return Problem.From(fault);
        if (!caller.MayUse(question.Domain)) return Problem.From(Faults.DomainUnknown);

        var person = Persons.Of(vault, question.Domain, question.Identifiers, look.Matching);
        var forms = await FormsAsync(session, templates, question.Domain, person, ct);
        PersonCard? card = null;
        await Persons.LookAsync(session, person, (read, found) =>
        {
            if (!read.Domains.TryGetValue(question.Domain, out var domain)) return null;
            var options = domain.Options(null, look.KnownAt);
            card = new(found.Subject is not null,
                [.. forms.Select(form => form.State with
                {
                    Modules = ModuleStates.Decide(form.Form, found.Documents, look.At, options),
                })], read.Position);
            return new("person-card", Persons.Name(person, found), "answered",
                Detail: new { position = read.Position });
        }, caller, now, ct);
        return card is null ? Problem.From(Faults.DomainUnknown) : TypedResults.Ok(card);
    }

    static async Task<List<(TemplateDefinition Form, FormState State)>> FormsAsync(
        IQuerySession session, TemplateCatalog templates, string domain, CheckedPerson person, CancellationToken ct)
    {
        var signers = await SignerIds.FindAsync(session.DataSource, domain, [.. person.Lookups], ct);
        var subjects = signers.Select(signer => signer.Subject).Distinct().ToArray();
        var signed = await CaptureRows.FindAsync(session, Signed, [domain, subjects, Consents],
            row => (Key: row.GetString(0), At: (DateTimeOffset?)row.GetFieldValue<DateTimeOffset>(1)), ct);
        var known = await TemplateRows.FinalAsync(session, domain, [.. signed.Select(one => one.Key)], ct);
        var newest = signed.Where(one => known.ContainsKey(one.Key))
            .DistinctBy(one => known[one.Key].Name).Select(one => (Form: known[one.Key], one.At)).ToList();
        if (newest.Count == 0)
        {
            newest = [.. (await TemplateRows.ReadAsync(session, Newest, [domain], ct))
                .Select(form => (form, (DateTimeOffset?)null))];
        }

        var forms = new List<(TemplateDefinition, FormState)>();
        foreach (var (form, at) in newest)
        {
            var full = await templates.WithdrawalForAsync(session, domain, form.Key, full: true, ct);
            var part = await templates.WithdrawalForAsync(session, domain, form.Key, full: false, ct);
            forms.Add((form, new(form.Key, form.Title, at is { } day ? LegalDays.InBerlin(day) : null,
                full?.Key, part?.Key, [])));
        }

        return forms;
    }
}

using System.Globalization;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary><c>$requestTasks</c> and <c>$providePatientData</c>: what a site has to do or to fetch, and whom a record
/// of a possible match is of.</summary>
static class RequestingTasks
{
    /// <summary>No identifiers are taken, as the profile has it.</summary>
    static readonly DomainSettings Nobody = new("", new("ean-13"), [], [], []);

    static readonly string[] Asking = ["study", "target"];
    static readonly string[] Providing = ["taskId", "target", "patient"];

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/$requestTasks", Ask).RequirePermission(Permissions.ProjectSite)
            .WithSummary("What waits for a site: pseudonyms to fetch, records to clear, filters to send again");
        routes.MapPost("/$providePatientData", Provide).RequirePermission(Permissions.ProjectSite)
            .WithSummary("Say whom a record of a possible match is of; forgotten once both sites have");
    }

    static async Task<IResult> Ask(
        HttpContext http, Caller caller, IQuerySession session, Vault vault, TimeProvider clock, CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, Asking, ct);
        if (body is null) return refusal!;
        var (name, target) = (body.Parameters.RequiredString("study"), body.Parameters.RequiredString("target"));
        if (body.Refusal is { } malformed) return malformed;
        var desk = new StudyDesk(session.DataSource, session, vault);
        var (study, unknown) = await desk.FindAsync(name, caller, ct);
        if (study is null) return Problem.From(unknown!);
        if (study.Site != target) return Problem.From(StudyDesk.SiteUnknown("target"));
        var tasks = new StudyTasks(session.DataSource, vault, clock);
        await tasks.ExpireAsync(study.Id, ct);
        var answers = new List<(string, ParameterValue)>();
        foreach (var (filter, person, expired) in await WaitingRecords.OfAsync(study, target, session.DataSource, ct))
        {
            answers.Add(expired
                ? ("repeat_request", ParameterValue.Parts(("study", DispatcherWords.Value(name)),
                    ("bloomfilter", ParameterValue.Bytes(filter)), ("target", DispatcherWords.Value(target))))
                : ("dic_psn_available", ParameterValue.Parts(("bloomfilter", ParameterValue.Bytes(filter)),
                    ("target", DispatcherWords.Value(target)), ("pseudonym", DispatcherWords.Value(
                        (await desk.PseudonymAsync(study, target, person, create: true, ct))!)))));
        }

        foreach (var task in (await tasks.OfSiteAsync(study, target, ct)).Where(task => !task.Given))
        {
            answers.Add(("send_idat", ParameterValue.Parts([
                ("expires", ParameterValue.Of(FhirElement.Primitive("instant", task.Expires.UtcDateTime.ToString(
                    "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)))),
                ("taskId", ParameterValue.Of(FhirElement.Primitive("id", task.Task.ToString()))),
                ("bloomfilter", ParameterValue.Bytes(task.Filter)), .. DispatcherWords.ElementParts()])));
        }

        return new FhirAnswer(Parameters.Of(answers));
    }

    static async Task<IResult> Provide(
        HttpContext http, Caller caller, IQuerySession session, Vault vault, TimeProvider clock, CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, Providing, ct);
        if (body is null) return refusal!;
        var (text, target) = (body.Parameters.RequiredString("taskId"), body.Parameters.RequiredString("target"));
        var patients = body.Patients("patient", 1, out var fault);
        if (body.Refusal is { } malformed) return malformed;
        if (fault is not null) return Problem.From(fault);
        if (PatientReading.TryRead(patients[0].Patient, Nobody, patients[0].Place, out var person) is { } wrong)
            return Problem.From(wrong);
        if (person.FamilyName is null && person.GivenName is null && person.BirthDate is null)
        {
            return Problem.From(Rejection.Unprocessable("nothing-to-compare",
                "Somebody has a name or a birth date.", patients[0].Place));
        }

        var desk = new StudyDesk(session.DataSource, session, vault);
        var unknown = Rejection.NotFound("task-unknown", "There is no such task that waits for your site.",
            Places.Of("taskId"));
        if (!Guid.TryParse(text, out var task)
            || await WaitingRecords.StudyOfAsync(task, session.DataSource, ct) is not { } name)
            return Problem.From(unknown);
        var (study, _) = await desk.FindAsync(name, caller, ct);
        if (study is null || study.Site != target) return Problem.From(unknown);
        var audit = AuditRecord.Of(new("clearing-data-given", $"project/{study.Id}", "done", Detail: new { task }),
            caller, clock.GetUtcNow());
        return await new StudyTasks(session.DataSource, vault, clock)
            .ProvideAsync(study, target, task, person, audit, ct)
            ? new FhirAnswer(Bundle.Of("collection",
                [new(DispatcherWords.Updated("Patient data received."))]))
            : Problem.From(unknown);
    }
}

/// <summary>Records whose pseudonym can be fetched by now, or whose question has run out.</summary>
static class WaitingRecords
{
    public static async Task<List<(byte[] Filter, Guid Person, bool Expired)>> OfAsync(
        Study study, string site, Npgsql.NpgsqlDataSource data, CancellationToken ct)
    {
        using var sealer = study.Key.Sealer();
        await using var command = data.CreateCommand("""
            select record, content, person, expired from identity.study_records
            where study = $1 and site = $2 and (expired or (not waits and not fetched)) order by number
            """);
        command.Parameters.Add(new() { Value = study.Id });
        command.Parameters.Add(new() { Value = site });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var records = new List<(byte[], Guid, bool)>();
        while (await reader.ReadAsync(ct))
        {
            records.Add((sealer.Open(reader.GetFieldValue<byte[]>(1), reader.GetGuid(0).ToByteArray()),
                reader.GetGuid(2), reader.GetBoolean(3)));
        }

        return records;
    }

    /// <summary>Name of the study that a task is of.</summary>
    public static async Task<string?> StudyOfAsync(Guid task, Npgsql.NpgsqlDataSource data, CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            select p.name from identity.study_tasks t join identity.projects p on p.project = t.study where t.task = $1
            """);
        command.Parameters.Add(new() { Value = task });
        return await command.ExecuteScalarAsync(ct) as string;
    }
}

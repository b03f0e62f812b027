using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Hosting;

namespace TrustCenter.Bench;

/// <summary>
/// What the suite is measured against: ASP.NET with the suite's authentication, its settings of Npgsql and nothing
/// else. No audit, no decision, no encryption, no limits. One statement a request.
/// </summary>
public static class BareHost
{
    const string One = """
        select consent_id, kind, signed_at, quality, annulled, provisions
        from consent.document_states where subject = $1
        """;

    const string Many = """
        select consent_id, kind, signed_at, quality, annulled, provisions
        from consent.document_states where subject = any($1)
        """;

    const string Insert = """
        insert into bench.events (id, stream_id, version, type, data, actor, recorded_at)
        values ($1, $2, 1, $3, $4, $5, $6)
        """;

    /// <summary>Table for the inserts: as wide as a row of the log, with the same two indexes.</summary>
    public const string Schema = """
        create schema if not exists bench;
        create table if not exists bench.events (
            id uuid primary key, stream_id uuid not null, version bigint not null, type text not null,
            data jsonb not null, actor text not null, recorded_at timestamptz not null, unique (stream_id, version));
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddTrustCenterHosting(builder.Configuration);
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(
            builder.Configuration["Database"])
        { MaxAutoPrepare = 100, AutoPrepareMinUsages = 2, NoResetOnClose = true });
        builder.Services.AddSingleton(database);
        await using var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/ready", () => "yes").AllowPublic("says nothing");
        app.MapGet("/documents/{subject:guid}", SelectAsync).RequirePermission("consent.check");
        app.MapPost("/documents", SelectManyAsync).RequirePermission("consent.check");
        BarePairs.Map(app);
        app.MapPost("/events", InsertAsync).RequirePermission("consent.record");
        await app.RunAsync();
        return 0;
    }

    sealed record Document(
        Guid ConsentId, int Kind, DateTimeOffset SignedAt, string Quality, bool Annulled, string Provisions);

    static async Task<List<Document>> SelectAsync(Guid subject, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(One);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subject });
        await using var row = await command.ExecuteReaderAsync(ct);
        var documents = new List<Document>();
        while (await row.ReadAsync(ct)) documents.Add(Read(row));
        return documents;
    }

    static async Task SelectManyAsync(
        Guid[] subjects, NpgsqlDataSource database, HttpContext http, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Many);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = subjects });
        await using var row = await command.ExecuteReaderAsync(ct);
        http.Response.ContentType = "application/x-ndjson";
        var output = http.Response.BodyWriter;
        while (await row.ReadAsync(ct))
        {
            Write(output, Read(row));
            if (output.UnflushedBytes > 64 * 1024) await output.FlushAsync(ct);
        }

        await output.FlushAsync(ct);
    }

    static async Task<IResult> InsertAsync(
        HttpContext http, NpgsqlDataSource database, TimeProvider clock, CancellationToken ct)
    {
        using var body = new MemoryStream((int)(http.Request.ContentLength ?? 1024));
        await http.Request.Body.CopyToAsync(body, ct);
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Insert);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(now) });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(now) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "consent-recorded" });
        command.Parameters.Add(new() { Value = body.ToArray(), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Caller.Of(http).Name });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        await command.ExecuteNonQueryAsync(ct);
        return Results.StatusCode(StatusCodes.Status201Created);
    }

    static Document Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetInt16(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), row.GetBoolean(4),
        row.GetString(5));

    static void Write(PipeWriter output, Document document) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture,
            $"{{\"consentId\":\"{document.ConsentId}\",\"kind\":{document.Kind},\"signedAt\":\"{document.SignedAt:O}\","
            + $"\"quality\":\"{document.Quality}\",\"annulled\":{(document.Annulled ? "true" : "false")},"
            + $"\"provisions\":\"{document.Provisions}\"}}\n"), output);
}

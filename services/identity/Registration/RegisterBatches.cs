using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// Many registrations, one a line: NDJSON in, NDJSON out, in the same order, streamed. Lines are registered side by
/// side, so that they share commits; the gate keeps people who come twice from becoming two. Sent again, every line
/// says what it said before: what is known already is a perfect match.
/// </summary>
static class RegisteringBatches
{
    const string ContentType = "application/x-ndjson";
    const long MostBytes = 1L << 30;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/registrations/batch", Handle)
        .RequirePermission(Permissions.IdentityRegister)
        .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
        .WithSummary("Register many: first line domain and source, then one identity a line, streamed")
        .Accepts<string>(ContentType)
        .Produces<string>(StatusCodes.Status200OK, ContentType);

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, [FromKeyedServices(IdentitiesService.Name)] IDocumentStore store,
        Registrar registrar, DomainCatalog domains, Vault vault, IOptions<IdentitiesOptions> options,
        TimeProvider clock, CancellationToken ct)
    {
        if (http.Request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) != true)
        {
            return Problem.Of(415, "content-type-not-supported",
                $"Send {ContentType}: domain and source on the first line, then one identity a line.");
        }

        var lines = new BodyLines(http.Request.BodyReader);
        var head = Read<BatchHead>(await lines.NextAsync(ct));
        if (head is null)
        {
            return Problem.From(Rejection.Invalid("batch-invalid",
                "The first line is a JSON object such as {\"domain\":\"MII\",\"source\":\"kis\"}.", "line 1"));
        }

        if (!caller.MayUse(head.Domain ?? "") || await domains.FindAsync(head.Domain, ct) is not { } domain)
            return Problem.From(Faults.DomainUnknown);
        if (domain.Settings.FindSource(head.Source) is null)
            return Problem.From(Rejection.NotFound("source-unknown", "The domain lists no such source.", "source"));
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = ContentType;
        var running = new Queue<Task<BatchLine>>();
        var number = 1L;
        while (await lines.NextAsync(ct) is { } line)
        {
            number++;
            if (running.Count >= options.Value.BatchParallelism) await WriteAsync(http.Response, running, ct);
            var (at, identity) = (number, Read<IdentityData>(line));
            running.Enqueue(RegisterAsync(at, head, identity, caller, store, registrar, vault, clock, ct));
        }

        while (running.Count > 0) await WriteAsync(http.Response, running, ct);
        return Results.Empty;
    }

    static async Task<BatchLine> RegisterAsync(
        long line, BatchHead head, IdentityData? identity, Caller caller, IDocumentStore store, Registrar registrar,
        Vault vault, TimeProvider clock, CancellationToken ct)
    {
        if (identity is null)
            return new(line, Code: "malformed-json", Message: "The line is no identity as JSON.");
        var session = store.LightweightSession(new(caller.Name, caller.RequestId));
        var command = new RegisterIdentity(head.Domain, head.Source, identity, head.SaveAction, head.ForceReference);
        try
        {
            var (answer, refusal) = await registrar.RegisterAsync(head.Domain,
                domain => RegisteringIdentities.Read(command, domain, vault, clock.GetUtcNow()), session,
                async outcome =>
                {
                    session.AuditAll(AuditRecord.Of(outcome.Entry, caller, clock.GetUtcNow()));
                    await session.SaveChangesAsync(ct);
                    outcome.Stored();
                    return (true, outcome.Answer);
                }, ct);
            return refusal is null
                ? new(line, answer)
                : new(line, Code: refusal.Code, Message: refusal.Message, Path: refusal.Path);
        }
        catch (Exception e) when (e is Npgsql.NpgsqlException or CommitOutcomeUnknownException or TimeoutException)
        {
            return new(line, Code: "unavailable",
                Message: "It is not known whether this was kept. Send the line again: nothing is kept twice.");
        }
    }

    static async Task WriteAsync(HttpResponse response, Queue<Task<BatchLine>> running, CancellationToken ct)
    {
        var answer = await running.Dequeue();
        response.BodyWriter.Write(JsonSerializer.SerializeToUtf8Bytes(answer, StoredJson.Options));
        response.BodyWriter.Write("\n"u8);
        if (running.Count == 0 || running.Peek().IsCompleted == false) await response.BodyWriter.FlushAsync(ct);
    }

    static T? Read<T>(byte[]? line) where T : class
    {
        try
        {
            return line is null ? null : JsonSerializer.Deserialize<T>(line, StrictJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Lines of a request body as they arrive, empty ones passed over; at most 64 KiB each.</summary>
sealed class BodyLines(PipeReader reader)
{
    const int Longest = 64 * 1024;

    public async ValueTask<byte[]?> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            var result = await reader.ReadAsync(ct);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Trim(buffer.Slice(0, end));
                reader.AdvanceTo(buffer.GetPosition(1, end));
                if (line.Length > 0) return line;
                continue;
            }

            if (result.IsCompleted)
            {
                var last = Trim(buffer);
                reader.AdvanceTo(buffer.End);
                return last.Length > 0 ? last : null;
            }

            if (buffer.Length > Longest) throw TooLong();
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    static byte[] Trim(ReadOnlySequence<byte> line) => line.Length > Longest ? throw TooLong()
        : line.ToArray().AsSpan().Trim(" \r\t"u8).ToArray();

    static BadHttpRequestException TooLong() =>
        new($"A line has at most {Longest} bytes.", StatusCodes.Status413PayloadTooLarge);
}

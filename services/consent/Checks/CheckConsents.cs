using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// The same question about up to 100,000 people: NDJSON in, NDJSON out, streamed. The first line is the question
/// (<see cref="BulkQuestion"/>), then one person a line (<see cref="BulkPerson"/>).
/// </summary>
public static class CheckingConsents
{
    public const int MostPeople = 100_000;
    const string ContentType = "application/x-ndjson";

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/checks", Handle)
        .RequirePermission("consent.check")
        .WithSummary("Check many: the same question about up to 100,000 people, streamed")
        .Accepts<string>(ContentType)
        .Produces<string>(StatusCodes.Status200OK, ContentType);

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IDocumentSession session, Vault vault, TimeProvider clock,
            CancellationToken ct)
    {
        if (http.Request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) != true)
            return Results.Problem($"Send {ContentType}: the question on the first line, then one person a line.",
                statusCode: StatusCodes.Status415UnsupportedMediaType);
        using var lines = new NdjsonLines(http.Request.BodyReader);
        var (question, fault) = ReadQuestion(await lines.NextAsync(ct), clock.GetUtcNow());
        if (fault is not null) return Problem.From(fault);
        if (!caller.MayUse(question!.Domain) || await DomainSettings.FindAsync(session, question.Domain, ct) is null)
            return Problem.From(Faults.DomainUnknown);

        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = ContentType;
        var run = new BulkCheck(session.DataSource, vault, question, caller, clock);
        await run.AnswerAsync(lines, http.Response.BodyWriter, ct);
        return Results.Empty;
    }

    static (CheckQuestion?, Rejection?) ReadQuestion(ReadOnlyMemory<byte>? line, DateTimeOffset now)
    {
        BulkQuestion? asked;
        try
        {
            asked = line is { } bytes ? JsonSerializer.Deserialize<BulkQuestion>(bytes.Span, StrictJson.Options) : null;
        }
        catch (JsonException e)
        {
            return (null, Rejection.Invalid("question-invalid",
                "The first line is the question, a JSON object such as {\"domain\":\"MII\",\"policy\":\"…\"}.",
                    $"line 1 {e.Path}"));
        }

        if (asked is null) return (null,
            Rejection.Invalid("question-invalid", "The first line is the question.", "line 1"));
        var fault = CheckQuestion.TryRead(asked.Domain, asked.Policy, asked.Purpose, asked.At, asked.KnownAt,
            asked.PolicyVersion, asked.DataFrom, asked.DataTo, asked.Retrospective, now, out var question);
        return (question, fault);
    }
}

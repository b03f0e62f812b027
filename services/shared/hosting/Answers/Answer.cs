using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TrustCenter.Hosting;

/// <summary>What a write answers, whole, so that it can be given again.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">An object to be written as JSON, a text or bytes to be sent as they are, or null.</param>
/// <param name="Location">Where what was made is found, or null.</param>
/// <param name="ETag">Its version, or null.</param>
/// <param name="ContentType">Content type of the body.</param>
public sealed record Answer(
    int Status, object? Body, string? Location = null, string? ETag = null, string ContentType = "application/json");

/// <summary>An answer in bytes on its way out.</summary>
sealed record WrittenAnswer(
    int Status, byte[]? Body, string? Location, string? ETag, string ContentType, bool Replayed = false) : IResult
{
    public static WrittenAnswer From(Answer answer, HttpContext http) => new(
        answer.Status,
        answer.Body switch
        {
            null => null,
            byte[] bytes => bytes,
            ReadOnlyMemory<byte> memory => memory.ToArray(),
            string text => Encoding.UTF8.GetBytes(text),
            var value => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), JsonOf(http)),
        },
        answer.Location, answer.ETag, answer.ContentType);

    public Task ExecuteAsync(HttpContext http)
    {
        var response = http.Response;
        response.StatusCode = Status;
        if (Location is not null)
            response.Headers.Location = Location;

        if (ETag is not null)
            response.Headers.ETag = ETag;

        if (Replayed)
            response.Headers[IdempotencyKeys.ReplayHeader] = "true";

        if (Body is null)
            return Task.CompletedTask;

        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        return response.Body.WriteAsync(Body, http.RequestAborted).AsTask();
    }

    static JsonSerializerOptions JsonOf(HttpContext http) =>
        http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
}

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TrustCenter.Hosting;

/// <summary>
/// Writes with an <c>Idempotency-Key</c>: one that was answered before is answered the same again and not carried out.
/// Two at once wait for each other here; in another replica the primary key of the stored answers decides.
/// </summary>
sealed class IdempotencyKeys(RequestDelegate next, IOptions<LimitOptions> limits, TimeProvider clock)
{
    public const string Header = "Idempotency-Key";
    public const string ReplayHeader = "Idempotent-Replay";
    readonly ConcurrentDictionary<(string Service, string Actor, string Key), Turn> _turns = new();

    public Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Headers.TryGetValue(Header, out var header)
            || HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
            || http.GetEndpoint()?.Metadata.GetMetadata<ServiceName>() is not { } service
            || Grant.Of(http.User) is not { } grant)
            return next(http);

        return header is [{ Length: > 0 and <= 200 } key] && key.All(c => c is > ' ' and < '\x7f')
            ? InvokeAsync(http, service.Name, grant.Name, key)
            : Problem.Of(400, "idempotency-key-malformed",
                "An Idempotency-Key is 1 to 200 visible ASCII characters.").ExecuteAsync(http);
    }

    async Task InvokeAsync(HttpContext http, string service, string actor, string key)
    {
        var body = await ReadAsync(http);
        var seal = http.RequestServices.GetRequiredKeyedService<AnswerSeal>(service);
        var address = http.Request.PathBase + http.Request.Path + http.Request.QueryString;
        var fingerprint = seal.Fingerprint(http.Request.Method, address, body.GetBuffer().AsSpan(0, (int)body.Length));
        new KeyedRequest(actor, key, fingerprint, seal, clock.GetUtcNow()).AttachTo(http);
        var turn = Enter((service, actor, key));
        try
        {
            await turn.Gate.WaitAsync(http.RequestAborted);
            try
            {
                if (!await StoredAnswers.ReplayAsync(http))
                    await next(http);
            }
            finally
            {
                turn.Gate.Release();
            }
        }
        finally
        {
            Leave((service, actor, key), turn);
        }
    }

    // in memory, never in a temporary file: the body may speak of a person
    async Task<MemoryStream> ReadAsync(HttpContext http)
    {
        var limit = http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize
            ?? http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize
            ?? limits.Value.MaxBodyBytes;
        var body = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 4096, 1 << 20));
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0)
        {
            if (body.Length + read > limit)
                throw new BadHttpRequestException("The request is too large.", StatusCodes.Status413PayloadTooLarge);

            body.Write(chunk, 0, read);
        }

        body.Position = 0;
        http.Request.Body = body;
        return body;
    }

    Turn Enter((string, string, string) key)
    {
        while (true)
        {
            var turn = _turns.GetOrAdd(key, static _ => new Turn());
            lock (turn)
            {
                if (turn.Gone)
                    continue;

                turn.Users++;
                return turn;
            }
        }
    }

    void Leave((string, string, string) key, Turn turn)
    {
        lock (turn)
        {
            if (--turn.Users > 0)
                return;

            turn.Gone = true;
            _turns.TryRemove(key, out _);
        }
    }

    sealed class Turn
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public int Users { get; set; }

        public bool Gone { get; set; }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Consent;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>The consent service did not answer, or not as it should.</summary>
public sealed class ConsentSilentException(string why, HttpStatusCode? status = null, Exception? inner = null)
    : Exception(why, inner)
{
    public HttpStatusCode? Status { get; } = status;
}

/// <summary>Talks to the consent service with this service's own client credentials.</summary>
public sealed class ConsentLink(IOptions<ConsentLinkOptions> options, TimeProvider clock) : IDisposable
{
    const int MostPeople = 10_000;

    static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    readonly SemaphoreSlim _gate = new(1);
    (string? Text, DateTimeOffset Until) _token;

    public bool IsConfigured => options.Value.Address is { Length: > 0 };

    /// <summary>Whether the policy of a tie is permitted now, in the order of the originals.</summary>
    /// <exception cref="ConsentSilentException">Nobody can say.</exception>
    public async Task<PermitAnswers> AskAsync(Tie tie, IReadOnlyList<string> originals, CancellationToken ct)
    {
        var keys = "";
        var results = new List<PermitAnswer>(originals.Count);
        foreach (var some in originals.Chunk(MostPeople))
        {
            var answers = await PostAsync<AskPermits, PermitAnswers>("/api/consent/permits",
                new(tie.Domain, tie.Policy, tie.IdentifierType, some), TimeSpan.Zero, ct);
            if (answers.Results.Count != some.Length || (keys.Length > 0 && keys != answers.Keys))
                throw new ConsentSilentException("The answer is not one to the question.");
            keys = answers.Keys;
            results.AddRange(answers.Results);
        }

        return new(keys, results);
    }

    public Task<ConsentChangePage> FollowAsync(string? after, int waitSeconds, CancellationToken ct) =>
        PostAsync<FollowConsents, ConsentChangePage>("/api/consent/changes", new(after, waitSeconds),
            TimeSpan.FromSeconds(waitSeconds), ct);

    public Task ReportAsync(Guid task, ReportTask report, CancellationToken ct) =>
        PostAsync<ReportTask, WithdrawalTask>($"/api/consent/tasks/{task}/status", report, TimeSpan.Zero, ct);

    async Task<TAnswer> PostAsync<TAsk, TAnswer>(string path, TAsk ask, TimeSpan more, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(options.Value.AnswersWithinSeconds) + more);
        try
        {
            var address = Secure((options.Value.Address ?? "").TrimEnd('/') + path);
            using var response = await SendAsync(address, ask, patience.Token);
            if (!response.IsSuccessStatusCode)
                throw new ConsentSilentException($"HTTP {(int)response.StatusCode}", response.StatusCode);
            return await response.Content.ReadFromJsonAsync<TAnswer>(Json, patience.Token)
                ?? throw new ConsentSilentException("There is no answer.");
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or JsonException
            or IOException or OperationCanceledException or RefusedToStartException or UriFormatException
            or KeyNotFoundException or NotSupportedException)
        {
            throw new ConsentSilentException(e.GetType().Name, null, e);
        }
    }

    async Task<HttpResponseMessage> SendAsync<TAsk>(Uri address, TAsk ask, CancellationToken ct)
    {
        for (var renew = false; ; renew = true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(renew, ct));
            request.Content = JsonContent.Create(ask, options: Json);
            var response = await _http.SendAsync(request, ct);
            if (response.StatusCode != HttpStatusCode.Unauthorized || renew) return response;
            response.Dispose();
        }
    }

    async Task<string> TokenAsync(bool renew, CancellationToken ct)
    {
        if (!renew && _token.Text is { } known && clock.GetUtcNow() < _token.Until) return known;
        await _gate.WaitAsync(ct);
        try
        {
            if (!renew && _token.Text is { } fresh && clock.GetUtcNow() < _token.Until) return fresh;
            if (options.Value is not { TokenAddress: { } address, SecretFile: { } file })
                throw new ConsentSilentException("There is no token address or no secret.");
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = options.Value.ClientId,
                ["client_secret"] = KeyFiles.Read(file, "The client's secret").Trim(),
            });
            using var response = await _http.PostAsync(Secure(address), form, ct);
            if (!response.IsSuccessStatusCode)
                throw new ConsentSilentException($"Token: HTTP {(int)response.StatusCode}");
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            var lifetime = TimeSpan.FromSeconds(json.RootElement.GetProperty("expires_in").GetInt32());
            _token = (json.RootElement.GetProperty("access_token").GetString(), clock.GetUtcNow() + lifetime / 2);
            return _token.Text ?? throw new ConsentSilentException("There is no token in the answer.");
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Secrets and identifiers travel encrypted, or stay on this machine.</summary>
    static Uri Secure(string address) => new Uri(address) is var uri
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? uri : throw new ConsentSilentException("The address is neither https nor on this machine.");

    public void Dispose()
    {
        _http.Dispose();
        _gate.Dispose();
    }
}

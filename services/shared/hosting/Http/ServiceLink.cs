using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace TrustCenter.Hosting;

/// <summary>Where another service of the suite is, and as whom this one asks it.</summary>
public class ServiceLinkOptions
{
    /// <summary>Address of the service: https, or http on this machine. Default: none, it is not asked.</summary>
    [Url]
    public string? Address { get; set; }

    /// <summary>Address that gives tokens for client credentials (RFC 6749 §4.4). Default: none.</summary>
    [Url]
    public string? TokenAddress { get; set; }

    /// <summary>This service's client id there.</summary>
    [Required]
    public string ClientId { get; set; } = "follower";

    /// <summary>File with this client's secret, readable by its owner alone. Default: none.</summary>
    public string? SecretFile { get; set; }

    /// <summary>Seconds to wait for an answer. Default 10, range 1 to 60.</summary>
    [Range(1, 60)]
    public int AnswersWithinSeconds { get; set; } = 10;
}

/// <summary>The other service did not answer, or not as it should.</summary>
/// <param name="why">A status or the name of an exception; nothing that was sent or answered.</param>
/// <param name="status">Status of the answer, where there was one.</param>
/// <param name="inner">What happened.</param>
public sealed class ServiceSilentException(string why, HttpStatusCode? status = null, Exception? inner = null)
    : Exception(why, inner)
{
    /// <summary>Status of the answer, where there was one.</summary>
    public HttpStatusCode? Status { get; } = status;
}

/// <summary>Asks another service of the suite with this service's own client credentials.</summary>
public sealed class ServiceLink(ServiceLinkOptions options, TimeProvider clock) : IDisposable
{
    static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    (string Text, DateTimeOffset Until)? _token;

    /// <summary>Whether there is a service to ask.</summary>
    public bool IsConfigured => options.Address is { Length: > 0 };

    /// <summary>Asks by GET.</summary>
    /// <exception cref="ServiceSilentException">There is no good answer.</exception>
    public Task<T> GetAsync<T>(string path, CancellationToken ct) => AskAsync<T>(HttpMethod.Get, path, null, ct);

    /// <summary>Asks by POST with a JSON body.</summary>
    /// <exception cref="ServiceSilentException">There is no good answer.</exception>
    public Task<T> PostAsync<T>(string path, object ask, CancellationToken ct) =>
        AskAsync<T>(HttpMethod.Post, path, ask, ct);

    /// <summary>Closes connections.</summary>
    public void Dispose() => _http.Dispose();

    async Task<T> AskAsync<T>(HttpMethod method, string path, object? ask, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(options.AnswersWithinSeconds));
        try
        {
            using var response = await SendAsync(method, path, ask, patience.Token);
            if (!response.IsSuccessStatusCode)
                throw new ServiceSilentException($"HTTP {(int)response.StatusCode}", response.StatusCode);
            return await response.Content.ReadFromJsonAsync<T>(Json, patience.Token)
                ?? throw new ServiceSilentException("There is no answer.");
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or JsonException
            or IOException or OperationCanceledException or RefusedToStartException or UriFormatException
            or KeyNotFoundException or NotSupportedException)
        {
            throw new ServiceSilentException(e.GetType().Name, null, e);
        }
    }

    async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? ask, CancellationToken ct)
    {
        var address = Secure((options.Address ?? "").TrimEnd('/') + path);
        for (var renew = false; ; renew = true)
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(renew, ct));
            if (ask is not null) request.Content = JsonContent.Create(ask, ask.GetType(), options: Json);
            var response = await _http.SendAsync(request, ct);
            if (response.StatusCode != HttpStatusCode.Unauthorized || renew) return response;
            response.Dispose();
        }
    }

    async Task<string> TokenAsync(bool renew, CancellationToken ct)
    {
        if (!renew && _token is { } known && clock.GetUtcNow() < known.Until) return known.Text;
        if (options is not { TokenAddress: { } address, SecretFile: { } file })
            throw new ServiceSilentException("There is no token address or no secret.");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = options.ClientId,
            ["client_secret"] = KeyFiles.Read(file, "The client's secret").Trim(),
        });
        using var response = await _http.PostAsync(Secure(address), form, ct);
        if (!response.IsSuccessStatusCode)
            throw new ServiceSilentException($"Token: HTTP {(int)response.StatusCode}");
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
        var lifetime = TimeSpan.FromSeconds(json.RootElement.GetProperty("expires_in").GetInt32());
        var text = json.RootElement.GetProperty("access_token").GetString()
            ?? throw new ServiceSilentException("There is no token in the answer.");
        _token = (text, clock.GetUtcNow() + lifetime / 2);
        return text;
    }

    /// <summary>Secrets and identifiers travel encrypted, or stay on this machine.</summary>
    static Uri Secure(string address) => new Uri(address) is var uri
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? uri : throw new ServiceSilentException("The address is neither https nor on this machine.");
}

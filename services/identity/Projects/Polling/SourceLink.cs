using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Why nothing came from a site's address.</summary>
/// <param name="code">One of our own codes; nothing that the address answered.</param>
sealed class SourceException(string code) : Exception(code)
{
    public string Code { get; } = code;
}

/// <summary>Asks sites for their files: only below configured addresses, with the credentials that are configured for
/// them, and nowhere else whatever is answered.</summary>
sealed class SourceLink(IReadOnlyList<SourceOptions> sources) : IDisposable
{
    static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(60);

    readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Https, or on this machine; no credentials in it, nothing behind a hash.</summary>
    public static bool IsAddress(string? text) => text is { Length: > 0 and <= 500 }
        && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    /// <summary>Asks for a file, or for its rest.</summary>
    /// <param name="address">Where.</param>
    /// <param name="known">Tag of the file that is there already; whole files only.</param>
    /// <param name="from">First byte; 0: the whole file.</param>
    /// <param name="same">Tag that the file must still have.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>200, 206 or 304; the content is not read yet.</returns>
    /// <exception cref="SourceException">There is no such answer.</exception>
    public async Task<HttpResponseMessage> GetAsync(
        string address, string? known, long from, string? same, CancellationToken ct)
    {
        var source = Of(address);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(AnswersWithin);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (await TokenAsync(source, patience.Token) is { } token)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (known is not null && from == 0) request.Headers.TryAddWithoutValidation("If-None-Match", known);
            if (from > 0)
            {
                request.Headers.Range = new(from, null);
                request.Headers.TryAddWithoutValidation("If-Range", same);
            }

            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent
                or HttpStatusCode.NotModified) return response;
            var status = (int)response.StatusCode;
            response.Dispose();
            throw new SourceException(status switch
            {
                >= 300 and < 400 => "source-redirects",
                401 or 403 => "source-refuses",
                404 or 410 => "source-empty",
                _ => "source-silent",
            });
        }
        catch (Exception e) when (!ct.IsCancellationRequested
            && e is HttpRequestException or IOException or OperationCanceledException)
        {
            throw new SourceException("source-silent");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The longest configured address that this one is below.</summary>
    SourceOptions Of(string address) => sources.Where(source => IsBelow(address, source.Address))
        .MaxBy(source => source.Address.Length) ?? throw new SourceException("source-not-configured");

    static bool IsBelow(string address, string of)
    {
        if (!IsAddress(address) || !IsAddress(of)) return false;
        var (uri, above) = (new Uri(address), new Uri(of));
        return uri.Scheme == above.Scheme && uri.IdnHost == above.IdnHost && uri.Port == above.Port
            && above.AbsolutePath.EndsWith('/')
            && uri.AbsolutePath.StartsWith(above.AbsolutePath, StringComparison.Ordinal);
    }

    async Task<string?> TokenAsync(SourceOptions source, CancellationToken ct)
    {
        try
        {
            if (source.TokenFile is { } file) return KeyFiles.Read(file, "The token of a site").Trim();
            if (source is not { TokenAddress: { } address, SecretFile: { } secret }) return null;
            if (!IsAddress(address)) throw new SourceException("source-not-configured");
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = source.ClientId,
                ["client_secret"] = KeyFiles.Read(secret, "The secret for a site").Trim(),
            });
            using var response = await _http.PostAsync(address, form, ct);
            if (!response.IsSuccessStatusCode) throw new SourceException("source-refuses");
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            return json.RootElement.GetProperty("access_token").GetString();
        }
        catch (Exception e) when (e is RefusedToStartException or JsonException or KeyNotFoundException
            or InvalidOperationException)
        {
            throw new SourceException("source-refuses");
        }
    }
}

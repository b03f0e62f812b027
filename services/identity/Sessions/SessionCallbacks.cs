using System.Net;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>
/// Tells a study's server which ids a token came to: no names, only ids, and only to the origins that were configured.
/// What is passing is tried again; nothing is followed elsewhere, and nothing of it stands in a log.
/// </summary>
sealed class SessionCallbacks(TimeProvider clock) : IDisposable
{
    static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(800)];

    static readonly Rejection Unheard = Rejection.Unavailable("callback-failed",
        "The study's server could not be told; send it again with the same token.");

    readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = TimeSpan.FromSeconds(5) };

    /// <returns>Why it was not heard; null: it was.</returns>
    public async Task<Rejection?> TellAsync(
        string callback, string token, IReadOnlyList<SessionId> ids, bool tentative, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            var status = await SendAsync(new(callback), token, ids, tentative, ct);
            if (status is { } heard && (int)heard is >= 200 and < 300) return null;
            if (attempt == Pauses.Length || (status is { } answer && !IsPassing(answer))) return Unheard;
            await Task.Delay(Pauses[attempt], clock, ct);
        }
    }

    public void Dispose() => _http.Dispose();

    async Task<HttpStatusCode?> SendAsync(
        Uri callback, string token, IReadOnlyList<SessionId> ids, bool tentative, CancellationToken ct)
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync(callback, new
            {
                tokenId = token,
                ids = ids.Select(id => new { id.IdType, id.IdString, tentative }),
            }, ct);
            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException
            || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace TrustCenter.Contracts.Pseudonym;

/// <summary>
/// Calls the pseudonym service's own API. What may be repeated is repeated: no connection, 408, 429, 502, 503, 504, up
/// to <see cref="MostAttempts"/> times, after the wait the service names or twice the last one. Every attempt of one
/// call bears the same <c>Idempotency-Key</c>, so a write whose answer was lost is carried out once. What is definitive
/// is thrown as <see cref="PseudonymException"/>.
/// </summary>
/// <param name="http">With <c>BaseAddress</c> (the suite, with a slash at its end) and credentials; its timeout holds
/// for each attempt.</param>
/// <param name="clock">The clock of the waits.</param>
public sealed class PseudonymClient(HttpClient http, TimeProvider clock)
{
    /// <summary>One try and three more.</summary>
    public const int MostAttempts = 4;

    /// <summary>A wait that is longer than this is the caller's to decide on: the refusal is thrown.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes pseudonyms, or gets those that are there.</summary>
    public Task<PseudonymAnswers> CreateAsync(CreatePseudonyms command, CancellationToken ct = default) =>
        SendAsync<PseudonymAnswers>("pseudonyms", command, ct);

    /// <summary>Gets pseudonyms that are there.</summary>
    public Task<PseudonymAnswers> GetAsync(GetPseudonyms question, CancellationToken ct = default) =>
        SendAsync<PseudonymAnswers>("pseudonyms/get", question, ct);

    /// <summary>Makes further pseudonyms. Without the key a repetition would make more still.</summary>
    public Task<PseudonymAnswers> AddAsync(AddPseudonyms command, CancellationToken ct = default) =>
        SendAsync<PseudonymAnswers>("pseudonyms/add", command, ct);

    /// <summary>Gets originals, where the domain grants it to the caller for this purpose.</summary>
    public Task<OriginalAnswers> ResolveAsync(ResolvePseudonyms question, CancellationToken ct = default) =>
        SendAsync<OriginalAnswers>("pseudonyms/resolve", question, ct);

    /// <summary>Cuts pseudonyms from their originals for good.</summary>
    public Task<ErasureAnswers> AnonymiseAsync(ErasePseudonyms command, CancellationToken ct = default) =>
        SendAsync<ErasureAnswers>("pseudonyms/anonymise", command, ct);

    /// <summary>Deletes pairs, where the domain allows it.</summary>
    public Task<ErasureAnswers> DeleteAsync(ErasePseudonyms command, CancellationToken ct = default) =>
        SendAsync<ErasureAnswers>("pseudonyms/delete", command, ct);

    /// <summary>Brings in pairs that exist already.</summary>
    public Task<InsertVerdicts> InsertAsync(InsertPairs command, CancellationToken ct = default) =>
        SendAsync<InsertVerdicts>("pseudonyms/insert", command, ct);

    /// <summary>Says whether texts are well-formed pseudonyms.</summary>
    public Task<ValidationAnswers> ValidateAsync(ValidatePseudonyms question, CancellationToken ct = default) =>
        SendAsync<ValidationAnswers>("pseudonyms/validate", question, ct);

    /// <summary>Counts pseudonyms.</summary>
    public Task<IReadOnlyList<PseudonymStatistics>> CountAsync(
        PseudonymStatisticsQuestion question, CancellationToken ct = default) =>
        SendAsync<IReadOnlyList<PseudonymStatistics>>("statistics", question, ct);

    /// <summary>Creates a domain.</summary>
    public Task<PseudonymDomainView> CreateDomainAsync(CreatePseudonymDomain command, CancellationToken ct = default) =>
        SendAsync<PseudonymDomainView>("domains", command, ct);

    /// <summary>Changes a domain.</summary>
    /// <param name="command">What it is to be.</param>
    /// <param name="version">Only if it still has this version; null: in any case.</param>
    /// <param name="ct">Stops waiting.</param>
    public Task<PseudonymDomainView> ChangeDomainAsync(
        ChangePseudonymDomain command, long? version = null, CancellationToken ct = default) =>
        SendAsync<PseudonymDomainView>("domains/change", command, ct, version);

    /// <summary>Closes a domain.</summary>
    public Task<PseudonymDomainView> CloseDomainAsync(string name, CancellationToken ct = default) =>
        SendAsync<PseudonymDomainView>("domains/close", new PseudonymDomainName(name), ct);

    /// <summary>Opens a closed domain again.</summary>
    public Task<PseudonymDomainView> ReopenDomainAsync(string name, CancellationToken ct = default) =>
        SendAsync<PseudonymDomainView>("domains/reopen", new PseudonymDomainName(name), ct);

    /// <summary>Reads a domain.</summary>
    public Task<PseudonymDomainView> DomainAsync(string name, CancellationToken ct = default) =>
        SendAsync<PseudonymDomainView>("domains/get", new PseudonymDomainName(name), ct);

    /// <summary>Lists the domains the caller may use.</summary>
    public Task<IReadOnlyList<PseudonymDomainView>> DomainsAsync(CancellationToken ct = default) =>
        SendAsync<IReadOnlyList<PseudonymDomainView>>("domains/list", null, ct);

    async Task<T> SendAsync<T>(string path, object? body, CancellationToken ct, long? version = null)
    {
        var key = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? wait = FirstWait * Math.Pow(2, attempt - 1) * (1 + RandomNumberGenerator.GetInt32(1000) / 2000.0);
            try
            {
                using var response = await SendAsync(path, body, key, version, ct);
                if (response.IsSuccessStatusCode)
                {
                    return await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, ct)
                        ?? throw new JsonException("The answer is null.");
                }

                var named = NamedWait(response);
                if (named > LongestWait || !MayBeRepeated(response.StatusCode) || attempt == MostAttempts)
                    throw await PseudonymException.ReadAsync(response, named, ct);
                wait = named ?? wait;
            }
            catch (Exception e) when (IsLost(e, ct) && attempt < MostAttempts)
            {
            }

            await Task.Delay(wait.Value, clock, ct);
        }
    }

    Task<HttpResponseMessage> SendAsync(string path, object? body, string key, long? version, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"api/pseudonym/{path}");
        request.Headers.Add("Idempotency-Key", key);
        if (version is { } seen) request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{seen}\""));
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), null, JsonSerializerOptions.Web);
        return http.SendAsync(request, ct);
    }

    TimeSpan? NamedWait(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
        _ => null,
    };

    static bool MayBeRepeated(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout
        or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.GatewayTimeout;

    /// <summary>No answer came: no connection, a broken one, or the timeout of an attempt.</summary>
    static bool IsLost(Exception exception, CancellationToken ct) =>
        exception is HttpRequestException or HttpIOException
        || (exception is TaskCanceledException && !ct.IsCancellationRequested);
}

/// <summary>The pseudonym service refused.</summary>
public sealed class PseudonymException : Exception
{
    PseudonymException(
        string message, HttpStatusCode status, string code, string? path, TimeSpan? retryAfter) : base(message) =>
        (Status, Code, Path, RetryAfter) = (status, code, path, retryAfter);

    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>One of <see cref="RejectionCodes"/>, or <c>unknown</c> where something in between answered.</summary>
    public string Code { get; }

    /// <summary>The member at fault, or null.</summary>
    public string? Path { get; }

    /// <summary>How long to wait before asking again, where the service says so.</summary>
    public TimeSpan? RetryAfter { get; }

    internal static async Task<PseudonymException> ReadAsync(
        HttpResponseMessage response, TimeSpan? retryAfter, CancellationToken ct)
    {
        var problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? await response.Content.ReadFromJsonAsync<Told>(JsonSerializerOptions.Web, ct) : null;
        return new(problem?.Title ?? $"The service answered {(int)response.StatusCode}.", response.StatusCode,
            problem?.Code ?? "unknown", problem?.Path, retryAfter);
    }

    sealed record Told(string? Title, string? Code, string? Path);
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Consent;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Whether a policy is permitted for these people now.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="IdentifierType">What the people's identifiers are there.</param>
public sealed record PermitQuestion(
    string Domain, string IdentifierType, string Policy, IReadOnlyList<string> People);

/// <summary>What the consent service said of one person. Only the first lets anything out.</summary>
public enum Permit
{
    Permitted,
    NotPermitted,

    /// <summary>Nobody could say: as good as no.</summary>
    Unanswered,
}

/// <summary>
/// Asks the consent service at the very moment, with this service's own client credentials. Whatever goes wrong on the
/// way is no permission.
/// </summary>
public sealed class Permits(IOptions<PermitsOptions> options, TimeProvider clock, ILogger<Permits> log) : IDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    readonly SemaphoreSlim _gate = new(1);
    (string? Token, DateTimeOffset Until) _token;

    PermitsOptions Options => options.Value;

    /// <summary>One answer per person, in their order.</summary>
    public async Task<Permit[]> AskAsync(PermitQuestion question, CancellationToken ct)
    {
        var answers = new Permit[question.People.Count];
        Array.Fill(answers, Permit.Unanswered);
        if (answers.Length == 0) return answers;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(Options.AnswersWithinSeconds));
        try
        {
            if (Options.Address is null) LogMessages.ConsentUnreachable(log, "no address");
            else await AskAsync(question, answers, patience.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or JsonException
            or IOException or OperationCanceledException or RefusedToStartException or InvalidOperationException
            or KeyNotFoundException or UriFormatException)
        {
            Array.Fill(answers, Permit.Unanswered); // what came before the fault may be half an answer
            LogMessages.ConsentUnreachable(log, e is HttpRequestException { StatusCode: { } status }
                ? $"status {(int)status}" : e.GetType().Name);
        }

        return answers;
    }

    async Task AskAsync(PermitQuestion question, Permit[] answers, CancellationToken ct)
    {
        var first = await SendAsync(question, renew: false, ct);
        using var response = first.StatusCode == HttpStatusCode.Unauthorized
            ? await SendAsync(question, renew: true, ct) : first;
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct), Encoding.UTF8);
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            var answer = JsonSerializer.Deserialize<BulkAnswer>(line, JsonSerializerOptions.Web)!;
            if (answer.Line < 1 || answer.Line > answers.Length || answer.Answer is null)
                throw new JsonException("The answer is not one to the question.");
            answers[answer.Line - 1] = answer is { Permitted: true, Answer: "permit" }
                ? Permit.Permitted : Permit.NotPermitted;
        }
    }

    async Task<HttpResponseMessage> SendAsync(PermitQuestion question, bool renew, CancellationToken ct)
    {
        var body = new StringBuilder();
        body.Append(JsonSerializer.Serialize(
            new BulkQuestion(question.Domain, question.Policy), JsonSerializerOptions.Web)).Append('\n');
        foreach (var person in question.People)
        {
            body.Append(JsonSerializer.Serialize(
                new BulkPerson(question.IdentifierType, person), JsonSerializerOptions.Web)).Append('\n');
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, Secure(Options.Address!, "/api/consent/checks"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(renew, ct));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToString()));
        request.Content.Headers.ContentType = new("application/x-ndjson");
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    async Task<string> TokenAsync(bool renew, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (!renew && _token.Token is { } known && clock.GetUtcNow() < _token.Until) return known;
            if (Options.TokenAddress is not { } address || Options.SecretFile is not { } file)
                throw new InvalidOperationException("There is no token address or no secret.");
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = Options.ClientId,
                ["client_secret"] = KeyFiles.Read(file, "The client's secret").Trim(),
                ["scope"] = Permissions.ConsentCheck,
            });
            using var response = await _http.PostAsync(Secure(address, ""), form, ct);
            response.EnsureSuccessStatusCode();
            using var json = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(ct));
            var lifetime = TimeSpan.FromSeconds(json.RootElement.GetProperty("expires_in").GetInt32());
            _token = (json.RootElement.GetProperty("access_token").GetString(), clock.GetUtcNow() + lifetime / 2);
            return _token.Token ?? throw new JsonException("There is no token in the answer.");
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Credentials and identifiers travel encrypted or not at all.</summary>
    public static Uri Secure(string address, string path)
    {
        var uri = new Uri(address.TrimEnd('/') + path);
        return uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)
            ? uri : throw new InvalidOperationException("The address is neither https nor on this machine.");
    }

    public void Dispose()
    {
        _http.Dispose();
        _gate.Dispose();
    }
}

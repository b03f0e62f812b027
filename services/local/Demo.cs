using System.Net.Http.Headers;
using System.Text.Json;
using TrustCenter.Contracts.Consent;
using TrustCenter.Contracts.Identity;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Local;

/// <summary>
/// The main job against the running suite, by its public API alone: every step says what it asks and what it was
/// answered, and an answer that is not the expected one ends it.
/// </summary>
sealed class Demo(HttpClient http, LocalSettings settings, TimeProvider clock)
{
    readonly DemoPerson _patient = new();
    string _pseudonym = "";
    string _ward = "";
    string _diz = "";
    int _step;

    /// <returns>Exit code.</returns>
    public static async Task<int> PlayAsync(LocalSettings settings, TimeProvider clock)
    {
        using var http = new HttpClient { BaseAddress = new(RunningSuite.Read(settings.Data).Url) };
        try
        {
            await new Demo(http, settings, clock).PlayAsync();
            return 0;
        }
        catch (HttpRequestException gone)
        {
            throw new PlainException($"The suite at {http.BaseAddress} does not answer: {gone.Message}", gone);
        }
    }

    async Task PlayAsync()
    {
        await TokensAsync();
        var mpiId = await RegisterAsync("Register the patient", _patient.First());
        if (await RegisterAsync("She comes again: married, name misspelt", _patient.Again()) != mpiId)
            throw new PlainException("That should have been the same person.");
        await PseudonymAsync(mpiId);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var consent = await RecordAsync("Record a consent (MII Broad Consent 1.6d)", "/api/consent/consents",
            DemoConsent.Filled(_pseudonym, _patient.Name, today.AddDays(-14)));
        await CheckAsync("May medical data be used for research?", DemoConsent.Purpose, null, true);
        await CheckAsync("May biomaterial be used for research?", null, DemoConsent.Biomaterial, true);
        await RecordAsync("Withdraw the biomaterial only", "/api/consent/withdrawals",
            Withdrawal(DemoConsent.BiomaterialBoxes));
        await CheckAsync("Biomaterial now?", null, DemoConsent.Biomaterial, false);
        await CheckAsync("Medical data now?", DemoConsent.Purpose, null, true);
        await RecordAsync("Withdraw everything", "/api/consent/withdrawals", Withdrawal(null));
        await CheckAsync("Medical data now?", DemoConsent.Purpose, null, false);
        await HistoryAsync();
        await DocumentAsync(consent.Id);
        Console.WriteLine("\nDone: every answer was the expected one.");
    }

    async Task TokensAsync()
    {
        Say("Tokens", "POST /oauth/token (client diz); ./run token ward");
        _ward = Commands.Token(settings, "ward", clock);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/token")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = "diz",
                ["client_secret"] = LocalClients.SecretOf(settings.Keys, "diz"),
            }),
        };
        using var answer = JsonDocument.Parse(await SendAsync(request, null));
        _diz = answer.RootElement.GetProperty("access_token").GetString()!;
        Tell($"valid for {answer.RootElement.GetProperty("expires_in").GetInt32()} s, may "
            + answer.RootElement.GetProperty("scope").GetString());
    }

    async Task<string> RegisterAsync(string what, IdentityData identity)
    {
        Say(what, "POST /api/identity/registrations as ward");
        var registered = await PostAsync<RegisterIdentity, RegisteredIdentity>(
            "/api/identity/registrations", new(DemoConsent.Domain, "kis", identity), _ward);
        Tell($"{identity.GivenName} {identity.FamilyName}, {identity.BirthDate}: {registered.Status}, "
            + $"MPI id {registered.MpiId}");
        return registered.MpiId!;
    }

    async Task PseudonymAsync(string mpiId)
    {
        Say("A pseudonym for her", "POST /api/pseudonym/pseudonyms as diz");
        var answers = await PostAsync<CreatePseudonyms, PseudonymAnswers>(
            "/api/pseudonym/pseudonyms", new(DemoConsent.Domain, [mpiId]), _diz);
        _pseudonym = answers.Results[0].Pseudonym!;
        Tell(_pseudonym);
    }

    async Task<RecordedConsent> RecordAsync<T>(string what, string path, T body)
    {
        Say(what, $"POST {path} as ward");
        var recorded = await PostAsync<T, RecordedConsent>(path, body, _ward);
        Tell($"document {recorded.Id}, recorded {recorded.RecordedAt:yyyy-MM-dd HH:mm:ss} UTC, "
            + $"SHA-256 {recorded.ContentHash[..16]}…");
        return recorded;
    }

    async Task CheckAsync(string what, string? purpose, string? policy, bool expected)
    {
        Say(what, "POST /api/consent/check as diz");
        var answer = await PostAsync<CheckConsent, ConsentAnswer>(
            "/api/consent/check", DemoConsent.Question(_pseudonym, purpose, policy), _diz);
        Tell($"{(answer.Permitted ? "YES" : "NO")}: {answer.Explanation} ({answer.Reason})"
            + (answer.Permitted && answer.Until is { } until ? $", until {until:yyyy-MM-dd}" : ""));
        if (answer.Permitted != expected)
            throw new PlainException($"That is not what it should be ({(expected ? "yes" : "no")}).");
    }

    async Task HistoryAsync()
    {
        Say("Everything that happened", "POST /api/consent/persons/history as ward");
        var history = await PostAsync<PersonQuestion, PersonHistory>(
            "/api/consent/persons/history", new(DemoConsent.Domain, [new("Pseudonym", _pseudonym)]), _ward);
        foreach (var document in history.Documents)
        {
            Tell($"{document.SignedAt:yyyy-MM-dd}  {document.Kind,-18}  {document.Template}");
            foreach (var happened in document.Events)
                Tell($"    {happened.RecordedAt:yyyy-MM-dd HH:mm:ss} UTC  {happened.Type} by {happened.Actor}");
        }
    }

    async Task DocumentAsync(Guid id)
    {
        Say("The signed document as PDF", $"GET /api/consent/consents/{id}/document as ward");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/consent/consents/{id}/document");
        var pdf = await SendAsync(request, _ward);
        var folder = Directory.CreateDirectory(Path.Combine(settings.Data, "demo")).FullName;
        var file = Path.Combine(folder, $"{id}.pdf");
        await File.WriteAllBytesAsync(file, pdf);
        Tell($"{pdf.Length / 1024} kB, tagged: {file}");
    }

    WithdrawConsent Withdrawal(string[]? boxes) =>
        new(DemoConsent.Domain, [new("Pseudonym", _pseudonym)], boxes, Channel: "portal");

    async Task<TAnswer> PostAsync<TBody, TAnswer>(string path, TBody body, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        return JsonSerializer.Deserialize<TAnswer>(await SendAsync(request, token), JsonSerializerOptions.Web)!;
    }

    async Task<byte[]> SendAsync(HttpRequestMessage request, string? token)
    {
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request);
        if (response.IsSuccessStatusCode) return await response.Content.ReadAsByteArrayAsync();
        throw new PlainException(
            $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}".TrimEnd());
    }

    void Say(string what, string how) => Console.WriteLine($"\n{++_step,2}  {what}\n    {how}");

    static void Tell(string answer) => Console.WriteLine($"    → {answer}");
}

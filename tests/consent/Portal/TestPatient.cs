using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents.Tests;

/// <summary>A patient at a browser of their own: cookies, origin, a passkey.</summary>
public sealed class TestPatient : IDisposable
{
    public const string Born = "1961-04-12";
    public const string Name = "Zora Zyxwert";
    const string Portal = "/api/consent/portal";

    readonly PortalApp _app;
    readonly HttpClient _client;

    public TestPatient(PortalApp app, string? person = null)
    {
        (_app, Person) = (app, person ?? Sample.NewPerson());
        _client = new(new SocketsHttpHandler { CookieContainer = Cookies })
        {
            BaseAddress = app.Client.BaseAddress,
            Timeout = TimeSpan.FromMinutes(2),
        };
        _client.DefaultRequestHeaders.Add("Origin", app.Client.BaseAddress!.GetLeftPart(UriPartial.Authority));
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Pseudonym the person signs under.</summary>
    public string Person { get; }
    public CookieContainer Cookies { get; } = new();
    public TestAuthenticator Key { get; } = new();
    public HttpClient Client => _client;
    public string AccountNumber { get; private set; } = "";

    /// <summary>Somebody who has signed everything.</summary>
    public static async Task<TestPatient> ConsentedAsync(PortalApp app, params string[] declined)
    {
        var patient = new TestPatient(app);
        await app.RecordAsync(Sample.Consent(patient.Person, "2024-03-01", declined));
        return patient;
    }

    /// <summary>The same, at the open portal by a passkey.</summary>
    public static async Task<TestPatient> OpenAsync(PortalApp app, params string[] declined)
    {
        var patient = await ConsentedAsync(app, declined);
        await patient.ActivateAsync();
        return patient;
    }

    public Task<OrderedPortalLetter> OrderAsync(
        string relation = "self", string born = Born, string name = Name, Guid? account = null) =>
        _app.PostAsync<OrderedPortalLetter>($"{Portal}/letters",
            new OrderPortalLetter("MII", [new("Pseudonym", Person)], name, born, relation, account), "ward");

    public async Task<(string Code, string Qr)> CodesAsync(Guid letter)
    {
        var store = _app.Services.GetRequiredKeyedService<IDocumentStore>(ConsentsService.Name);
        var vault = _app.Services.GetRequiredKeyedService<Vault>(ConsentsService.Name);
        await using var command = _app.Superuser.CreateCommand(
            "select subject from consent.portal_letters where id = $1");
        command.Parameters.AddWithValue(letter);
        var subject = (Guid)(await command.ExecuteScalarAsync(Ct))!;
        var field = PortalFields.Letter(letter);
        var opened = await DocumentVault.OpenAsync(store.QuerySession(), vault, subject, [field], Ct);
        var content = CaptureRows.Read<LetterContent>(opened![field]);
        return (content.Code!, content.Qr!);
    }

    public async Task ActivateAsync(string relation = "self", string born = Born, string name = Name)
    {
        var letter = await OrderAsync(relation, born, name);
        await EnterAsync((await CodesAsync(letter.Id)).Code, born);
        await SetUpPasskeyAsync();
    }

    public Task<PortalSetup> EnterAsync(string code, string born = Born) =>
        PostAsync<PortalSetup>("/activation", new ActivatePortal(code, born));

    public async Task SetUpPasskeyAsync()
    {
        var options = await PostAsync<PasskeyCreation>("/setup/passkey/options", null);
        var opened = await PostAsync<PortalOpened>("/setup/passkey", Key.Create(options));
        AccountNumber = opened.AccountNumber;
    }

    public async Task SignInAsync()
    {
        var request = await PostAsync<PasskeyRequest>("/sign-in/passkey/options", null);
        await PostAsync<PortalSession>("/sign-in/passkey", Key.Answer(request));
    }

    /// <summary>Previews, shows the passkey, confirms.</summary>
    public async Task<WithdrawalReceipt> WithdrawAsync(string? template = null, params string[] modules)
    {
        var preview = await PostAsync<WithdrawalPreview>("/me/withdrawals/preview",
            new PreviewWithdrawal(template, modules));
        return await PostAsync<WithdrawalReceipt>("/me/withdrawals",
            new ConfirmWithdrawal(preview.Act, await ConfirmAsync(preview.Act)));
    }

    public async Task<string> ConfirmAsync(Guid act)
    {
        var request = await PostAsync<PasskeyRequest>("/me/reauthentication/options", new AskReauthentication(act));
        return (await PostAsync<Reauthenticated>("/me/reauthentication",
            new Reauthenticate(act, Key.Answer(request)))).Token!;
    }

    public async Task<T> GetAsync<T>(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null);
        return await ReadAsync<T>(path, response);
    }

    public async Task<T> PostAsync<T>(string path, object? body)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body);
        return await ReadAsync<T>(path, response);
    }

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        return response.StatusCode;
    }

    /// <summary>Status and code of a refusal.</summary>
    public async Task<(HttpStatusCode Status, string Code)> RefusalAsync(HttpMethod method, string path, object? body)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync(Ct);
        return (response.StatusCode, text.StartsWith('{')
            ? JsonDocument.Parse(text).RootElement.GetProperty("code").GetString()! : text);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, string? key = null)
    {
        var request = new HttpRequestMessage(method, Portal + path);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType());
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return _client.SendAsync(request, Ct);
    }

    public static byte[] FromBase32(string text)
    {
        var (buffer, bits, bytes) = (0, 0, new List<byte>());
        foreach (var letter in text)
        {
            buffer = (buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter);
            bits += 5;
            if (bits < 8) continue;
            bytes.Add((byte)(buffer >> (bits -= 8)));
            buffer &= (1 << bits) - 1;
        }

        return [.. bytes];
    }

    async Task<T> ReadAsync<T>(string path, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text} {_app.Logs}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    public void Dispose()
    {
        Key.Dispose();
        _client.Dispose();
    }
}

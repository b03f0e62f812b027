using System.Net.Http.Json;
using TrustCenter.Contracts.Consent;
using TrustCenter.Contracts.Identity;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Postgres;

namespace TrustCenter.Deploy.Tests;

/// <summary>
/// A roll-out: the migrations of this commit run while the previous commit's instance answers, then both answer beside
/// each other on one database, and each understands what the other has written.
/// </summary>
public sealed class UpgradeTests(PreviousBuild previous) : IClassFixture<PreviousBuild>, IAsyncLifetime
{
    readonly ApartServices _services = new();
    readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };
    ServiceProcess? _old;
    ServiceProcess? _new;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _services.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_old is not null) await _old.DisposeAsync();
        if (_new is not null) await _new.DisposeAsync();
        _http.Dispose();
        await _services.DisposeAsync();
    }

    [Fact(Timeout = 600_000)]
    public async Task What_is_withdrawn_in_one_is_not_permitted_in_the_other()
    {
        await StartOldAsync("consent");
        await RecordAsync(_old!, "old");
        await StartNewAsync("consent");
        await RecordAsync(_new!, "new");

        foreach (var instance in (ServiceProcess[])[_old!, _new!])
            Assert.True(await IsPermittedAsync(instance, "old") && await IsPermittedAsync(instance, "new"));

        await WithdrawAsync(_new!, "old");
        await WithdrawAsync(_old!, "new");

        foreach (var instance in (ServiceProcess[])[_old!, _new!])
            Assert.False(await IsPermittedAsync(instance, "old") || await IsPermittedAsync(instance, "new"));
        await EndOldAsync();
        Assert.False(await IsPermittedAsync(_new!, "old") || await IsPermittedAsync(_new!, "new"));
    }

    [Fact(Timeout = 600_000)]
    public async Task Both_give_the_same_pseudonyms()
    {
        await StartOldAsync("pseudonym");
        await PostAsync<PseudonymDomainView>(
            _old!, "/api/pseudonym/domains", new CreatePseudonymDomain("study", new()), "lead");
        var before = await PseudonymAsync(_old!, "old");
        await StartNewAsync("pseudonym");
        var after = await PseudonymAsync(_new!, "new");

        Assert.Equal((before, after), (await PseudonymAsync(_new!, "old"), await PseudonymAsync(_old!, "new")));
        await EndOldAsync();
        Assert.Equal((before, after), (await PseudonymAsync(_new!, "old"), await PseudonymAsync(_new!, "new")));
    }

    [Fact(Timeout = 600_000)]
    public async Task Both_know_the_same_people()
    {
        await StartOldAsync("identity");
        await PostAsync<object>(
            _old!, "/api/identity/domains", new Contracts.Identity.CreateDomain("clinic"), "lead");
        var before = await RegisterAsync(_old!, "Żółć");
        await StartNewAsync("identity");
        var after = await RegisterAsync(_new!, "Ελένη");

        Assert.NotEqual(before, after);
        Assert.Equal((before, after), (await RegisterAsync(_new!, "Żółć"), await RegisterAsync(_old!, "Ελένη")));
        await EndOldAsync();
        Assert.Equal((before, after), (await RegisterAsync(_new!, "Żółć"), await RegisterAsync(_new!, "Ελένη")));
    }

    async Task StartOldAsync(string service)
    {
        var program = previous.Program(ApartServices.Programs[service]);
        Assert.SkipWhen(program is null, "The previous commit is not in this checkout's history.");
        var (code, _, errors) = await _services.MigrateAsync(service, program);
        Assert.True(code == 0, errors);
        _old = await StartAsync(service, program!);
    }

    async Task StartNewAsync(string service)
    {
        var (code, _, errors) = await _services.MigrateAsync(service);
        Assert.True(code == 0, errors);
        Assert.True(await _old!.IsReadyAsync(Ct), "The previous instance is no longer ready after the migration.");
        _new = await StartAsync(service, ApartServices.Programs[service]);
        Assert.True(await _old.IsReadyAsync(Ct), "The previous instance is no longer ready beside the new one.");
    }

    async Task EndOldAsync()
    {
        await _old!.SignalAsync("TERM");
        Assert.Equal(0, await _old.EndAsync(Ct));
        Assert.True(await _new!.IsReadyAsync(Ct));
    }

    Task<ServiceProcess> StartAsync(string service, string program)
    {
        var environment = _services.Environment(service);
        environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{LoopbackPort.Free()}";
        environment["Stop__DrainSeconds"] = "0";
        environment.Remove("Pseudonym__Consent__Address");
        return ServiceProcess.StartAsync(program, environment, Ct);
    }

    Task<RecordedConsent> RecordAsync(ServiceProcess instance, string person) => PostAsync<RecordedConsent>(
        instance, "/api/consent/consents", new RecordConsent(
            "MII", "Patienteneinwilligung MII|1.6.d", [new("Pseudonym", person)], "2024-03-01",
            new Dictionary<string, string> { ["PATDAT_erheben_speichern_nutzen"] = "accepted" },
            [new("patient", "Łucja Żółć")]), "ward");

    Task<RecordedConsent> WithdrawAsync(ServiceProcess instance, string person) => PostAsync<RecordedConsent>(
        instance, "/api/consent/withdrawals", new WithdrawConsent("MII", [new("Pseudonym", person)], []), "clerk");

    async Task<bool> IsPermittedAsync(ServiceProcess instance, string person) => (await PostAsync<ConsentAnswer>(
        instance, "/api/consent/check",
        new CheckConsent("MII", [new("Pseudonym", person)], Purpose: "research-mdat"), "diz")).Permitted;

    async Task<string?> PseudonymAsync(ServiceProcess instance, string original) =>
        (await PostAsync<PseudonymAnswers>(instance, "/api/pseudonym/pseudonyms",
            new CreatePseudonyms("study", [original]), "diz")).Results[0].Pseudonym;

    async Task<string?> RegisterAsync(ServiceProcess instance, string family) => (await PostAsync<RegisteredIdentity>(
        instance, "/api/identity/registrations",
        new RegisterIdentity("clinic", "default", new(family, "Łucja", "1971-02-28", "female")), "ward")).MpiId;

    async Task<T> PostAsync<T>(ServiceProcess instance, string path, object body, string role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, instance.Url + path);
        request.Headers.Authorization = new("Bearer", _services.Tokens.For(role));
        request.Content = JsonContent.Create(body, body.GetType());
        using var response = await _http.SendAsync(request, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return System.Text.Json.JsonSerializer.Deserialize<T>(text, System.Text.Json.JsonSerializerOptions.Web)!;
    }
}

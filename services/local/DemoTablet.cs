using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Local;

/// <summary>
/// What is needed to try a tablet: a code that lets one in, a member of staff with a PIN, three made-up people on the
/// list. All by the public API.
/// </summary>
static class DemoTablet
{
    static readonly (string First, string Last, string Born, string Number)[] People =
    [
        ("Łukasz", "Żółć", "1961-04-12", "T-1001"),
        ("Ayşe", "Yıldız", "1988-11-30", "T-1002"),
        ("Mika", "Müller", "", "T-1003"), // nine years old, so that parents and child are asked
    ];

    public static async Task PrepareAsync(LocalSettings settings, TimeProvider clock)
    {
        var url = RunningSuite.Read(settings.Data).Url;
        using var ward = Client(url, Commands.Token(settings, "ward", clock));
        using var lead = Client(url, Commands.Token(settings, "lead", clock));
        var code = await SendAsync<EnrolmentCode>(lead, HttpMethod.Post, "/api/consent/tablets",
            new EnrolTablet(DemoConsent.Domain, "Tablet 1", "Musterstadt"));
        var pin = NewPin();
        await SendAsync<object>(ward, HttpMethod.Put, "/api/consent/tablet-pin",
            new ChoosePin(pin, "Dr. Ada Beispiel"));
        foreach (var (first, last, born, number) in People)
        {
            await SendAsync<PlannedCapture>(ward, HttpMethod.Post, "/api/consent/captures", new PlanCapture(
                DemoConsent.Domain, [new("Pseudonym", number)],
                born.Length > 0 ? born : $"{clock.GetUtcNow().Year - 9}-01-01", first, last));
        }

        Console.WriteLine($"""

            Tablet     {url}/kiosk/
            Robot      {url}/simulator/       (a made-up ward; opens the robot's screen, which is the tablet's)
            Code       {code.Code}           (works once, until {code.Until:HH:mm} UTC)
            Staff      local-ward
            PIN        {pin}
            On the list
            {string.Join('\n', People.Select(person => $"  {person.Number}  {person.First} {person.Last}, born "
                + (person.Born.Length > 0 ? person.Born : $"{clock.GetUtcNow().Year - 9}-01-01")))}

            """);
    }

    static string NewPin()
    {
        while (true)
        {
            var pin = RandomNumberGenerator.GetString("0123456789", 6);
            if (pin.Distinct().Count() > 3) return pin;
        }
    }

    public static HttpClient Client(string url, string token)
    {
        var client = new HttpClient { BaseAddress = new(url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public static async Task<T> SendAsync<T>(HttpClient client, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = JsonContent.Create(body, body.GetType()),
        };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new PlainException($"{path}: {(int)response.StatusCode} {text}");
        return text.Length > 0 ? JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)! : default!;
    }
}

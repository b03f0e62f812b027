using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Contracts.Identity;
using TrustCenter.Hl7;
using TrustCenter.Testing;

namespace TrustCenter.Identities.Tests;

/// <summary>The service with an instance that listens, and a connection to it.</summary>
public sealed class FeedApp(SharedPostgres postgres) : IAsyncLifetime
{
    public IdentityApp App { get; } = new(postgres);

    public WebApplication Instance { get; private set; } = null!;

    public MllpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        Instance = await App.StartAsync(Adt.Settings);
        Client = await Adt.ConnectAsync(Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Instance.StopAsync();
        await Instance.DisposeAsync();
        await App.DisposeAsync();
    }
}

/// <summary>A hospital's information system that feeds the index.</summary>
static class Adt
{
    static int _next;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static (string, string)[] Settings { get; } =
    [
        ("Identity:Hl7:Listeners:0:Port", "0"),
        ("Identity:Hl7:MostBytes", "20000"),
        .. Sender(0, "kis", "KIS"),
        ("Identity:Hl7:Listeners:0:Senders:0:Authorities:HAUS", "patient-number"),
        ("Identity:Hl7:Listeners:0:Senders:0:Authorities:#NI", "insurance-number"),
        .. Sender(1, "lab", "LAB"),
        ("Identity:Hl7:Listeners:0:Senders:1:DefaultAuthority", "patient-number"),
        ("Identity:Hl7:Listeners:0:Senders:1:Source", "default"),
        ("Identity:Hl7:Listeners:0:Senders:1:Charset", "8859/1"),
        ("Identity:Hl7:Listeners:0:Senders:1:IgnoreOtherEvents", "true"),
    ];

    static (string, string)[] Sender(int number, string name, string application) =>
    [
        ($"Identity:Hl7:Listeners:0:Senders:{number}:Name", name),
        ($"Identity:Hl7:Listeners:0:Senders:{number}:Application", application),
        ($"Identity:Hl7:Listeners:0:Senders:{number}:Domain", IdentityApp.Domain),
        ($"Identity:Hl7:Listeners:0:Senders:{number}:Source", "kis"),
    ];

    public static Task<MllpClient> ConnectAsync(WebApplication instance) => MllpClient.ConnectAsync(
        instance.Services.GetRequiredService<FeedListener>().Endpoints[0].Port, ct: Ct);

    public static string NewNumber() => $"P{Interlocked.Increment(ref _next):000000}";

    public static string NewControl() => $"C{Interlocked.Increment(ref _next)}";

    /// <summary>A message about an invented person.</summary>
    public static string Message(
        string trigger, string number, IdentityData person, string? control = null, string prior = "",
        string more = "", string version = "2.5") =>
        $"MSH|^~\\&|KIS|HAUS|TC|TC|20260301120000||ADT^{trigger}|{control ?? NewControl()}|P|{version}"
        + "||||||UNICODE UTF-8\r"
        + $"EVN|{trigger}|20260301120000\r"
        + $"PID|1||{number}^^^HAUS^PI||{person.FamilyName}^{person.GivenName}^^^^^L||"
        + $"{person.BirthDate?.Replace("-", "", StringComparison.Ordinal)}|{(person.Gender == "female" ? "F" : "M")}|||"
        + string.Join('~', (person.Contacts ?? []).Select(contact =>
            $"{contact.Street} {contact.HouseNumber}^^{contact.City}^^{contact.Postcode}^DE^H"))
        + $"{more}\r{(prior.Length > 0 ? $"MRG|{prior}^^^HAUS^PI\r" : "")}ZKH|1|Vertraulich\r";

    public static string Code(this Hl7Message answer) => answer.Find("MSA")!.Text(1);

    public static async Task<PersonView?> FindAsync(
        this IdentityApp app, string number, string authority = "patient-number")
    {
        var found = await app.PostAsync<FoundPersons>("/api/identity/persons/search",
            new FindPersons(IdentityApp.Domain, Identifier: new(authority, number)));
        return found.Persons is [var one] ? one : null;
    }

    public static IdentityData Reference(this PersonView person) =>
        person.Identities.First(identity => identity.Identity == person.Reference).Data;
}

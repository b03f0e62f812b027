using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Contracts.Identity;
using TrustCenter.Hosting;

namespace TrustCenter.Identities.Tests;

/// <summary>Nothing that identifies anybody stands anywhere in the database or in a log, in no way of writing it.
/// </summary>
public sealed class CanaryTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    static readonly string[] Canaries =
    [
        "Kanarienvogel", "Zwitscherlinde", "Gelbschnabel", "Voliere", "Nestbau", "KV-A123456780", "1961-07-23",
        "0171-5559876", "kanari@example.org", "Schwungfeder", "Bürzel",
    ];

    [Fact]
    public async Task No_name_birth_date_or_identifier_is_found_in_the_database_or_the_log()
    {
        var mpiIds = new List<string>();
        var somebody = new IdentityData("Kanarienvogel", "Zwitscherlinde", "1961-07-23", "female", "Gelbschnabel",
            BirthPlace: "Voliere", Identifiers: [new("insurance-number", "KV-A123456780")],
            Contacts:
            [
                new("Nestbau", "7", "12345", "Schwungfeder", Phone: "0171-5559876", Email: "kanari@example.org"),
            ],
            Values: new Dictionary<string, string> { ["value1"] = "Bürzel" });
        var first = await app.PostAsync("/api/identity/registrations",
            new RegisterIdentity(IdentityApp.Domain, "kis", somebody), "ward", "canary-1");
        first.Dispose();
        var one = await app.RegisterAsync(somebody);
        mpiIds.Add(one.MpiId!);
        var other = await app.RegisterAsync(new("Kanarienvogel", "Gelbschnabel", "1961-07-23", "male"));
        mpiIds.Add(other.MpiId!);
        await app.PostAsync<ChangedPerson>($"/api/identity/persons/{other.Person}/merge",
            new MergePerson(one.Person!.Value, "Zwitscherlinde heißt jetzt Gelbschnabel"));
        await app.PostAsync<FoundPersons>("/api/identity/persons/search",
            new FindPersons(IdentityApp.Domain, Identity: new("Kanarienvogel")));
        await app.PostAsync<ChangedPerson>($"/api/identity/persons/{one.Person}/vital-status",
            new RecordVitalStatus("deceased", "1961-07-23"));
        using (await app.PostAsync("/api/identity/registrations", new RegisterIdentity(IdentityApp.Domain, "kis",
            somebody with { GivenName = "Zwitscherlinde<", Gender = "Kanarienvogel" })))
        {
        }

        await FeedAsync();
        await ImportAsync();
        await LinkAsync();
        var texts = Canaries.Concat(mpiIds).SelectMany(Everything.Writings).ToArray();
        var found = (await Everything.TextsAsync(app)).SelectMany(content => texts
            .Where(text => content.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Select(text => $"{text} in {content.Split(':')[0]}")).ToList();
        found.AddRange(texts.Where(text => app.Logs.Everything.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Select(text => $"{text} in the log"));
        Assert.Empty(found);
    }

    /// <summary>Messages that are applied, that are refused for what they say, and that can't even be read.</summary>
    async Task FeedAsync()
    {
        await using var instance = await app.StartAsync(Adt.Settings);
        await using var client = await Adt.ConnectAsync(instance);
        var canary = new IdentityData("Kanarienvogel", "Zwitscherlinde", "1961-07-23", "female",
            Contacts: [new("Nestbau", "7", "12345", "Schwungfeder")]);
        string[] messages =
        [
            Adt.Message("A04", "KV-A123456780", canary), Adt.Message("A04", "KV-A123456780", canary, "Gelbschnabel"),
            Adt.Message("A40", "Nestbau", canary, prior: "KV-A123456780"),
            Adt.Message("A08", "KV-A123456780", People.New() with { GivenName = "Zwitscherlinde" }),
            Adt.Message("A04", "KV-A123456780", canary with { BirthDate = "Voliere" }),
            Adt.Message("A04", "KV-A123456780", canary, version: "Voliere"),
            Adt.Message("A04", "KV-A123456780", canary, "Gelbschnabel")
                .Replace("PID|", "Kanarienvogel|", StringComparison.Ordinal),
            Adt.Message("Bürzel", "KV-A123456780", canary), "Kanarienvogel",
            Adt.Message("A47", "Schwungfeder", canary, prior: "KV-A123456780"),
        ];
        var codes = new List<string>();
        foreach (var message in messages)
            codes.Add((await client.AskAsync(message, TestContext.Current.CancellationToken)).Code());
        Assert.Equal(["AA", "AA", "AA", "AE", "AE", "AR", "AR", "AR", "AR", "AA"], codes);
        await instance.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A file that brings her once more, one that holds nothing but mistakes, and one that waits.</summary>
    async Task ImportAsync()
    {
        const string Table = "Kanarienvogel;Zwitscherlinde;1961-07-23;Gelbschnabel\n";
        var wish = new StartImport(IdentityApp.Domain, "kis", Csv: new(Header: false, Columns:
            [new("1", "familyName"), new("2", "givenName"), new("3", "birthDate"), new("4", "birthName")]));
        await app.ImportAsync(wish,
            Table + "Kanarienvogel;Voliere;1961-07-23-Gelbschnabel;x\n\"Bürzel\";<Voliere>;;\n");
        using (await app.UploadAsync((await app.StartAsync(wish with { Csv = null })).Import,
            Encoding.UTF8.GetBytes(Table)))
        {
        }

        var import = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);
        var vault = app.Services.GetRequiredKeyedService<Vault>(IdentitiesService.Name);
        using var spool = new ImportSpool(app.Services.GetRequiredKeyedService<Npgsql.NpgsqlDataSource>(
            IdentitiesService.Name), import, vault.OpenKey(import, vault.NewKey(import)));
        await spool.WriteAsync(1, 0, Encoding.UTF8.GetBytes(Table), TestContext.Current.CancellationToken);
        Assert.Equal(1, await app.CountAsync($"select count(*) from identity.import_chunks where import = '{import}'"));
    }

    /// <summary>Linkage between sites, from her records at two of them to her pseudonyms. Not even the sites' own ids
    /// of the records stand anywhere.</summary>
    async Task LinkAsync()
    {
        var sites = new Sites(app);
        var record = new UInt128(0x1961_0723_1961_0723, 0x1961_0723_1961_0723);
        await sites.OpenAsync();
        var she = new Linkage.PersonData
        {
            GivenName = "Zwitscherlinde",
            FamilyName = "Kanarienvogel",
            BirthDate = "1961-07-23",
            Street = "Nestbau 7",
            City = "Schwungfeder",
        };
        await sites.SendAsync("north", [(record, she)]);
        await sites.SendAsync("south", [(record, she with { City = "Voliere", BirthName = "Gelbschnabel" })]);
        await app.LinkAsync(sites);
        var pseudonym = Assert.Single(await sites.PseudonymsAsync("north"));
        Assert.Equal(RecordIds.Write(record), pseudonym.Key);
        string[] links = [pseudonym.Key, pseudonym.Value, "1961072319610723"];
        Assert.DoesNotContain(await Everything.TextsAsync(app), content =>
            links.Any(link => content.Contains(link, StringComparison.OrdinalIgnoreCase)));
    }
}

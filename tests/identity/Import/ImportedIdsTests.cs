using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

/// <summary>Ids of an E-PIX (EAN-13) or a Mainzelliste (PID) stay the people's ids.</summary>
public sealed class ImportedIdsTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    const string Head = "mpiId;Nachname;Vorname;Geburtsdatum;Geschlecht;PLZ;Ort\n";

    static readonly StartImport Wish = new(IdentityApp.Domain, "kis");

    static string Ean(int n) => MpiIdsOf($"1001{n:00000000}");

    static string MpiIdsOf(string twelve)
    {
        var sum = twelve.Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 1 : 3)).Sum();
        return $"{twelve}{(10 - sum % 10) % 10}";
    }

    [Fact]
    public async Task Ids_are_taken_over_and_wrong_or_taken_ones_are_refused_with_their_line()
    {
        var (view, report) = await app.ImportAsync(Wish, Head
            + $"{Ean(1)};Eanwald;Ida;1.2.1950;w;01069;Dresden\n"
            + "0003Y0WZ;Pidmann;Ivo;3.4.1951;m;80331;München\n"
            + $"{Ean(1)};Ganzanders;Otto;9.9.1999;m;20095;Hamburg\n"
            + "1001000000098;Falschziffer;Ute;1.1.1960;w;50667;Köln\n"
            + $"{Ean(2)};Eanwald;Ida;1.2.1950;w;01069;Dresden\n"
            + $"{Ean(1)};Eanwald;Ida;1.2.1950;w;01069;Dresden\n");
        Assert.Equal(6, view.Done);
        Assert.Equal([Ean(1), PidOrNull(report[1]), null, null, null, Ean(1)], report.Select(line => line.MpiId));
        Assert.Equal("mpi-id-taken", report[2].Code);
        Assert.Equal(("mpi-id-invalid", "mpiId"), (report[3].Code, report[3].Column));
        Assert.Equal("mpi-id-differs", report[4].Code);
        Assert.Equal(MatchStatuses.PerfectMatch, report[5].Status);

        var found = await app.PostAsync<FoundPersons>("/api/identity/persons/search",
            new FindPersons(IdentityApp.Domain, MpiId: Ean(1)));
        Assert.Equal("Eanwald", Assert.Single(found.Persons).Identities[0].Data.FamilyName);
    }

    [Fact]
    public async Task Where_the_other_index_decides_its_people_stay_its_people()
    {
        var (_, report) = await app.ImportAsync(Wish with { MpiIds = MpiIdRules.Decides }, Head
            + $"{Ean(11)};Zusammengelegt;Anna;24.11.1938;w;99084;Erfurt\n"
            + $"{Ean(11)};Ganzandersjetzt;Anna;7.8.1971;w;20095;Hamburg\n"
            + $"{Ean(12)};Zusammengelegt;Anna;24.11.1938;w;99084;Erfurt\n");
        Assert.Equal(report[0].Person, report[1].Person);
        Assert.NotEqual(report[0].Person, report[2].Person);
        Assert.Equal([Ean(11), Ean(11), Ean(12)], report.Select(line => line.MpiId));
        Assert.Equal(MatchStatuses.PossibleMatch, report[2].Status);
        Assert.Equal(2, await app.CountAsync(
            $"select count(*) from identity.identities where person = '{report[0].Person}'"));
        Assert.Equal(1, await app.CountAsync($"""
            select count(*) from identity.pairs p join identity.identities i on i.identity = p.identity_b
            where i.person = '{report[2].Person}'
            """));
    }

    static string? PidOrNull(ImportedLine line)
    {
        Assert.True(line.Code is null, $"{line.Code}: {line.Message}");
        return "0003Y0WZ";
    }
}

using TrustCenter.Fhir;

namespace TrustCenter.Identities.Tests;

/// <summary>FHIR's match, IHE PIXm and PDQm.</summary>
public sealed class IheTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    const string Ihe = IheService.Prefix + "/MII";
    const string Numbers = EpixNames.Identifiers + "patient-number";

    [Theory]
    [InlineData(FhirFormat.Json)]
    [InlineData(FhirFormat.Xml)]
    public async Task Match_finds_the_one_it_is_and_keeps_nothing(FhirFormat format)
    {
        var known = await app.KnownAsync();
        var before = await app.StoredAsync();
        foreach (var path in new[] { Epix.Base, Ihe })
        {
            using var response = await app.SendAsync($"{path}/Patient/$match", Parameters.Of(
                ("resource", Epix.Patient(known.Family, "Stefanie", Epix.Born(known.Family), "female", null)),
                ("onlyCertainMatches", true), ("count", 3)), format: format);
            var bundle = await Epix.ReadAsync(response);
            var entry = Assert.Single(bundle.All("entry"));
            Assert.Equal($"{known.Identity}", (entry["resource"] as FhirResource)!.Id);
            Assert.Equal(known.MpiId, entry.Text("resource.identifier.value"));
            Assert.Equal("match", entry.Text("search.mode"));
            Assert.Equal("certain", entry["search"]!.ExtensionValue(EpixNames.MatchGrade)!.Value);
            Assert.True(decimal.Parse(entry.Text("search.score")!, System.Globalization.CultureInfo.InvariantCulture)
                is > 0.9m and <= 1);
        }

        using var nobody = await app.SendAsync($"{Ihe}/Patient/$match", Parameters.Of(
            ("resource", Epix.Patient(Epix.Letters(), "Xaver", "1901-01-05", "male", null))));
        Assert.Equal("0", (await Epix.ReadAsync(nobody)).Text("total"));
        Assert.Equal(before, await app.StoredAsync());
    }

    [Fact]
    public async Task Pix_tells_the_other_identifiers_of_a_patient()
    {
        var known = await app.KnownAsync();
        foreach (var source in new ParameterValue[] { $"{Numbers}|{known.Number}", Epix.Number(known.Number) })
        {
            var answer = Parameters.Read(await app.AskAsync("Patient/$ihe-pix",
                Parameters.Of(("sourceIdentifier", source), ("targetSystem", ParameterValue.Uri(EpixNames.Mpi)))));
            Assert.Equal(new Identifier(EpixNames.Mpi, known.MpiId), Assert.Single(
                answer.Identifiers("targetIdentifier")));
            Assert.Equal($"Patient/{known.Identity}", answer.Reference("targetId")!.Target);
        }

        var back = Parameters.Read(await app.AskAsync("Patient/$ihe-pix",
            Parameters.Of(("sourceIdentifier", $"{EpixNames.Mpi}|{known.MpiId}")), format: FhirFormat.Xml));
        Assert.Equal(Epix.Number(known.Number), Assert.Single(back.Identifiers("targetIdentifier")));
    }

    [Theory]
    [InlineData(404, Numbers + "|nobody", Numbers)]
    [InlineData(400, "https://elsewhere.example|1", Numbers)]
    [InlineData(400, "without", Numbers)]
    [InlineData(403, Numbers + "|nobody", "https://elsewhere.example")]
    public async Task Pix_refuses_as_its_profile_says(int status, string source, string target)
    {
        using var response = await app.SendAsync($"{Ihe}/Patient/$ihe-pix",
            Parameters.Of(("sourceIdentifier", source), ("targetSystem", ParameterValue.Uri(target))));
        Assert.NotNull((await Epix.RefusedAsync(response, status)).Text("issue.expression"));
    }

    [Fact]
    public async Task Pdq_finds_patients_by_fields_with_their_id_of_the_index()
    {
        var known = await app.KnownAsync();
        using var response = await app.SendAsync($"{Ihe}/Patient/_search", Epix.Form(("family", known.Family),
            ("birthdate", Epix.Born(known.Family)), ("gender", "female"), ("address-city", "Greifswald")));
        var bundle = await Epix.ReadAsync(response);
        Assert.Equal(known.MpiId,
            Assert.Single(Bundle.Resources(bundle, "Patient")).All("identifier").First().Text("value"));
        using var page = await app.SendAsync(bundle.Text("link.url")!, null, method: HttpMethod.Get);
        Assert.Equal("1", (await Epix.ReadAsync(page)).Text("total"));
        using var foreign = await app.SendAsync($"{IheService.Prefix}/MII/Patient/_search",
            Epix.Form(("family", known.Family)), domains: ["another"]);
        await Epix.RefusedAsync(foreign, 404);
    }
}

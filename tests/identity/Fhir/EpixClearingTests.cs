using System.Security.Cryptography;
using TrustCenter.Fhir;

namespace TrustCenter.Identities.Tests;

/// <summary>The clearing of possible matches over FHIR, as the specification has it.</summary>
public sealed class EpixClearingTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Theory]
    [InlineData(FhirFormat.Json)]
    [InlineData(FhirFormat.Xml)]
    public async Task A_pair_is_added_listed_and_resolved_by_moving_what_the_other_person_had(FhirFormat format)
    {
        var (one, other) = (await app.KnownAsync(), await app.KnownAsync(given: "Ottokar", gender: "male"));
        var added = Parameters.Read(await app.AskAsync("$addPossibleMatch", Parameters.Of(
            ("domain", "MII"), ("mpiId", Epix.Mpi(one.MpiId)), ("aliasMpiId", Epix.Mpi(other.MpiId))),
            format: format)).Part("match");
        Assert.Equal(["item", "item", "score", "result", "linkId"], added.Names);
        var link = added.Integer("linkId")!.Value;

        var listed = Parameters.Read(await app.AskAsync("$queryPossibleMatches",
            Parameters.Of(("domain", "MII"), ("mpiId", Epix.Mpi(one.MpiId))), format: format));
        var match = Assert.Single(listed.Parts("match"));
        Assert.Equal(["matchItem", "matchItem", "matchScore", "matchResult", "linkId"], match.Names);
        Assert.Equal(link, match.Integer("linkId"));
        Assert.Equal(new[] { $"{one.Identity}", $"{other.Identity}" }.Order(),
            match.Resources("matchItem").Select(patient => patient.Id!).Order());

        var outcome = await app.AskAsync("$assignIdentity", Parameters.Of(
            ("domain", "MII"), ("linkId", link), ("comment", "Nachgesehen: es ist eine Person."),
            ("identityReference", new Reference($"Patient/{one.Identity}"))), format: format);
        Assert.Equal("match resolved, identity moved.", outcome.Text("issue.diagnostics"));
        Assert.Equal("information", outcome.Text("issue.severity"));
        var merged = await PersonAsync(other.MpiId);
        Assert.Equal($"{one.Person}", merged.Id);
        Assert.Equal(2, Epix.Linked(merged).Length);
        Assert.Empty(Parameters.Read(await app.AskAsync("$queryPossibleMatches",
            Parameters.Of(("domain", "MII"), ("mpiId", Epix.Mpi(one.MpiId))))).Parts("match"));
    }

    [Fact]
    public async Task Pairs_that_are_two_people_leave_the_list_all_of_them_or_none()
    {
        var (one, other) = (await app.KnownAsync(), await app.KnownAsync(given: "Ottokar", gender: "male"));
        var link = await LinkAsync(one.MpiId, other.MpiId);
        var before = await app.StoredAsync();
        using var refused = await app.SendAsync($"{Epix.Base}/$removePossibleMatches",
            Parameters.Of(("domain", "MII"), ("linkId", link), ("linkId", 2_000_000_000)));
        var outcome = await Epix.RefusedAsync(refused, 404);
        Assert.Contains("'linkId')[1]", outcome.Text("issue.expression"), StringComparison.Ordinal);
        Assert.Equal(before, await app.StoredAsync());

        // the comment stands in the domain, as in the published request
        using var response = await app.SendAsync($"{Epix.Base}/$removePossibleMatches", Epix.Content($$$"""
            {"resourceType": "Parameters", "parameter": [
              {"name": "domain", "part": [{"name": "comment", "valueString": "Das war ein Irrtum!"}],
                "valueString": "MII"}, {"name": "linkId", "valueInteger": {{{link}}}}]}
            """));
        Assert.Equal("removed 1 possible match(es).", (await Epix.ReadAsync(response)).Text("issue.diagnostics"));
        using var again = await app.SendAsync($"{Epix.Base}/$addPossibleMatch", Parameters.Of(
            ("domain", "MII"), ("mpiId", Epix.Mpi(one.MpiId)), ("aliasMpiId", Epix.Mpi(other.MpiId))));
        await Epix.RefusedAsync(again, 409);
        using var resolved = await app.SendAsync($"{Epix.Base}/$assignIdentity", Parameters.Of(
            ("domain", "MII"), ("linkId", link), ("identityReference", new Reference($"Patient/{one.Identity}"))));
        await Epix.RefusedAsync(resolved, 409);
    }

    [Fact]
    public async Task The_list_of_a_domain_is_paged_by_links_that_name_nobody()
    {
        for (var i = 0; i < 3; i++)
            await LinkAsync((await app.KnownAsync()).MpiId, (await app.KnownAsync(given: "Ottokar")).MpiId);
        var page = Parameters.Read(await app.AskAsync("$queryPossibleMatches",
            Parameters.Of(("domain", "MII"), ("_count", "2"))));
        Assert.False(page.Has("prev"));
        var seen = page.Parts("match").Select(match => match.Integer("linkId")!.Value).ToList();
        while (page.String("next") is { } next)
        {
            Assert.DoesNotContain("=MII", next, StringComparison.Ordinal);
            using var response = await app.SendAsync(next, null, method: HttpMethod.Get);
            page = Parameters.Read(await Epix.ReadAsync(response));
            Assert.True(page.Has("prev"));
            seen.AddRange(page.Parts("match").Select(match => match.Integer("linkId")!.Value));
        }

        Assert.True(seen.Count >= 3);
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task An_identity_found_by_its_identifier_moves_to_the_person_named()
    {
        var (one, other) = (await app.KnownAsync(), await app.KnownAsync(given: "Ottokar", gender: "male"));
        var (further, number) = await FurtherAsync(one);
        var outcome = await app.AskAsync("$assignIdentityByIdentifier", Parameters.Of(
            ("identityIdentifier", Epix.Number(number)), ("mpiIdentifier", Epix.Mpi(other.MpiId)),
            ("comment", "Korrektur nach Durchsicht.")), format: FhirFormat.Xml);
        Assert.Equal("identity moved.", outcome.Text("issue.diagnostics"));
        Assert.Contains(further, Epix.Linked(await PersonAsync(other.MpiId)));
        Assert.Equal([one.Identity], Epix.Linked(await PersonAsync(one.MpiId)));

        // by its own key, and back again
        await app.AskAsync("$assignIdentityByIdentifier", Parameters.Of(("domain", "MII"),
            ("identityIdentifier", new Identifier(EpixNames.IdentityKey, $"{further}")),
            ("mpiIdentifier", Epix.Mpi(one.MpiId))));
        Assert.Contains(further, Epix.Linked(await PersonAsync(one.MpiId)));
    }

    [Fact]
    public async Task Another_identity_becomes_the_reference_named_by_its_id_or_a_reference()
    {
        var known = await app.KnownAsync();
        var (further, _) = await FurtherAsync(known);
        using var response = await app.SendAsync($"{Epix.Base}/$setReferenceIdentity", Epix.Content($$$"""
            {"resourceType": "Parameters", "parameter": [
              {"name": "comment", "valueString": "wegen neuerer Angaben"},
              {"name": "mpiId", "valueIdentifier": {"system": "{{{EpixNames.Mpi}}}", "value": "{{{known.MpiId}}}"}},
              {"name": "identityReference", "valueId": "{{{further}}}"}]}
            """));
        var result = Parameters.Read(await Epix.ReadAsync(response));
        Assert.Equal(["mpiPerson", "identity", "identity"], result.Names);
        Assert.Equal(further, Epix.Reference(result.Resource("mpiPerson")!));

        var back = Parameters.Read(await app.AskAsync("$setReferenceIdentity", Parameters.Of(("domain", "MII"),
            ("mpiId", Epix.Mpi(known.MpiId)), ("identityReference", new Reference($"Patient/{known.Identity}"))),
            format: FhirFormat.Xml));
        Assert.Equal(known.Identity, Epix.Reference(back.Resource("mpiPerson")!));
        using var foreign = await app.SendAsync($"{Epix.Base}/$setReferenceIdentity", Parameters.Of(("domain", "MII"),
            ("mpiId", Epix.Mpi(known.MpiId)), ("identityReference", new Reference($"Patient/{Guid.Empty}"))));
        var outcome = await Epix.RefusedAsync(foreign, 404);
        Assert.Contains("'identityReference'", outcome.Text("issue.expression"), StringComparison.Ordinal);
    }

    async Task<(Guid Identity, string Number)> FurtherAsync(
        (string MpiId, Guid Person, Guid Identity, string Number, string Family) known)
    {
        var number = $"DEF_{RandomNumberGenerator.GetHexString(16)}";
        var answer = Parameters.Read(await app.AskAsync("$updatePatient", Parameters.Of(
            ("domain", "MII"), ("source", "kis"), ("mpiIdentifier", Epix.Mpi(known.MpiId)),
            ("identity", Epix.Patient(known.Family, "Stefanie Eva", Epix.Born(known.Family), "female", number)),
            ("force", false))));
        return (Epix.Linked(answer.Resource("mpiPerson")!).Single(key => key != known.Identity), number);
    }

    async Task<int> LinkAsync(string one, string other) => Parameters.Read(await app.AskAsync("$addPossibleMatch",
        Parameters.Of(("domain", "MII"), ("mpiId", Epix.Mpi(one)), ("aliasMpiId", Epix.Mpi(other)))))
        .Part("match").Integer("linkId")!.Value;

    async Task<FhirResource> PersonAsync(string mpiId) => Assert.Single(Bundle.Resources(await app.SearchAsync(
        "Person", ("organization:identifier", "MII"), ("identifier", $"{EpixNames.Mpi}|{mpiId}")), "Person"));
}

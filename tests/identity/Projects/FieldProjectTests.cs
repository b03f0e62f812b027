using System.Net;
using TrustCenter.Contracts.Identity;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities.Tests;

/// <summary>Projects whose records have a filter for each field.</summary>
public sealed class FieldProjectTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    readonly Sites _sites = new(app, StandardProfiles.Separate);

    [Fact(Timeout = 300_000)]
    public async Task Records_are_weighed_field_by_field_and_the_result_says_why()
    {
        var (north, south) = (LinkingTests.Records(1, 900, 1).ToArray(), South().ToArray());
        await _sites.OpenAsync();
        await _sites.SendAsync("north", north);
        await _sites.SendAsync("south", south);
        var run = await app.LinkAsync(_sites);

        // the same by the library at once
        var persons = north.Concat(south).Select(one => one.Person).ToArray();
        bool OfTwoSites(int a, int b) => a < north.Length != b < north.Length;
        var linkage = new FieldLinkage(
            new(_sites.Profile, _sites.Profile.Slots(), [.. persons.SelectMany(_sites.Encode)]), OfTwoSites,
            (double)north.Length * south.Length);
        var pairs = OneToOne.Optimal(linkage.Pairs());
        var certain = pairs.Where(pair => pair.Score >= Math.Log2(0.8 / 0.2)).ToArray();
        Assert.Equal((certain.Length, pairs.Count - certain.Length), ((int)run.Links!, (int)run.Questions!));
        Assert.InRange(certain.Length, 590, 600);
        var table = await app.LinkageTableAsync(_sites);
        Assert.Equal(
            certain.Select(pair => (RecordOf(north, pair.Left), RecordOf(south, pair.Right - north.Length))).Order(),
            table.GroupBy(row => row.Person).Where(person => person.Count() == 2)
                .Select(person => (person.First().Record, person.Last().Record)).Order());

        var weights = await app.GetAsync<FieldWeights>($"{_sites.Path}/linking/weights");
        Assert.Equal(linkage.Candidates.LongCount(), weights.Compared);
        var (learnt, told) = (linkage.Parameters.Fields, weights.Fields);
        Assert.Equal(learnt.Select(field => field.Field), told.Select(field => field.Field));
        for (var field = 0; field < learnt.Length; field++)
        {
            Assert.Equal(learnt[field].Levels.Select(level => level.M), told[field].Levels.Select(level => level.M));
            Assert.Equal(run.Links, told[field].Missing + told[field].Levels.Sum(level => level.Links));
        }

        using var site = await _sites.AskAsync("north", HttpMethod.Get, "linking/weights", null);
        Assert.Equal(HttpStatusCode.Forbidden, site.StatusCode);
    }

    [Fact]
    public async Task A_profile_that_cannot_be_weighed_is_refused_and_nothing_is_linked_one_by_one()
    {
        await RefusedAsync(profile => profile with { Hardening = [new(Hardening.Diffuse, 3)] });
        await RefusedAsync(profile => profile with { Threshold = 0.4 });
        await RefusedAsync(profile => profile with
        {
            Fields = [.. profile.Fields.Select(field => field with { Hashes = 0, Bits = 20 })],
        });
    }

    async Task RefusedAsync(Func<EncodingProfile, EncodingProfile> changed)
    {
        var sites = new Sites(app, project => changed(StandardProfiles.Separate(project)));
        using var response = await app.PostAsync(
            "/api/identity/projects", new CreateProject(sites.Name, sites.Terms()));
        await Sites.RefusedAsync(response, HttpStatusCode.UnprocessableEntity, "profile-not-linkable");
    }

    /// <summary>600 of the north's people, one in three written down otherwise, and 300 others.</summary>
    static IEnumerable<(UInt128 Id, PersonData Person)> South() => LinkingTests.Records(301, 1200, 2)
        .Select((one, number) => (one.Item1, (number % 3) switch
        {
            0 => one.Item2 with { FamilyName = one.Item2.FamilyName![..2] + "x" + one.Item2.FamilyName[3..] },
            1 => one.Item2 with { Street = "Anderswo 99", City = "Neustadt", Postcode = "99999" },
            _ => one.Item2,
        }));

    static UInt128 RecordOf((UInt128 Id, PersonData Person)[] records, int row) => records[row].Id;
}

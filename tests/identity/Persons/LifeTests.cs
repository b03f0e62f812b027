using System.Net;
using System.Text.Json;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class LifeTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task Merging_undoing_splitting_and_moving_are_seen_by_whoever_looks_and_told_to_whoever_follows()
    {
        var position = (await app.GetAsync<IdentityChanges>("/api/identity/changes")).Position;
        var (one, other) = (await app.RegisterAsync(People.New()), await app.RegisterAsync(People.New()));
        var (before, otherBefore) = (await ViewAsync(one.Person), await ViewAsync(other.Person));

        var merged = await app.PostAsync<ChangedPerson>($"/api/identity/persons/{other.Person}/merge",
            new MergePerson(one.Person!.Value, "same passport"));
        Assert.Equal([one.Identity!.Value, other.Identity!.Value],
            (await ViewAsync(one.Person)).Identities.Select(identity => identity.Identity).Order());
        var found = await app.PostAsync<FoundPersons>("/api/identity/persons/search",
            new FindPersons(IdentityApp.Domain, other.MpiId));
        Assert.Equal(one.Person, Assert.Single(found.Persons).Person);

        await app.PostAsync<ChangedPerson>($"/api/identity/persons/{one.Person}/undo",
            new UndoOperation(merged.Operation!.Value, "not the same after all"));
        AssertSame(before, await ViewAsync(one.Person));
        AssertSame(otherBefore, await ViewAsync(other.Person));

        var changes = await ChangesAsync(position, other.Person, 2);
        Assert.Equal(["person-merged", "person-restored"], changes.Changes
            .Where(change => change.Person == other.Person).Select(change => change.Type));
        Assert.All(changes.Changes.Where(change => change.Person == other.Person),
            change => Assert.Equal((one.Person, merged.Operation), (change.Other, change.Operation)));
        Assert.Empty((await app.GetAsync<IdentityChanges>($"/api/identity/changes?after={changes.Position}")).Changes);
    }

    /// <summary>A change is told when every older transaction of the server has ended, other databases' too.</summary>
    async Task<IdentityChanges> ChangesAsync(string after, Guid? person, int count)
    {
        for (var tries = 0; ; tries++)
        {
            var changes = await app.GetAsync<IdentityChanges>($"/api/identity/changes?after={after}");
            if (changes.Changes.Count(change => change.Person == person) >= count || tries == 300) return changes;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_split_gives_the_other_person_an_id_of_its_own()
    {
        var somebody = People.New();
        var first = await app.RegisterAsync(somebody);
        var second = await app.RegisterAsync(somebody with { Degree = "Prof." });
        var split = await app.PostAsync<ChangedPerson>($"/api/identity/persons/{first.Person}/split",
            new SplitPerson([second.Identity!.Value], "two sisters"));

        var sister = await ViewAsync(split.Other!.Person);
        Assert.Equal((split.Other.MpiId, second.Identity), (sister.MpiId, sister.Reference));
        Assert.NotEqual(first.MpiId, sister.MpiId);
        using var last = await app.PostAsync($"/api/identity/identities/{second.Identity}/move",
            new MoveIdentity(first.Person!.Value, "one woman"));
        Assert.Equal(HttpStatusCode.Conflict, last.StatusCode); // nobody is left behind without an identity

        await app.PostAsync<ChangedPerson>($"/api/identity/persons/{first.Person}/undo",
            new UndoOperation(split.Operation!.Value, "one woman"));
        Assert.Equal(2, (await ViewAsync(first.Person)).Identities.Count);
        Assert.Equal(("merged", first.Person),
            (await ViewAsync(split.Other.Person)) is { } gone ? (gone.Status, gone.MergedInto) : default);
    }

    [Fact]
    public async Task Two_people_said_to_be_distinct_are_not_merged()
    {
        var (one, other) = (await app.RegisterAsync(People.New()), await app.RegisterAsync(People.New()));
        var pair = await app.PostAsync<AddedPair>(
            "/api/identity/pairs", new AddPair(one.Identity!.Value, other.Identity!.Value));
        await app.PostAsync<DecidedPair>($"/api/identity/pairs/{pair.Pair}/decision",
            new DecidePair(Verdicts.Distinct, "both came in today"));

        using var refused = await app.PostAsync($"/api/identity/persons/{one.Person}/merge",
            new MergePerson(other.Person!.Value, "looks alike"));
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        await app.PostAsync<DecidedPair>($"/api/identity/pairs/{pair.Pair}/undo", new Because("it was a mix-up"));
        Assert.Contains((await app.GetAsync<PairPage>($"/api/identity/pairs?domain={IdentityApp.Domain}")).Pairs,
            open => open.Pair == pair.Pair);
    }

    [Fact]
    public async Task What_is_erased_is_gone_and_the_person_can_come_anew()
    {
        var somebody = People.New() with { Identifiers = [new("patient-number", "ERASED-1")] };
        var first = await app.RegisterAsync(somebody);
        var second = await app.RegisterAsync(somebody with { Degree = "Dr. med." });
        using var erased = await app.PostAsync($"/api/identity/persons/{first.Person}/erasure", new { });
        Assert.Equal(HttpStatusCode.OK, erased.StatusCode);

        Assert.Equal(0, await app.CountAsync($"""
            select (select count(*) from identity.identities where person = '{first.Person}')
                + (select count(*) from identity.mpi_ids where person = '{first.Person}')
                + (select count(*) from vault.keys where subject in
                    ('{first.Person}', '{first.Identity}', '{second.Identity}'))
                + (select count(*) from identity.identifiers
                    where identity in ('{first.Identity}', '{second.Identity}'))
                + (select count(*) from identity.records where identity in ('{first.Identity}', '{second.Identity}'))
            """));
        using var gone = await app.PostAsync($"/api/identity/persons/{first.Person}/view", new { });
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);

        var again = await app.RegisterAsync(somebody);
        Assert.Equal(MatchStatuses.NoMatch, again.Status);
        Assert.NotEqual(first.Person, again.Person);
    }

    [Fact]
    public async Task People_are_found_by_name_and_birth_date_however_written()
    {
        var somebody = People.New() with { FamilyName = "Öztürk-Bäcker", GivenName = "Şükrü Can" };
        var registered = await app.RegisterAsync(somebody);
        foreach (var wanted in new IdentityData[]
        {
            new("oeztuerk-baecker"), new("Bäcker", "sukru"), new(BirthDate: somebody.BirthDate, GivenName: "Can"),
        })
        {
            var found = await app.PostAsync<FoundPersons>("/api/identity/persons/search",
                new FindPersons(IdentityApp.Domain, Identity: wanted));
            Assert.Contains(found.Persons, person => person.Person == registered.Person);
        }

        using var wide = await app.PostAsync("/api/identity/persons/search",
            new FindPersons(IdentityApp.Domain, Identity: new(GivenName: "Can")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wide.StatusCode);
    }

    [Fact]
    public async Task Contacts_death_and_activity_are_kept()
    {
        var registered = await app.RegisterAsync(People.New());
        var (person, identity) = ($"/api/identity/persons/{registered.Person}",
            $"/api/identity/identities/{registered.Identity}");
        await app.PostAsync<ChangedPerson>($"{identity}/contacts",
            new AddContact(new("Am Markt", "1", "07743", "Jena", ValidFrom: "2026-01-01")));
        var added = (await ViewAsync(registered.Person)).Identities[0].Contacts;
        Assert.Equal(("Jena", 2), (added[0].Data.City, added.Count));
        await app.PostAsync<ChangedPerson>($"{identity}/contacts/{added[1].Contact}/end", new EndContact("2025-12-31"));
        await app.PostAsync<ChangedPerson>($"{person}/vital-status", new RecordVitalStatus("deceased", "2026-02-01"));
        await app.PostAsync<ChangedPerson>($"{person}/deactivation", new { });

        var view = await ViewAsync(registered.Person);
        Assert.Equal(("2025-12-31", "deceased", "2026-02-01", "deactivated"), (
            view.Identities[0].Contacts[1].Data.ValidTo, view.VitalStatus, view.DateOfDeath, view.Status));
        await app.PostAsync<ChangedPerson>($"{person}/reactivation", new { });
        var history = await app.GetAsync<PersonEventView[]>($"{person}/history");
        Assert.Equal(["person-registered", "contacts-added", "contact-ended", "vital-status-recorded",
            "person-deactivated", "person-reactivated"], history.Select(e => e.Type));
    }

    [Fact]
    public async Task New_data_of_a_known_person_have_to_look_like_that_person_or_be_forced()
    {
        var somebody = People.New();
        var registered = await app.RegisterAsync(somebody);
        var path = $"/api/identity/persons/{registered.Person}/update";
        var moved = await app.PostAsync<RegisteredIdentity>(path,
            new UpdatePerson("kis", somebody with { Contacts = [new(City: "Kiel", Postcode: "24103")] }));
        Assert.Equal((registered.Person, MatchStatuses.PerfectMatchWithUpdate), (moved.Person, moved.Status));
        Assert.Equal(moved.Identity, (await ViewAsync(registered.Person)).Reference); // the more trusted source

        using var other = await app.PostAsync(path, new UpdatePerson("kis", People.New()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        var forced = await app.PostAsync<RegisteredIdentity>(path, new UpdatePerson("default", People.New(), true));
        Assert.Equal((registered.Person, forced.Identity),
            (forced.Person, (await ViewAsync(registered.Person)).Reference));
    }

    [Fact]
    public async Task Keys_become_ids_and_ids_become_keys()
    {
        var (one, other) = (await app.RegisterAsync(People.New()), await app.RegisterAsync(People.New()));
        await app.PostAsync<ChangedPerson>($"/api/identity/persons/{other.Person}/merge",
            new MergePerson(one.Person!.Value, "same person"));
        var resolved = await app.PostAsync<ResolvedPerson[]>("/api/identity/persons/ids",
            new ResolvePersons(IdentityApp.Domain, [one.Person.Value], [other.MpiId!]));

        Assert.Equivalent(new[]
        {
            new ResolvedPerson(one.Person.Value, one.MpiId, "active", one.Person.Value, one.MpiId),
            new ResolvedPerson(other.Person!.Value, other.MpiId, "merged", one.Person.Value, one.MpiId),
        }, resolved);
    }

    Task<PersonView> ViewAsync(Guid? person) =>
        app.PostAsync<PersonView>($"/api/identity/persons/{person}/view", new { });

    static void AssertSame(PersonView expected, PersonView actual) => Assert.Equal(
        JsonSerializer.Serialize(expected with { Version = 0, ChangedAt = default }),
        JsonSerializer.Serialize(actual with { Version = 0, ChangedAt = default }));
}

using System.Net;
using System.Net.Http.Json;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class RegistrationTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task Somebody_nobody_knew_becomes_a_person()
    {
        var registered = await app.RegisterAsync(People.New());

        Assert.Equal(MatchStatuses.NoMatch, registered.Status);
        Assert.NotNull(registered.Person);
        Assert.Matches("^[0-9]{13}$", registered.MpiId);
        Assert.Equal(1, registered.Version);
        Assert.Empty(registered.PossibleMatches);
    }

    [Fact]
    public async Task The_same_again_is_a_perfect_match_and_kept_once()
    {
        var somebody = People.New();
        var first = await app.RegisterAsync(somebody);
        var second = await app.RegisterAsync(somebody);

        Assert.Equal(MatchStatuses.PerfectMatch, second.Status);
        Assert.Equal((first.Person, first.MpiId, first.Identity), (second.Person, second.MpiId, second.Identity));
        Assert.Equal(1, await app.CountAsync(
            $"select count(*) from identity.identities where person = '{first.Person}'"));
    }

    [Fact]
    public async Task A_typing_error_does_not_make_another_person()
    {
        var somebody = People.New();
        var first = await app.RegisterAsync(somebody);
        var second = await app.RegisterAsync(somebody with { FamilyName = somebody.FamilyName + "n" });

        Assert.Equal((MatchStatuses.Match, first.Person), (second.Status, second.Person));
        Assert.NotEqual(first.Identity, second.Identity);
        Assert.Equal(2, second.Version);
    }

    [Fact]
    public async Task Twins_stay_two_people_and_somebody_has_to_look()
    {
        var one = People.New();
        var first = await app.RegisterAsync(one with { GivenName = "Konstanze", Gender = "female" });
        var second = await app.RegisterAsync(one with { GivenName = "Tassilo", Gender = "male" });

        Assert.Equal((MatchStatuses.PossibleMatch, first.Person),
            (second.Status, Assert.Single(second.PossibleMatches).Person));
    }

    [Fact]
    public async Task A_newborn_without_a_given_name_becomes_a_pair()
    {
        var one = People.New();
        var first = await app.RegisterAsync(one);
        var second = await app.RegisterAsync(one with { GivenName = null });

        Assert.Equal(MatchStatuses.PossibleMatch, second.Status);
        var possible = Assert.Single(second.PossibleMatches);
        Assert.Equal((first.Person, first.MpiId, first.Identity),
            (possible.Person, possible.MpiId, possible.Identity));
        Assert.Equal(1, await app.CountAsync(
            $"select count(*) from identity.pairs where pair = '{possible.Pair}' and status = 'open'"));
    }

    [Fact]
    public async Task Asking_only_keeps_nothing()
    {
        var before = await Sizes();
        var nobody = await app.RegisterAsync(People.New(), SaveActions.DontSave);
        Assert.Equal((MatchStatuses.NoMatch, null), (nobody.Status, nobody.Person));
        Assert.Equal(before, await Sizes());
    }

    [Fact]
    public async Task On_a_perfect_match_nothing_or_only_contacts_are_kept_if_asked_so()
    {
        var somebody = People.New();
        var first = await app.RegisterAsync(somebody);
        var moved = somebody with { Contacts = [new("Am Anger", "3", "99084", "Erfurt")], Degree = "Dr." };

        var nothing = await app.RegisterAsync(moved, SaveActions.DontSaveOnPerfectMatch);
        Assert.Equal((MatchStatuses.PerfectMatch, first.Identity, 1L),
            (nothing.Status, nothing.Identity, nothing.Version));

        var contact = await app.RegisterAsync(moved, SaveActions.DontSaveOnPerfectMatchExceptContacts);
        Assert.Equal((MatchStatuses.PerfectMatchWithUpdate, first.Identity, 2L),
            (contact.Status, contact.Identity, contact.Version));
        Assert.Equal(2, await app.CountAsync(
            $"select count(*) from identity.records where identity = '{first.Identity}'"));

        var all = await app.RegisterAsync(moved);
        Assert.Equal((MatchStatuses.PerfectMatchWithUpdate, first.Person), (all.Status, all.Person));
        Assert.NotEqual(first.Identity, all.Identity);
    }

    [Fact]
    public async Task The_same_local_identifier_is_the_same_person_unless_the_data_contradict()
    {
        var somebody = People.New() with { Identifiers = [new("patient-number", "KH-000815")] };
        var first = await app.RegisterAsync(somebody);
        var married = await app.RegisterAsync(somebody with
        {
            FamilyName = "Sonnenschein",
            BirthName = somebody.FamilyName,
            Contacts = null,
        });
        Assert.Equal(first.Person, married.Person);

        using var other = await app.PostAsync("/api/identity/registrations", new RegisterIdentity(IdentityApp.Domain,
            "default", People.New() with { Identifiers = somebody.Identifiers }));
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Contains("identifier-contradicts", await other.Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Müller-Lüdenscheidt", "Jürgen", "Mueller-Luedenscheidt", "Juergen")]
    [InlineData("Groß", "Änne", "Gross", "Aenne")]
    [InlineData("Żółkiewski", "Łukasz", "Zolkiewski", "Lukasz")]
    [InlineData("Παπαδόπουλος", "Ελένη", "Papadopoulos", "Eleni")]
    [InlineData("Yıldırım", "İbrahim", "Yildirim", "Ibrahim")]
    [InlineData("Иванова", "Анна", "Ivanova", "Anna")]
    [InlineData("Nguyễn", "Thị Hương", "Nguyen", "Thi Huong")]
    [InlineData("de la Cruz", "José María", "De La Cruz", "Jose Maria")]
    public async Task Names_are_one_however_they_are_written(
        string family, string given, string otherFamily, string otherGiven)
    {
        var born = People.New().BirthDate;
        var first = await app.RegisterAsync(new(family, given, born, "female"));
        var second = await app.RegisterAsync(new(otherFamily, otherGiven, born, "female"));
        var decomposed = await app.RegisterAsync(new(
            family.Normalize(System.Text.NormalizationForm.FormD), given, born, "female"));

        Assert.Equal(first.Person, second.Person);
        Assert.Equal((first.Person, MatchStatuses.PerfectMatch), (decomposed.Person, decomposed.Status));
    }

    [Fact]
    public async Task Registered_twice_under_one_key_is_answered_twice_and_kept_once()
    {
        var command = new RegisterIdentity(IdentityApp.Domain, "default", People.New());
        using var one = await app.PostAsync("/api/identity/registrations", command, "ward", "key-of-one");
        using var two = await app.PostAsync("/api/identity/registrations", command, "ward", "key-of-one");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (one.StatusCode, two.StatusCode));
        Assert.Equal(
            await one.Content.ReadFromJsonAsync<RegisteredIdentity>(TestContext.Current.CancellationToken) is { } a
                ? a.Person : null,
            await two.Content.ReadFromJsonAsync<RegisteredIdentity>(TestContext.Current.CancellationToken) is { } b
                ? b.Person : null);
    }

    async Task<(long, long, long)> Sizes() => (
        await app.CountAsync("select count(*) from identity.persons"),
        await app.CountAsync("select count(*) from identity.records"),
        await app.CountAsync("select count(*) from events.events"));
}

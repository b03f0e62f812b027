using TrustCenter.Contracts.Identity;
using TrustCenter.Hl7;
using TrustCenter.Testing;

namespace TrustCenter.Identities.Tests;

public sealed class FeedTests(FeedApp feed) : IClassFixture<FeedApp>
{
    readonly IdentityApp _app = feed.App;
    readonly MllpClient _client = feed.Client;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("A01")]
    [InlineData("A04")]
    [InlineData("A05")]
    [InlineData("A08")]
    [InlineData("A28")]
    [InlineData("A31")]
    public async Task Who_is_told_of_is_found_by_the_number_with_everything_that_was_said(string trigger)
    {
        var (number, person) = (Adt.NewNumber(), People.New());
        var (home, born) = (person.Contacts![0], person.BirthDate!.Replace("-", "", StringComparison.Ordinal));
        var message = $"MSH|^~\\&|KIS|HAUS|TC|TC|20260301120000||ADT^{trigger}^ADT_A01|{Adt.NewControl()}"
            + "|P|2.5||||||UNICODE UTF-8\r"
            + $"EVN|{trigger}|20260301120000\r"
            + $"PID|1||{number}^^^HAUS^PI~9{number}^^^^NI~77^^^FREMD^VN||"
            + $"{person.FamilyName}&von^{person.GivenName}^Anna^jun.^Dr.^^L"
            + $"~{person.FamilyName}heim^^^^^^M~Künstler^^^^^^A|Mutter^^^^^^M|{born}120000|F|||"
            + $"Postfach 1^^Altstadt^^{home.Postcode}^DE^M~{home.Street} 5&{home.Street}&5^^Neustadt"
            + $"^BY^{home.Postcode}^DE^H"
            + "~^^Dorf^^^DE^N||"
            + "0171 1234567^PRN^CP~^NET^Internet^a.b@example.org"
            + "|030-99^WPN^PH|de|M|||||||Köln|||DE|||20260228|Y|||20260301\r"
            + "NK1|1|Muster^Max\rZPI|x|y~z\r";
        var answer = await _client.AskAsync(message, Ct);
        Assert.True(answer.Code() == "AA", $"{answer} {_app.Logs}");
        Assert.Equal($"ACK^{trigger}^ACK", answer.Header.Raw(9));
        Assert.Equal(("TC", "KIS"), (answer.Header.Text(3), answer.Header.Text(5)));
        Assert.Null(answer.Find("ERR"));

        var view = (await _app.FindAsync(number))!;
        Assert.Equal(view.Person, (await _app.FindAsync("9" + number, "insurance-number"))!.Person);
        Assert.Equal(("deceased", "2026-02-28"), (view.VitalStatus, view.DateOfDeath));
        var identity = Assert.Single(view.Identities);
        Assert.Equal("kis", identity.Source);
        Assert.Equal(new(person.FamilyName, person.GivenName + " Anna", person.BirthDate, "female",
            person.FamilyName + "heim",
            Suffix: "jun.", Degree: "Dr.", BirthPlace: "Köln", MothersMaidenName: "Mutter", MotherTongue: "de",
            Nationality: "DE", CivilStatus: "M", VitalStatus: "deceased", DateOfDeath: "2026-02-28",
            ExternalDate: "2026-03-01", Identifiers: identity.Data.Identifiers), identity.Data);
        Assert.Equal([new("patient-number", number), new("insurance-number", "9" + number)],
            identity.Data.Identifiers!);
        Assert.Equal(
        [
            new(home.Street, "5", home.Postcode, "Neustadt", State: "BY", Country: "DE", Phone: "0171 1234567",
                Email: "a.b@example.org"),
            new("Postfach 1", null, home.Postcode, "Altstadt", Country: "DE"),
            new(Phone: "030-99"),
        ], identity.Contacts.Select(contact => contact.Data));
    }

    [Fact]
    public async Task An_update_keeps_both_and_the_newest_stands_for_the_person_even_where_it_goes_back()
    {
        var (number, person) = (Adt.NewNumber(), People.New());
        var moved = person with { Contacts = [new("Neuer Weg", "1", "99999", "Anderswo")] };
        await AcceptedAsync(Adt.Message("A04", number, person));
        await AcceptedAsync(Adt.Message("A08", number, moved));
        var view = (await _app.FindAsync(number))!;
        Assert.Equal(2, view.Identities.Count);
        Assert.Equal("Neuer Weg 1", Street(view));

        await AcceptedAsync(Adt.Message("A08", number, person));
        view = (await _app.FindAsync(number))!;
        Assert.Equal(2, view.Identities.Count);
        Assert.NotEqual("Neuer Weg 1", Street(view));
    }

    [Fact]
    public async Task A_death_that_was_a_mistake_is_taken_back_by_the_same_source()
    {
        var (number, person) = (Adt.NewNumber(), People.New());
        await AcceptedAsync(Adt.Message("A04", number, person));
        Assert.Equal("unknown", (await _app.FindAsync(number))!.VitalStatus);
        var end = new string('|', 18);
        await AcceptedAsync(Adt.Message("A08", number, person, more: $"{end}20260102|Y"));
        var dead = (await _app.FindAsync(number))!;
        Assert.Equal(("deceased", "2026-01-02"), (dead.VitalStatus, dead.DateOfDeath));
        await AcceptedAsync(Adt.Message("A08", number, person, more: $"{end}|N"));
        Assert.Equal("alive", (await _app.FindAsync(number))!.VitalStatus);
    }

    [Fact]
    public async Task A_merge_makes_one_person_of_two_and_saying_it_again_changes_nothing()
    {
        var (one, other) = (Adt.NewNumber(), Adt.NewNumber());
        var (person, twin) = (People.New(), People.New());
        await AcceptedAsync(Adt.Message("A04", one, person));
        await AcceptedAsync(Adt.Message("A04", other, twin));
        var (into, from) = ((await _app.FindAsync(one))!, (await _app.FindAsync(other))!);
        Assert.NotEqual(into.Person, from.Person);
        await AcceptedAsync(Adt.Message("A40", one, person, prior: other));

        var merged = (await _app.FindAsync(other))!;
        Assert.Equal(into.Person, merged.Person);
        Assert.Equal(2, merged.Identities.Count);
        Assert.Equal(into.Reference, merged.Reference);
        await AcceptedAsync(Adt.Message("A40", one, person, prior: other));
        Assert.Equal(merged.Version, (await _app.FindAsync(one))!.Version);
    }

    [Fact]
    public async Task Several_merges_of_one_message_are_done_together_or_not_at_all()
    {
        var numbers = Enumerable.Range(0, 4).Select(_ => Adt.NewNumber()).ToArray();
        foreach (var number in numbers) await AcceptedAsync(Adt.Message("A04", number, People.New()));
        var views = new List<PersonView>();
        foreach (var number in numbers) views.Add((await _app.FindAsync(number))!);
        await _app.PostAsync<PairView>("/api/identity/pairs", new AddPair(views[2].Reference, views[3].Reference));
        var pair = PossibleMatch.IdOf(views[2].Reference, views[3].Reference);
        await _app.PostAsync<DecidedPair>($"/api/identity/pairs/{pair}/decision",
            new DecidePair(Verdicts.Distinct, "Geschwister"));

        var refused = await _client.AskAsync(Merges((numbers[0], numbers[1]), (numbers[2], numbers[3])), Ct);
        Assert.Equal("AE", refused.Code());
        Assert.Equal("persons-distinct", refused.Find("ERR")!.Text(5));
        Assert.NotEqual((await _app.FindAsync(numbers[0]))!.Person, (await _app.FindAsync(numbers[1]))!.Person);

        await AcceptedAsync(Merges((numbers[0], numbers[1]), (numbers[0], numbers[2])));
        Assert.Equal((await _app.FindAsync(numbers[0]))!.Person, (await _app.FindAsync(numbers[2]))!.Person);
        Assert.Equal(3, (await _app.FindAsync(numbers[1]))!.Identities.Count);

        static string Merges(params (string Into, string From)[] merges) =>
            $"MSH|^~\\&|KIS|HAUS|||20260301||ADT^A40^ADT_A39|{Adt.NewControl()}|P|2.5\rEVN|A40\r" + string.Concat(
                merges.Select(merge => $"PID|||{merge.Into}^^^HAUS\rPD1|\rMRG|{merge.From}^^^HAUS\r"));
    }

    [Fact]
    public async Task A_number_that_is_new_comes_to_whoever_had_the_old_one()
    {
        var (old, number, person) = (Adt.NewNumber(), Adt.NewNumber(), People.New());
        await AcceptedAsync(Adt.Message("A04", old, person));
        await AcceptedAsync(
            $"MSH|^~\\&|KIS|HAUS|||20260301||ADT^A40|{Adt.NewControl()}|P|2.5\r"
            + $"PID|||{number}^^^HAUS\rMRG|{old}^^^HAUS\r");
        var view = (await _app.FindAsync(number))!;
        Assert.Equal(view.Person, (await _app.FindAsync(old))!.Person);
        Assert.Equal(person.FamilyName, view.Reference().FamilyName);

        // a number that goes and that nobody ever had
        await AcceptedAsync(Adt.Message("A40", number, person, prior: Adt.NewNumber()));
        Assert.Equal(view.Version, (await _app.FindAsync(number))!.Version);
    }

    [Fact]
    public async Task Old_versions_and_other_character_sets_are_read_and_events_without_identities_passed_over()
    {
        var number = Adt.NewNumber();
        var bytes = System.Text.Encoding.Latin1.GetBytes(
            $"MSH|^~\\&|LAB||||||ADT^A04|{Adt.NewControl()}|P|2.2\nPID|||{number}||Groß^Jürgen||19410203|M\n");
        await _client.SendAsync(MllpFrames.Write(bytes), Ct);
        var answer = (await _client.ReadAsync(Ct))!;
        Assert.Equal(("AA", "ACK"), (answer.Code(), answer.Header.Raw(9)));
        Assert.Equal(("Groß", "Jürgen"), ((await _app.FindAsync(number))!.Reference().FamilyName,
            (await _app.FindAsync(number))!.Reference().GivenName));
        Assert.Equal("AA", (await _client.AskAsync(
            $"MSH|^~\\&|LAB||||||ADT^A02|{Adt.NewControl()}|P|2.2\r", Ct)).Code());
    }

    static string? Street(PersonView view) =>
        view.Identities.First(identity => identity.Identity == view.Reference).Contacts[0].Data.Street;

    async Task AcceptedAsync(string message)
    {
        var answer = await _client.AskAsync(message, Ct);
        Assert.True(answer.Code() == "AA", $"{answer} {_app.Logs}");
    }
}

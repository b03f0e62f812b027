using TrustCenter.Contracts.Identity;
using TrustCenter.Hl7;

namespace TrustCenter.Identities.Tests;

/// <summary>A24, A37 and A47: numbers that are one person's, are not, or were wrong.</summary>
public sealed class FeedLinkTests(FeedApp feed) : IClassFixture<FeedApp>
{
    readonly IdentityApp _app = feed.App;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_numbers_that_are_linked_lead_to_one_person_and_parted_to_the_two_they_were()
    {
        var (one, other) = (await ToldAsync(), await ToldAsync());
        var (first, second) = ((await _app.FindAsync(one))!, (await _app.FindAsync(other))!);
        await AcceptedAsync(Two("A24", one, other));
        var linked = (await _app.FindAsync(other))!;
        Assert.Equal((first.Person, 2, first.Reference), (linked.Person, linked.Identities.Count, linked.Reference));
        await AcceptedAsync(Two("A24", other, one)); // the other way round it says nothing new
        Assert.Equal(linked.Version, (await _app.FindAsync(one))!.Version);

        await AcceptedAsync(Two("A37", one, other));
        var (here, there) = ((await _app.FindAsync(one))!, (await _app.FindAsync(other))!);
        Assert.Equal((first.Person, first.MpiId), (here.Person, here.MpiId));
        Assert.Equal((second.Person, second.MpiId), (there.Person, there.MpiId));
        Assert.Single(there.Identities);
        await AcceptedAsync(Two("A37", one, other));
        Assert.Equal(there.Version, (await _app.FindAsync(other))!.Version);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_tells_of_a_number_that_nobody_had(bool isFirst)
    {
        var (known, fresh) = (await ToldAsync(), Adt.NewNumber());
        var person = (await _app.FindAsync(known))!;
        await AcceptedAsync(isFirst ? Two("A24", fresh, known) : Two("A24", known, fresh));
        var linked = (await _app.FindAsync(fresh))!;
        Assert.Equal(person.Person, linked.Person);
        Assert.Equal(person.Reference().FamilyName, linked.Reference().FamilyName);

        var refused = await RefusedAsync(Two("A24", Adt.NewNumber(), Adt.NewNumber()));
        Assert.Equal(("204", "person-unknown"), refused);
    }

    [Fact]
    public async Task Numbers_that_matching_brought_together_are_parted_into_a_person_with_an_id_of_its_own()
    {
        var person = People.New();
        var (one, other) = (Adt.NewNumber(), Adt.NewNumber());
        await AcceptedAsync(Adt.Message("A04", one, person));
        var moved = person with { Contacts = [new("Anderer Weg", "9", person.Contacts![0].Postcode, "Hier")] };
        await AcceptedAsync(Adt.Message("A04", other, moved));
        var both = (await _app.FindAsync(one))!;
        Assert.Equal(both.Person, (await _app.FindAsync(other))!.Person);
        await AcceptedAsync(Two("A37", one, other));
        var (here, there) = ((await _app.FindAsync(one))!, (await _app.FindAsync(other))!);
        Assert.Equal((both.Person, both.MpiId), (here.Person, here.MpiId));
        Assert.NotEqual(both.Person, there.Person);
        Assert.NotEqual(both.MpiId, there.MpiId);
        Assert.Equal("Anderer Weg 9", there.Identities[0].Contacts[0].Data.Street);
    }

    [Fact]
    public async Task What_stands_in_one_record_is_not_parted_and_what_nobody_has_is_not_guessed()
    {
        var (one, other) = (Adt.NewNumber(), Adt.NewNumber());
        await AcceptedAsync(Adt.Message("A04", one, People.New())
            .Replace($"{one}^^^HAUS^PI", $"{one}^^^HAUS^PI~{other}^^^HAUS^PI", StringComparison.Ordinal));
        Assert.Equal(("205", "identities-inseparable"), await RefusedAsync(Two("A37", one, other)));
        Assert.Equal(("204", "person-unknown"), await RefusedAsync(Two("A37", one, Adt.NewNumber())));
        Assert.Equal((await _app.FindAsync(one))!.Person, (await _app.FindAsync(other))!.Person);
    }

    [Fact]
    public async Task A_number_that_was_wrong_leads_to_nobody_and_the_new_one_to_the_person()
    {
        var (wrong, right) = (await ToldAsync(), Adt.NewNumber());
        var before = (await _app.FindAsync(wrong))!;
        await AcceptedAsync(Renumbered(right, wrong));
        Assert.Null(await _app.FindAsync(wrong));
        var after = (await _app.FindAsync(right))!;
        Assert.Equal((before.Person, before.MpiId), (after.Person, after.MpiId));
        Assert.Equal(before.Reference().FamilyName, after.Reference().FamilyName);
        Assert.DoesNotContain(after.Identities.SelectMany(identity => identity.Data.Identifiers ?? []),
            number => number.Value == wrong);
        await AcceptedAsync(Renumbered(right, wrong));
        Assert.Equal(after.Version, (await _app.FindAsync(right))!.Version);
        Assert.Contains("identifiers-ended", (await _app.GetAsync<List<PersonEventView>>(
            $"/api/identity/persons/{after.Person}/history", "clerk")).Select(happened => happened.Type));

        // whoever gets the number now is somebody else
        await AcceptedAsync(Adt.Message("A04", wrong, People.New()));
        Assert.NotEqual(after.Person, (await _app.FindAsync(wrong))!.Person);
    }

    [Fact]
    public async Task Of_two_numbers_of_one_person_the_wrong_one_goes_and_somebody_elses_is_refused()
    {
        var (one, other) = (await ToldAsync(), await ToldAsync());
        Assert.Equal(("205", "identifiers-of-several-people"), await RefusedAsync(Renumbered(one, other)));
        await AcceptedAsync(Two("A24", one, other));
        await AcceptedAsync(Renumbered(one, other));
        Assert.Null(await _app.FindAsync(other));
        Assert.Equal(2, (await _app.FindAsync(one))!.Identities.Count);
    }

    [Fact]
    public async Task Messages_that_come_again_to_another_instance_get_the_same_answer_and_change_nothing()
    {
        var (one, other, right) = (await ToldAsync(), await ToldAsync(), Adt.NewNumber());
        string[] messages = [Two("A24", one, other), Two("A37", one, other), Renumbered(right, other)];
        var answers = new List<(string, string, string)>();
        foreach (var message in messages) answers.Add(Said(await AcceptedAsync(message)));
        var events = await _app.StoredAsync();
        await using var instance = await _app.StartAsync(Adt.Settings);
        await using var client = await Adt.ConnectAsync(instance);
        for (var i = 0; i < messages.Length; i++)
            Assert.Equal(answers[i], Said(await client.AskAsync(messages[i], Ct)));
        Assert.Equal(events, await _app.StoredAsync());
        await instance.StopAsync(Ct);

        static (string, string, string) Said(Hl7Message answer) =>
            (answer.Code(), answer.Header.Raw(7), answer.Header.Raw(10));
    }

    [Theory]
    [InlineData("A24", 1)]
    [InlineData("A37", 3)]
    [InlineData("A47", 2)]
    public async Task A_message_about_too_few_or_too_many_is_refused(string trigger, int patients)
    {
        var segments = string.Concat(Enumerable.Range(0, patients)
            .Select(_ => $"PID|||{Adt.NewNumber()}^^^HAUS\r" + (trigger == "A47" ? "MRG|1^^^HAUS\r" : "")));
        Assert.Equal("100", (await RefusedAsync(Header(trigger) + segments)).Code);
        Assert.Equal("100", (await RefusedAsync(Header("A47") + $"PID|||{Adt.NewNumber()}^^^HAUS\r")).Code);
    }

    static string Header(string trigger) =>
        $"MSH|^~\\&|KIS|HAUS|||20260301||ADT^{trigger}|{Adt.NewControl()}|P|2.5\rEVN|{trigger}\r";

    static string Two(string trigger, string one, string other) =>
        Header(trigger) + $"PID|1||{one}^^^HAUS\rPD1|\rPV1|1|I\rPID|2||{other}^^^HAUS\r";

    static string Renumbered(string right, string wrong) =>
        Header("A47") + $"PID|1||{right}^^^HAUS\rMRG|{wrong}^^^HAUS\r";

    async Task<string> ToldAsync()
    {
        var number = Adt.NewNumber();
        await AcceptedAsync(Adt.Message("A04", number, People.New()));
        return number;
    }

    async Task<Hl7Message> AcceptedAsync(string message)
    {
        var answer = await feed.Client.AskAsync(message, Ct);
        Assert.True(answer.Code() == "AA", $"{answer} {_app.Logs}");
        return answer;
    }

    async Task<(string Code, string Reason)> RefusedAsync(string message)
    {
        var answer = await feed.Client.AskAsync(message, Ct);
        Assert.Equal("AE", answer.Code());
        var error = answer.Find("ERR")!;
        return (error.Text(3), error.Text(5));
    }
}

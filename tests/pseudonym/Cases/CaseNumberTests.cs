using System.Text.RegularExpressions;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class CaseNumberTests(GuardApp app) : IClassFixture<GuardApp>
{
    const string Cases = "/api/pseudonym/cases";

    static int _files;

    int _schemes;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    async Task<string> SchemeAsync(string numbers = "made", string? genomeKeys = null, string? clinicalKeys = null)
    {
        var name = $"mv-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}-{Interlocked.Increment(ref _schemes)}";
        await app.PostAsync<CaseSchemeView>($"{Cases}/schemes",
            new CreateCaseScheme(name, numbers, GenomeKeys: genomeKeys, ClinicalKeys: clinicalKeys), "lead");
        return name;
    }

    Task<CaseSubmissions> SubmitAsync(string scheme, string kind, params string[] originals) =>
        app.PostAsync<CaseSubmissions>(Cases, new SubmitCases(scheme, originals, kind), "clerk");

    async Task<string[]> FileAsync(string scheme, string recipient)
    {
        using var response = await app.SendAsync(HttpMethod.Post, $"{Cases}/hand-over",
            new HandOverCases(scheme, recipient), app.Token("clerk-1", "clerk"),
            $"file-{Interlocked.Increment(ref _files)}");
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    async Task<RegisteredCase> RegisterAsync(string scheme, string original) =>
        (await app.PostAsync<CaseRegisterView>(
            $"{Cases}/register", new ReadCaseRegister(scheme, [original]), "lead")).Cases[0]!;

    [Fact]
    public async Task A_case_has_two_numbers_of_64_hexadecimal_digits_and_is_there_once()
    {
        var scheme = await SchemeAsync();
        var person = app.NewPerson();

        var first = (await SubmitAsync(scheme, "initial", person)).Results[0];
        var again = (await SubmitAsync(scheme, "initial", person, person)).Results;

        Assert.True(first is { Created: true, Number: 1, Kind: "initial" });
        Assert.Equal([first with { Created = false }, first with { Created = false }], again);
        Assert.Matches("^[0-9a-f]{32}$", first.WorkNumber);
        var submission = Assert.Single((await RegisterAsync(scheme, person)).Submissions);
        Assert.Matches("^[0-9a-f]{64}$", submission.Genome!);
        Assert.Matches("^[0-9a-f]{64}$", submission.Clinical!);
        Assert.NotEqual(submission.Genome, submission.Clinical);
        Assert.Equal(("made", "made"), (submission.GenomeState, submission.ClinicalState));
    }

    [Fact]
    public async Task Sixty_four_who_open_one_case_at_once_open_one()
    {
        var scheme = await SchemeAsync();
        var person = app.NewPerson();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => SubmitAsync(scheme, "initial", person)));

        Assert.Single(answers.Select(answer => answer.Results[0] with { Created = false }).Distinct());
        Assert.Single(answers, answer => answer.Results[0].Created);
        Assert.Single((await RegisterAsync(scheme, person)).Submissions);
        Assert.Equal(2, await app.CountAsync($"""
            select count(*) from pseudonym.pairs p join pseudonym.domains d on d.id = p.domain
            where d.name in ('{scheme}.genome', '{scheme}.clinical')
            """));
    }

    [Fact]
    public async Task Every_further_submission_has_new_numbers()
    {
        var scheme = await SchemeAsync();
        var person = app.NewPerson();
        Assert.Equal((409, "initial-missing"),
            await app.RefusalAsync(Cases, new SubmitCases(scheme, [person], "followup"), "clerk"));
        await SubmitAsync(scheme, "initial", person);
        await Task.WhenAll(SubmitAsync(scheme, "followup", person), SubmitAsync(scheme, "correction", person));
        await SubmitAsync(scheme, "followup", person);

        var submissions = (await RegisterAsync(scheme, person)).Submissions;

        Assert.Equal([1, 2, 3, 4], submissions.Select(one => one.Number));
        Assert.Equal(8, submissions.SelectMany(one => new[] { one.Genome, one.Clinical }).Distinct().Count());
        Assert.Equal(["correction", "followup", "followup", "initial"], submissions.Select(one => one.Kind).Order());
    }

    [Fact]
    public async Task The_two_files_have_nothing_in_common_and_no_order_of_their_making()
    {
        foreach (var domain in new[] { "genome-data", "clinical-data" })
        {
            await app.PostAsync<PseudonymDomainView>(
                "/api/pseudonym/domains", new CreatePseudonymDomain(domain, new()), "lead");
        }

        var scheme = await SchemeAsync(genomeKeys: "genome-data", clinicalKeys: "clinical-data");
        var people = Enumerable.Range(0, 40).Select(_ => app.NewPerson()).ToArray();
        foreach (var domain in new[] { "genome-data", "clinical-data" })
        {
            await app.PostAsync<PseudonymAnswers>(
                "/api/pseudonym/pseudonyms", new CreatePseudonyms(domain, people), "diz");
        }

        foreach (var person in people) await SubmitAsync(scheme, "initial", person);
        var genome = await FileAsync(scheme, Recipients.Genome);
        var clinical = await FileAsync(scheme, Recipients.Clinical);

        Assert.Equal(("tanG;submissionType;key", "tanC;submissionType;key"), (genome[0], clinical[0]));
        Assert.Equal((41, 41), (genome.Length, clinical.Length));
        var (left, right) = (Values(genome), Values(clinical));
        Assert.Equal(80, left.Count);
        Assert.Empty(left.Intersect(right));
        Assert.DoesNotContain(left.Concat(right), value => value.Contains("CANARY", StringComparison.Ordinal));
        Assert.Equal(genome[1..].Order(StringComparer.Ordinal), genome[1..]);
        Assert.Equal(clinical[1..].Order(StringComparer.Ordinal), clinical[1..]);
        var register = (await app.PostAsync<CaseRegisterView>(
            $"{Cases}/register", new ReadCaseRegister(scheme, people), "lead")).Cases;
        var made = register.Select(one => one!.Submissions[0]).ToArray();
        var genomeOrder = Order(made, one => one.Genome!);
        var clinicalOrder = Order(made, one => one.Clinical!);
        Assert.InRange(Correlation(genomeOrder, clinicalOrder), -0.6, 0.6);
        Assert.InRange(Correlation(genomeOrder, [.. Enumerable.Range(0, 40)]), -0.6, 0.6);

        Assert.Equal("tanG;submissionType;key", Assert.Single(await FileAsync(scheme, Recipients.Genome)));

        static HashSet<string> Values(string[] file) =>
            [.. file[1..].SelectMany(row => row.Split(';')).Where(value => value != "initial")];
        static int[] Order(RegisteredSubmission[] made, Func<RegisteredSubmission, string> number)
        {
            var sorted = made.Select(number).Order(StringComparer.Ordinal).ToList();
            return [.. made.Select(one => sorted.IndexOf(number(one)))];
        }

        static double Correlation(int[] one, int[] other) => 1 - 6.0 * one.Zip(other,
            (a, b) => (double)(a - b) * (a - b)).Sum() / (one.Length * ((double)one.Length * one.Length - 1));
    }

    [Fact]
    public async Task The_two_domains_of_a_scheme_share_no_hash_and_no_key()
    {
        var scheme = await SchemeAsync();
        await SubmitAsync(scheme, "initial", app.NewPerson());

        Assert.Equal(2, await app.CountAsync($"""
            select count(distinct p.lookup) from pseudonym.pairs p join pseudonym.domains d on d.id = p.domain
            where d.name like '{scheme}.%'
            """));
        Assert.Equal(0, await app.CountAsync("""
            select count(*) from pseudonym.submissions s where s::text ~ '[0-9a-f]{64}'
            """));
        Assert.Equal(0, await app.CountAsync($"""
            select count(*) from events.events e, pseudonym.pairs p join pseudonym.domains d on d.id = p.domain
            where d.name like '{scheme}.%' and (e.data::text like '%' || p.pseudonym || '%')
            """));
    }

    [Fact]
    public async Task What_a_recipient_says_is_kept_for_its_side_alone()
    {
        var scheme = await SchemeAsync();
        var person = app.NewPerson();
        await SubmitAsync(scheme, "initial", person);
        var number = (await RegisterAsync(scheme, person)).Submissions[0].Genome!;
        var confirm = new ConfirmSubmission(scheme, Recipients.Genome, number, "accepted");
        Assert.Equal((409, "not-handed-over"), await app.RefusalAsync($"{Cases}/confirm", confirm, "clerk"));
        Assert.Contains($"{number};initial", await FileAsync(scheme, Recipients.Genome));

        using var confirmed = await app.PostAsync($"{Cases}/confirm", confirm, "clerk");

        Assert.Equal(204, (int)confirmed.StatusCode);
        var submission = (await RegisterAsync(scheme, person)).Submissions[0];
        Assert.Equal(("accepted", "made"), (submission.GenomeState, submission.ClinicalState));
        Assert.Equal((404, "case-unknown"), await app.RefusalAsync(
            $"{Cases}/confirm", confirm with { Recipient = Recipients.Clinical }, "clerk"));
    }

    [Fact]
    public async Task Numbers_that_the_trust_office_drew_are_brought_in_by_work_number()
    {
        var scheme = await SchemeAsync(CaseScheme.Received);
        var person = app.NewPerson();
        var made = (await SubmitAsync(scheme, "initial", person)).Results[0];
        Assert.Equal(["workNumber", made.WorkNumber], await FileAsync(scheme, Recipients.TrustOffice));
        Assert.Single(await FileAsync(scheme, Recipients.Genome));
        var (genome, clinical) = (new string('a', 64), new string('b', 64));
        var received = new ReceiveCaseNumbers(scheme, [new(made.WorkNumber, genome, clinical)]);
        Assert.Equal((400, "number-invalid"), await app.RefusalAsync($"{Cases}/numbers",
            received with { Numbers = [new(made.WorkNumber, genome, "b")] }, "clerk"));

        using var brought = await app.PostAsync($"{Cases}/numbers", received, "clerk");

        Assert.Equal(204, (int)brought.StatusCode);
        Assert.Equal((409, "numbers-fixed"), await app.RefusalAsync($"{Cases}/numbers", received, "clerk"));
        var other = (await SubmitAsync(scheme, "initial", app.NewPerson())).Results[0];
        Assert.Equal((409, "number-taken"), await app.RefusalAsync($"{Cases}/numbers",
            received with { Numbers = [new(other.WorkNumber, genome, new string('c', 64))] }, "clerk"));
        Assert.Equal([$"{genome};initial"], (await FileAsync(scheme, Recipients.Genome))[1..]);
        Assert.Equal((genome, clinical), (await RegisterAsync(scheme, person)).Submissions[0] is var one
            ? (one.Genome, one.Clinical) : default);
    }

    [Fact]
    public async Task A_case_number_is_resolved_by_request_and_approval_only()
    {
        var scheme = await SchemeAsync();
        var person = app.NewPerson();
        await SubmitAsync(scheme, "initial", person);
        var number = (await RegisterAsync(scheme, person)).Submissions[0].Genome!;
        var domain = $"{scheme}.genome";
        Assert.Equal((403, "permission-missing"), await app.RefusalAsync("/api/pseudonym/pseudonyms/resolve",
            new ResolvePseudonyms(domain, [number], "correction"), "lead"));
        var settings = (await app.PostAsync<PseudonymDomainView>(
            "/api/pseudonym/domains/get", new PseudonymDomainName(domain), "lead")).Settings;
        Assert.Equal((409, "case-domain"), await app.RefusalAsync("/api/pseudonym/domains/change",
            new ChangePseudonymDomain(domain, settings with { ResolvableBy = [new("diz", "correction")] }), "lead"));
        Assert.Equal((409, "case-domain"), await app.RefusalAsync("/api/pseudonym/domains/change",
            new ChangePseudonymDomain(domain, settings with { Properties = null }), "lead"));

        var made = await app.PostAsync<OriginalsRequest>("/api/pseudonym/requests", new RequestOriginals(
            domain, "correction", "§ 5 GenDV", "mv", "The data centre asks for a correction", [number]), "clerk");
        await app.PostAsync<OriginalsRequest>(
            $"/api/pseudonym/requests/{made.Id}/approve", new ApproveOriginals(made.ListHash), "dpo");
        Assert.Equal(person, (await app.PostAsync<RevealedOriginals>(
            $"/api/pseudonym/requests/{made.Id}/execute", null, "clerk")).Originals!.Single().Original);
    }

    [Fact]
    public async Task The_usual_ways_to_a_pseudonym_know_nothing_of_case_numbers()
    {
        var scheme = await SchemeAsync();
        var person = app.NewPerson();
        await SubmitAsync(scheme, "initial", person);
        var number = (await RegisterAsync(scheme, person)).Submissions[0].Genome!;
        var domain = $"{scheme}.genome";
        const string api = "/api/pseudonym";
        foreach (var (path, body) in new (string, object)[]
        {
            ("/pseudonyms", new CreatePseudonyms(domain, [person])),
            ("/pseudonyms/get", new GetPseudonyms(domain, [person])),
            ("/pseudonyms/add", new AddPseudonyms(domain, [person])),
            ("/pseudonyms/export", new ExportPseudonyms(domain)), ("/mapping/net", new MapPseudonym(domain, number)),
        })
        {
            Assert.Equal((404, "domain-unknown"), await app.RefusalAsync(api + path, body, "lead"));
        }

        var settings = (await app.PostAsync<PseudonymDomainView>(
            $"{api}/domains/get", new PseudonymDomainName(domain), "lead")).Settings;
        Assert.Equal((409, "case-domain"), await app.RefusalAsync($"{api}/domains/change",
            new ChangePseudonymDomain(domain, settings with { Parents = ["guarded"] }), "lead"));
    }

    [Fact]
    public async Task Whoever_may_use_one_side_only_learns_nothing_of_the_other()
    {
        var scheme = await SchemeAsync();
        await SubmitAsync(scheme, "initial", app.NewPerson());
        var token = app.Tokens.Of("lab-1", ["clerk"], [$"{scheme}.genome"]);
        foreach (var (path, body) in new (string, object)[]
        {
            ("", new SubmitCases(scheme, ["x"])), ("/hand-over", new HandOverCases(scheme, Recipients.Clinical)),
            ("/confirm", new ConfirmSubmission(scheme, Recipients.Clinical, "x", "accepted")),
        })
        {
            using var response = await app.SendAsync(
                HttpMethod.Post, Cases + path, body, token, $"side-{path.Length}");
            Assert.Equal((404, "scheme-unknown"), await GuardApp.RefusalAsync(response));
        }

        using var file = await app.SendAsync(
            HttpMethod.Post, $"{Cases}/hand-over", new HandOverCases(scheme, Recipients.Genome), token, "file-1");
        using var again = await app.SendAsync(
            HttpMethod.Post, $"{Cases}/hand-over", new HandOverCases(scheme, Recipients.Genome), token, "file-1");
        Assert.Equal((400, "required"), await app.RefusalAsync(
            $"{Cases}/hand-over", new HandOverCases(scheme, Recipients.Genome), "clerk"));
        var text = await file.Content.ReadAsStringAsync(Ct);
        Assert.Equal(2, Regex.Count(text, "\r\n"));
        Assert.Equal(text, await again.Content.ReadAsStringAsync(Ct));
    }

    [Theory]
    [InlineData("""{"name":"x","numbers":"guessed"}""", "numbers-invalid")]
    [InlineData("""{"name":"x","format":{"alphabet":"Hex","length":15}}""", "format-invalid")]
    [InlineData("""{"name":"x","genomeKeys":"guarded","clinicalKeys":"guarded"}""", "keys-shared")]
    [InlineData("""{"name":"x","genomeKeys":"no such domain"}""", "domain-unknown")]
    [InlineData("""{"name":" x"}""", "domain-name-invalid")]
    public async Task What_would_be_no_good_scheme_is_refused(string body, string code)
    {
        var command = System.Text.Json.JsonDocument.Parse(body).RootElement;
        var (_, given) = await app.RefusalAsync($"{Cases}/schemes", command, "lead");
        Assert.Equal(code, given);
    }
}

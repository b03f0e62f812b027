using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Fhir;

namespace TrustCenter.Pseudonyms.Tests;

/// <summary>The seven operations of the gateway, in JSON and XML.</summary>
public sealed class GatewayOperationTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    static readonly DomainFormat Short = new(Length: 4, Alphabet: "Numbers");

    static string At(string operation) => $"{Gateway.Base}/${operation}";

    [Theory]
    [InlineData(FhirFormat.Json)]
    [InlineData(FhirFormat.Xml)]
    public async Task The_statement_names_the_operations_and_needs_no_signing_in(FhirFormat format)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Gateway.Base}/metadata");
        request.Headers.TryAddWithoutValidation("Accept", FhirDocument.MediaType(format));
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var statement = await Gateway.ReadAsync(response);
        Assert.Equal(
        [
            "pseudonymize", "pseudonymizeAllowCreate", "dePseudonymize", "anonymizeOriginals", "deletePseudonyms",
            "insertValuePseudonymPairs", "pseudonymize-secondary",
        ], statement["rest"]!.All("operation").Select(operation => operation.Text("name")));
    }

    [Fact]
    public async Task Every_operation_says_in_XML_what_it_says_in_JSON()
    {
        var said = new List<string>();
        foreach (var format in Enum.GetValues<FhirFormat>())
        {
            var domain = await app.DomainAsync(
                new(Short, Deletable: true, Several: true, ResolvableBy: [new("diz-1", "research")]));
            var answers = new[]
            {
                await app.AskAsync(At("insertValuePseudonymPairs"),
                    Gateway.Pairs((domain, "a", "1001"), (domain, "b", "1002"), (domain, "ü \"<&>", "1003"),
                        (domain, "c", "no")), "lead", format),
                await app.AskAsync(
                    At("pseudonymizeAllowCreate"), Gateway.Asking(domain, "a", "ü \"<&>"), "diz", format),
                await app.AskAsync(At("pseudonymize"), Gateway.Asking(domain, "x", "b"), "diz", format),
                await app.AskAsync(At("dePseudonymize"), Gateway.Resolving(domain, "9999", "1003"), "diz", format),
                await app.AskAsync(At("anonymizeOriginals"), Gateway.Asking(domain, "a", "x"), "lead", format),
                await app.AskAsync(At("deletePseudonyms"), Gateway.Asking(domain, "b", "x"), "lead", format),
            };
            said.Add(string.Join('\n', answers.Select(Gateway.Text)).Replace(domain, "D", StringComparison.Ordinal));
        }

        Assert.Equal(said[0], said[1]);
    }

    [Fact]
    public async Task Pseudonymize_makes_nothing_and_one_unknown_original_is_not_found()
    {
        var domain = await app.DomainAsync();
        using var one = await app.SendAsync(At("pseudonymize"), Gateway.Asking(domain, "new"));
        var outcome = await Gateway.RefusedAsync(one, 404);
        Assert.Contains("'original'", outcome["issue"]!.Text("expression")!, StringComparison.Ordinal);
        var two = await app.AskAsync(At("pseudonymize"), Gateway.Asking(domain, "new", "newer"));
        Assert.Equal(["error", "error"], Gateway.Names(two));
        Assert.Null((await app.GetAsync(domain, "new")).Results[0].Pseudonym);
    }

    [Fact]
    public async Task A_domain_that_is_unknown_closed_or_full_is_the_whole_answer()
    {
        var closed = await app.DomainAsync();
        await app.PostAsync<PseudonymDomainView>("/api/pseudonym/domains/close", new PseudonymDomainName(closed));
        var full = await app.DomainAsync(new(new(Length: 1, Alphabet: "Numbers")));
        foreach (var (domain, status, code) in new[]
        {
            ("nowhere", 404, "domain-unknown"), (closed, 409, "domain-closed"), (full, 409, "domain-full"),
        })
        {
            using var response = await app.SendAsync(At("pseudonymizeAllowCreate"),
                Gateway.Asking(domain, [.. Enumerable.Range(0, 11).Select(i => $"{i}")]));
            var outcome = await Gateway.RefusedAsync(response, status);
            Assert.Equal(code, outcome.Text("issue.details.coding.code"));
            Assert.Equal("Parameters.parameter.where(name='target')", outcome["issue"]!.Text("expression"));
        }

        Assert.Null((await app.GetAsync(full, "1")).Results[0].Pseudonym);
    }

    [Fact]
    public async Task Originals_are_answered_where_the_domain_grants_it_and_every_value_is_in_the_audit_trail()
    {
        var domain = await app.DomainAsync(
            new(ResolvableBy: [new("diz-1", "audited quality", ValuesPerHour: 5)]));
        var pseudonym = (await app.CreateAsync(domain, "4711")).Results[0].Pseudonym!;
        var found = await app.AskAsync(At("dePseudonymize"), Gateway.Resolving(domain, "nobody's", pseudonym));
        Assert.Equal(["original", "error"], Gateway.Names(found));
        Assert.Equal(["4711"], Gateway.Values(found, "original", "original"));
        Assert.Equal(["nobody's"], Gateway.Values(found, "error", "pseudonym"));
        using var unknown = await app.SendAsync(At("dePseudonymize"), Gateway.Resolving(domain, "nobody's"));
        await Gateway.RefusedAsync(unknown, 404);
        Assert.Equal(3, await app.CountAsync("""
            select sum(jsonb_array_length(detail -> 'pairs')) from audit.entries
            where action = 'pseudonym-resolve' and outcome = 'seen' and purpose = 'audited quality'
            """));

        using var more = await app.SendAsync(At("dePseudonymize"),
            Gateway.Resolving(domain, pseudonym, pseudonym, pseudonym));
        Assert.NotNull(more.Headers.RetryAfter);
        await Gateway.RefusedAsync(more, 429);
    }

    [Fact]
    public async Task To_everybody_else_it_says_nothing_not_even_whether_there_is_such_a_domain()
    {
        var open = await app.DomainAsync(new(ResolvableBy: [new("diz-1", "quality"), new("diz-1", "care")]));
        var shut = await app.DomainAsync();
        var pseudonym = (await app.CreateAsync(open, "4711")).Results[0].Pseudonym!;
        var said = new HashSet<string>();
        foreach (var (domain, role, purpose) in new[]
        {
            (open, "diz", null), (open, "diz", "profit"), (open, "clerk", "quality"), (open, "lead", null),
            (shut, "diz", null), ("nowhere", "diz", "quality"), ("nowhere", "clerk", null),
        })
        {
            using var response = await app.SendAsync(At("dePseudonymize"), Parameters.Of(
                ("target", domain), ("pseudonym", pseudonym), ("purpose", purpose)), role);
            var outcome = await Gateway.RefusedAsync(response, 403);
            outcome.Remove("id");
            said.Add(Gateway.Text(outcome));
        }

        Assert.Single(said);
        using var stated = await app.SendAsync(At("dePseudonymize"), Parameters.Of(
            ("target", open), ("pseudonym", pseudonym), ("purpose", "care")));
        await Gateway.ReadAsync(stated);
    }

    [Fact]
    public async Task An_account_that_is_shut_out_gets_no_originals_any_more()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("lost-1", "quality")]));
        var pseudonym = (await app.CreateAsync(domain, "4711")).Results[0].Pseudonym!;
        var token = app.Tokens.Of("lost-1", ["diz"], ["*"]);
        var ask = () => app.SendAsync(At("dePseudonymize"), Gateway.Content(Gateway.Resolving(domain, pseudonym)),
            authorization: new("Bearer", token));
        using (var before = await ask()) await Gateway.ReadAsync(before);
        using (var locking = await app.PostAsync("/api/pseudonym/accounts/lock", new GuardedAccount("lost-1")))
            Assert.True(locking.IsSuccessStatusCode, $"{locking.StatusCode}");
        using var after = await ask();
        await Gateway.RefusedAsync(after, 403);
    }

    [Fact]
    public async Task Anonymised_pseudonyms_stay_taken_and_lead_nowhere()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz-1", "quality")]));
        var pseudonym = (await app.CreateAsync(domain, "a")).Results[0].Pseudonym!;
        var cut = await app.AskAsync(At("anonymizeOriginals"), Gateway.Asking(domain, "a", "b"), "lead");
        Assert.Equal(["MSG_UPDATED", "not-found"], Gateway.Codes(cut, "successStatus"));
        Assert.Equal(["a", "b"], Gateway.Values(cut, "successStatus", "original"));
        using var resolved = await app.SendAsync(At("dePseudonymize"), Gateway.Resolving(domain, pseudonym));
        await Gateway.RefusedAsync(resolved, 404);
        Assert.NotEqual(pseudonym, (await app.CreateAsync(domain, "a")).Results[0].Pseudonym);
    }

    [Fact]
    public async Task Pairs_are_deleted_where_the_domain_allows_it()
    {
        var domain = await app.DomainAsync(new(Deletable: true));
        await app.CreateAsync(domain, "a");
        var gone = await app.AskAsync(At("deletePseudonyms"), Gateway.Asking(domain, "b", "a"), "lead");
        Assert.Equal(["not-found", "MSG_DELETED"], Gateway.Codes(gone, "successStatus"));
        var kept = await app.DomainAsync();
        await app.CreateAsync(kept, "a");
        using var refused = await app.SendAsync(At("deletePseudonyms"), Gateway.Asking(kept, "a"), "lead");
        await Gateway.RefusedAsync(refused, 409);
        Assert.NotNull((await app.GetAsync(kept, "a")).Results[0].Pseudonym);
    }

    [Fact]
    public async Task Pairs_that_exist_are_brought_in_each_with_its_verdict()
    {
        var domain = await app.DomainAsync(new(Short));
        var pairs = Gateway.Pairs((domain, "a", "1001"), (domain, "b", "1001"), (domain, "a", "1002"),
            (domain, "c", "12"), ("nowhere", "d", "1"), (domain, "a", "1001"));
        for (var turn = 0; turn < 2; turn++)
        {
            var verdicts = await app.AskAsync(At("insertValuePseudonymPairs"), pairs, "lead");
            Assert.Equal(["MSG_CREATED", "conflict", "duplicate", "invalid", "not-found", "MSG_CREATED"],
                Gateway.Codes(verdicts, "successStatus"));
            Assert.Equal(["1001", "1001", "1002", "12", "1", "1001"],
                Gateway.Values(verdicts, "successStatus", "value"));
        }

        Assert.Equal("1001", (await app.GetAsync(domain, "a")).Results[0].Pseudonym);
        using var nowhere = await app.SendAsync(
            At("insertValuePseudonymPairs"), Gateway.Pairs(("nowhere", "d", "1")), "lead");
        await Gateway.RefusedAsync(nowhere, 404);
    }

    [Fact]
    public async Task Further_pseudonyms_are_made_where_an_original_may_have_several()
    {
        var domain = await app.DomainAsync(new(Several: true));
        var made = await app.AskAsync(At("pseudonymize-secondary"), Gateway.Further(
            (domain, "a", 2), (domain, "b", "1"), ("nowhere", "c", 1)));
        Assert.Equal(["secondarypseudonym", "secondarypseudonym", "secondarypseudonym", "error"],
            Gateway.Names(made));
        Assert.Equal(["a", "a", "b"], Gateway.Values(made, "secondarypseudonym", "original"));
        Assert.Equal(3, Gateway.Values(made, "secondarypseudonym", "value").Distinct().Count());
        Assert.Equal(["nowhere"], Gateway.Values(made, "error", "target"));

        var single = await app.DomainAsync();
        foreach (var (target, status) in new[] { (single, 422), ("nowhere", 404) })
        {
            using var refused = await app.SendAsync(
                At("pseudonymize-secondary"), Gateway.Further((target, "a", 1)));
            await Gateway.RefusedAsync(refused, status);
        }
    }

    [Fact]
    public async Task A_value_has_one_pseudonym_whichever_way_it_is_asked_for_even_at_once()
    {
        const string Original = "ä 1|2";
        var domain = await app.DomainAsync(name: "urn:one:domain");
        var own = async () => (await app.CreateAsync(domain, Original)).Results[0].Pseudonym!;
        async Task<string> Ask(string path, FhirFormat format, params (string, ParameterValue)[] parameters)
        {
            var text = Gateway.Text(await app.AskAsync(path, Parameters.Of(parameters), "diz", format));
            return System.Text.RegularExpressions.Regex.Match(text, "\"value(?:String)?\":\"([A-Z0-9]{10})\"")
                .Groups[1].Value;
        }

        var identifier = new Identifier("urn:mrn", Original);
        var ways = Enum.GetValues<FhirFormat>().SelectMany(format => new Func<Task<string>>[]
        {
            own,
            () => Ask(At("pseudonymizeAllowCreate"), format, ("target", domain), ("original", Original)),
            () => Ask(At("pseudonymize"), format, ("target", domain), ("original", Original), ("allowCreate", true)),
            () => Ask(At("pseudonymize"), format, ("target", domain), ("original", Original), ("allowCreate", "true")),
            () => Ask(At("pseudonymize"), format,
                ("context", new Identifier("urn:x", domain)), ("original", identifier)),
            () => Ask(At("pseudonymize"), format, ("identifier", new Identifier(domain, Original))),
            () => Ask($"{Gateway.Mii}/$pseudonymize", format,
                ("context", new Identifier(null, domain)), ("original", identifier)),
        }).ToArray();
        var given = await Task.WhenAll(ways.Concat(ways).Select(way => way()));
        Assert.Equal(given.Length, given.Count(pseudonym => pseudonym.Length == 10));
        Assert.Single(given.Distinct());
        Assert.Equal(given[0], await Ask(At("pseudonymize"), FhirFormat.Json,
            ("target", domain), ("original", Original)));
        Assert.Equal(given[0], await Ask($"{Gateway.Mii}/$get-pseudonym", FhirFormat.Json, ("context",
            new Identifier(null, domain)), ("original", identifier)));
        Assert.Equal(1, await app.CountAsync("""
            select count(*) from pseudonym.pairs p join pseudonym.domains d on d.id = p.domain
            where d.name = 'urn:one:domain'
            """));
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_to_come_again()
    {
        var domain = await app.DomainAsync();
        var ct = TestContext.Current.CancellationToken;
        await using var other = await app.Superuser.OpenConnectionAsync(ct);
        await using var held = await other.BeginTransactionAsync(ct);
        await using var locking = new Npgsql.NpgsqlCommand(
            "select pg_advisory_xact_lock($1, id) from pseudonym.domains where name = $2", other, held)
        {
            Parameters = { new() { Value = PairLocks.Writing }, new() { Value = domain } },
        };
        await locking.ExecuteNonQueryAsync(ct);
        using var response = await app.SendAsync(At("pseudonymizeAllowCreate"), Gateway.Asking(domain, "a"));
        Assert.NotNull(response.Headers.RetryAfter);
        await Gateway.RefusedAsync(response, 503);
    }
}

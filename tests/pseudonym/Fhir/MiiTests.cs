using TrustCenter.Fhir;

namespace TrustCenter.Pseudonyms.Tests;

/// <summary>The six operations of the MII's pseudonymisation interface, single and in batches.</summary>
public sealed class MiiTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    static Identifier Mrn(string value) => new("https://hospital.invalid/mrn", value);

    static FhirResource Asking(string domain, string original, params (string, ParameterValue)[] more) => Parameters.Of(
        [("context", new Identifier("https://psn.invalid", domain)), ("original", Mrn(original)), .. more]);

    static string At(string operation) => $"{Gateway.Mii}/${operation}";

    [Fact]
    public async Task The_statement_names_the_six_operations()
    {
        using var response = await app.Client.GetAsync(
            $"{Gateway.Mii}/metadata", TestContext.Current.CancellationToken);
        var statement = await Gateway.ReadAsync(response);
        Assert.Equal(
        [
            "pseudonymize", "get-pseudonym", "pseudonymize-multiple", "de-pseudonymize", "anonymize-original",
            "delete-pseudonym",
        ], statement["rest"]!.All("operation").Select(operation => operation.Text("name")));
    }

    [Fact]
    public async Task A_pseudonym_is_made_got_and_resolved_with_what_was_sent_repeated()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz-1", "research")]));
        using (var unknown = await app.SendAsync(At("get-pseudonym"), Asking(domain, "a")))
            await Gateway.RefusedAsync(unknown, 404);
        var made = Parameters.Read(await app.AskAsync(At("pseudonymize"), Asking(domain, "a")));
        Assert.Equal(["context", "original", "pseudonym"], made.Names);
        Assert.Equal(Mrn("a"), made.Identifier("original"));
        Assert.Equal(new Identifier("https://psn.invalid", domain), made.Identifier("context"));
        var pseudonym = made.Identifier("pseudonym")!;
        var got = await app.AskAsync(At("get-pseudonym"), Asking(domain, "a"), "diz", FhirFormat.Xml);
        Assert.Equal(pseudonym, Parameters.Read(got).Identifier("pseudonym"));

        var found = await app.AskAsync(At("de-pseudonymize"), Parameters.Of(
            ("context", new Identifier(null, domain)), ("pseudonym", pseudonym)));
        Assert.Equal(["a"], Gateway.Values(found, "original", "value"));
        using var nobody = await app.SendAsync(At("de-pseudonymize"), Parameters.Of(
            ("context", new Identifier(null, domain)), ("pseudonym", new Identifier(null, "x"))));
        await Gateway.RefusedAsync(nobody, 404);
    }

    [Fact]
    public async Task A_context_nobody_knows_is_not_found_at_its_place()
    {
        foreach (var operation in MiiCall.All.Where(operation => operation.Name != "de-pseudonymize"))
        {
            var body = operation.Name == "pseudonymize-multiple"
                ? Asking("nowhere", "a", ("count", 1)) : Asking("nowhere", "a");
            using var response = await app.SendAsync(At(operation.Name), body, "lead");
            var outcome = await Gateway.RefusedAsync(response, 404);
            Assert.Equal("Parameters.parameter.where(name='context')", outcome["issue"]!.Text("expression"));
        }
    }

    [Fact]
    public async Task Further_pseudonyms_are_made_and_all_of_them_read()
    {
        var domain = await app.DomainAsync(new(Several: true));
        var made = await app.AskAsync(At("pseudonymize-multiple"), Asking(domain, "a", ("count", 3)));
        Assert.Equal(["a", "a", "a"], Gateway.Values(made, "pseudonym", "original"));
        var all = await app.AskAsync(At("pseudonymize-multiple"), Asking(domain, "a", ("count", 0)));
        Assert.Equal(Gateway.Values(made, "pseudonym", "value"), Gateway.Values(all, "pseudonym", "value"));
        foreach (var (body, status) in new[]
        {
            (Asking(domain, "b", ("count", 0)), 404), (Asking(domain, "a", ("count", -1)), 400),
            (Asking(domain, "a"), 400), (Asking(await app.DomainAsync(), "a", ("count", 1)), 422),
        })
        {
            using var refused = await app.SendAsync(At("pseudonymize-multiple"), body);
            await Gateway.RefusedAsync(refused, status);
        }
    }

    [Fact]
    public async Task Pairs_are_anonymised_and_deleted()
    {
        var domain = await app.DomainAsync(new(Deletable: true));
        await app.CreateAsync(domain, "a", "b");
        foreach (var (operation, original, code) in new[]
        {
            ("anonymize-original", "a", "MSG_UPDATED"), ("delete-pseudonym", "b", "MSG_DELETED"),
        })
        {
            var outcome = await app.AskAsync(At(operation), Asking(domain, original), "lead");
            Assert.Equal(code, outcome.Text("issue.details.coding.code"));
            using var again = await app.SendAsync(At(operation), Asking(domain, original), "lead");
            await Gateway.RefusedAsync(again, 404);
        }

        var kept = await app.DomainAsync();
        await app.CreateAsync(kept, "a");
        using var forbidden = await app.SendAsync(At("delete-pseudonym"), Asking(kept, "a"), "lead");
        Assert.Equal("not-supported", (await Gateway.RefusedAsync(forbidden, 405)).Text("issue.code"));
    }

    [Theory]
    [InlineData(FhirFormat.Json)]
    [InlineData(FhirFormat.Xml)]
    public async Task A_batch_is_answered_entry_by_entry(FhirFormat format)
    {
        var domain = await app.DomainAsync(new(Several: true));
        await app.CreateAsync(domain, "known", "cut");
        var batch = Bundle.Of("batch",
        [
            Entry("pseudonymize", Asking(domain, "known")), Entry("pseudonymize", Asking(domain, "new")),
            Entry("pseudonymize", Asking("nowhere", "a")), Entry("get-pseudonym", Asking(domain, "nobody")),
            Entry("pseudonymize-multiple", Asking(domain, "more", ("count", 2))),
            Entry("anonymize-original", Asking(domain, "cut")),
            Entry("de-pseudonymize", Parameters.Of(("context", new Identifier(null, domain)),
                ("pseudonym", new Identifier(null, "x")))),
            Entry("nothing", Asking(domain, "a")), Entry("pseudonymize", Parameters.Of(("original", Mrn("a")))),
        ]);
        var answer = await app.AskAsync(Gateway.Mii, batch, "lead", format);
        Assert.Equal("batch-response", answer.Text("type"));
        Assert.Equal(["200 OK", "201 Created", "404 Not Found", "404 Not Found", "201 Created", "200 OK",
            "403 Forbidden", "404 Not Found", "400 Bad Request"],
            Bundle.Entries(answer).Select(entry => entry.Response!.Status));
        Assert.Equal(Bundle.Entries(batch).Select(entry => entry.FullUrl),
            Bundle.Entries(answer).Select(entry => entry.FullUrl));
        Assert.All(Bundle.Entries(answer), entry => Assert.NotNull(entry.Resource));
    }

    [Fact]
    public async Task Entries_need_the_rights_of_their_operations_and_refusals_are_written_down()
    {
        var domain = await app.DomainAsync();
        await app.CreateAsync(domain, "a");
        var answer = await app.AskAsync(Gateway.Mii, Bundle.Of("batch",
            [Entry("anonymize-original", Asking(domain, "a")), Entry("get-pseudonym", Asking(domain, "a"))]));
        Assert.Equal(["403 Forbidden", "200 OK"], Bundle.Entries(answer).Select(entry => entry.Response!.Status));
        Assert.Equal(1, await app.CountAsync(
            "select count(*) from audit.entries where outcome = 'deny' and object like '%$anonymize-original'"));
    }

    [Fact]
    public async Task A_transaction_is_carried_out_wholly_or_not_at_all()
    {
        var domain = await app.DomainAsync(new(new(Alphabet: "Numbers", Length: 1)));
        FhirResource Of(string operation, params string[] originals) => Bundle.Of(
            "transaction", originals.Select(original => Entry(operation, Asking(domain, original))));
        var made = await app.AskAsync(Gateway.Mii, Of("pseudonymize", "a", "b", "a"));
        Assert.Equal("transaction-response", made.Text("type"));
        Assert.Equal(["201 Created", "201 Created", "201 Created"],
            Bundle.Entries(made).Select(entry => entry.Response!.Status));
        await app.AskAsync(Gateway.Mii, Of("get-pseudonym", "b", "a"));
        var broken = Bundle.Of("transaction",
            [Entry("pseudonymize", Asking(domain, "c")), Entry("pseudonymize", Parameters.Of(("original", Mrn("d"))))]);
        var mixed = Bundle.Of("transaction",
            [Entry("pseudonymize", Asking(domain, "c")), Entry("anonymize-original", Asking(domain, "a"))]);
        foreach (var (body, status, place) in new[]
        {
            (Of("pseudonymize", [.. Enumerable.Range(0, 9).Select(i => $"{i}")]), 409, "'context'"),
            (Of("get-pseudonym", "a", "c"), 404, "Bundle.entry[1].resource"),
            (broken, 400, "Bundle.entry[1].resource"), (mixed, 422, "Bundle.entry"),
            (Of("pseudonymize"), 400, "Bundle.entry"),
        })
        {
            using var refused = await app.SendAsync(Gateway.Mii, body, "lead");
            var outcome = await Gateway.RefusedAsync(refused, status);
            Assert.Contains(place, outcome["issue"]!.Text("expression")!, StringComparison.Ordinal);
        }

        Assert.Null((await app.GetAsync(domain, "c")).Results[0].Pseudonym);
        Assert.NotNull((await app.GetAsync(domain, "a")).Results[0].Pseudonym);
    }

    [Fact]
    public async Task Other_bundles_and_endless_ones_are_refused()
    {
        var domain = await app.DomainAsync();
        foreach (var (body, status) in new[]
        {
            (Bundle.Of("collection", [Entry("pseudonymize", Asking(domain, "a"))]), 400), (Asking(domain, "a"), 400),
            (Bundle.Of("batch", Enumerable.Range(0, 1001).Select(i => Entry("pseudonymize", Asking(domain, $"{i}")))),
                400),
        })
        {
            using var refused = await app.SendAsync(Gateway.Mii, body);
            await Gateway.RefusedAsync(refused, status);
        }

        Assert.Null((await app.GetAsync(domain, "a")).Results[0].Pseudonym);
    }

    static BundleEntry Entry(string operation, FhirResource body) => new(
        body, $"urn:uuid:{Guid.CreateVersion7()}", Request: new("POST", "$" + operation));
}

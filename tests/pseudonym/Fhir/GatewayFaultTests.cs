using TrustCenter.Fhir;

namespace TrustCenter.Pseudonyms.Tests;

/// <summary>
/// Bad input at the gateway: a 4xx OperationOutcome that names the place, nothing stored, never a 5xx, and what was
/// sent in no answer and no log.
/// </summary>
public sealed class GatewayFaultTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    const string Canary = "kanarienvogel-4711";
    const string Doctype = "<!DOCTYPE Parameters [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";

    static readonly string[] Everywhere =
    [
        .. new[]
        {
            "pseudonymize", "pseudonymizeAllowCreate", "dePseudonymize", "anonymizeOriginals", "deletePseudonyms",
            "insertValuePseudonymPairs", "pseudonymize-secondary",
        }.Select(name => $"{Gateway.Base}/${name}"),
        .. MiiCall.All.Select(operation => $"{Gateway.Mii}/${operation.Name}"),
    ];

    public static TheoryData<string, string, string, int> Bodies => new()
    {
        { "nothing", "", Gateway.Json, 400 },
        { "cut off JSON", "{\"resourceType\":\"Parameters\",\"parameter\":[{", Gateway.Json, 400 },
        { "cut off XML", "<Parameters xmlns=\"http://hl7.org/fhir\"><parameter>", Gateway.Xml, 400 },
        { "an entity", Doctype + "<Parameters xmlns=\"http://hl7.org/fhir\"><id value=\"&x;\"/></Parameters>",
            Gateway.Xml, 400 },
        { "nested objects", string.Concat(Enumerable.Repeat("{\"parameter\":[", 10_000)), Gateway.Json, 400 },
        { "another resource", $$"""{"resourceType":"Patient","id":"{{Canary}}"}""", Gateway.Json, 400 },
        { "plain text", Canary, "text/plain", 415 },
        { "a form", "target=D&original=" + Canary, "application/x-www-form-urlencoded", 415 },
        { "no parameters", "{\"resourceType\":\"Parameters\"}", Gateway.Json, 400 },
        { "null", "null", Gateway.Json, 400 },
        {
            "an unknown parameter", $$"""
                {"resourceType":"Parameters","parameter":[{"name":"{{Canary}}","valueString":"{{Canary}}"}]}
                """, Gateway.Json, 400
        },
        {
            "wrong types", $$"""
                {"resourceType":"Parameters","parameter":[{"name":"target","valueInteger":7},
                {"name":"original","valueDate":"{{Canary}}"},{"name":"pseudonym","valueBoolean":"{{Canary}}"}]}
                """, Gateway.Json, 400
        },
        {
            "parameters in a parameter", $$$"""
                {"resourceType":"Parameters","parameter":[{"name":"original","resource":
                {"resourceType":"Parameters","parameter":[{"name":"original","valueString":"{{{Canary}}}"}]}}]}
                """, Gateway.Json, 400
        },
        {
            "a parameter without name", $$"""
                {"resourceType":"Parameters","parameter":[{"part":[{"name":"original","valueString":"{{Canary}}"}]}]}
                """, Gateway.Json, 400
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_is_none_is_refused_by_every_operation(
        string what, string body, string type, int status)
    {
        var before = await StoredAsync();
        foreach (var path in Everywhere)
        {
            using var response = await app.SendAsync(path, Gateway.Content(body, type), "lead");
            var outcome = await Gateway.RefusedAsync(response, status);
            Assert.True(outcome["issue"]!.Text("diagnostics")?.Length > 0, what);
            Assert.DoesNotContain("root:", Gateway.Text(outcome), StringComparison.Ordinal);
            Assert.DoesNotContain(Canary, Gateway.Text(outcome), StringComparison.Ordinal);
        }

        Assert.Equal(before, await StoredAsync());
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(Canary, StringComparison.Ordinal));
    }

    static readonly string Long = new('x', Originals.Longest + 1);

    public static TheoryData<string, string, int, string, Func<string, FhirResource>> Questions => new()
    {
        { "no target", "pseudonymizeAllowCreate", 400, "'target'", _ => Parameters.Of(("original", "a")) },
        { "no original", "pseudonymizeAllowCreate", 400, "'original'", d => Parameters.Of(("target", d)) },
        { "two targets", "pseudonymize", 400, "'target'", d => Parameters.Of(
            ("target", d), ("target", d), ("original", "a")) },
        { "an unknown parameter", "pseudonymizeAllowCreate", 400, "parameter[2]", d => Parameters.Of(
            ("target", d), ("original", "a"), ("apikey", Canary)) },
        { "a parameter of another operation", "anonymizeOriginals", 400, "parameter[1]", d => Parameters.Of(
            ("target", d), ("pseudonym", Canary)) },
        { "an original too long", "pseudonymizeAllowCreate", 400, "'original')[1]",
            d => Gateway.Asking(d, "a", Long, "b") },
        { "a number for an original", "pseudonymizeAllowCreate", 400, "'original')[1]", d => Parameters.Of(
            ("target", d), ("original", "a"), ("original", 7)) },
        { "an identifier for an original", "pseudonymizeAllowCreate", 400, "'original'", d => Parameters.Of(
            ("target", d), ("original", new Identifier(null, Canary))) },
        { "too many originals", "pseudonymizeAllowCreate", 400, "'original'",
            d => Gateway.Asking(d, [.. Enumerable.Range(0, Originals.MostInBatch + 1).Select(i => $"{i}")]) },
        { "two dialects at once", "pseudonymize", 400, "Parameters", d => Parameters.Of(
            ("target", d), ("context", new Identifier(null, d)), ("original", Canary)) },
        { "entici and gPAS at once", "pseudonymize", 400, "Parameters", d => Parameters.Of(
            ("target", d), ("identifier", new Identifier(d, Canary))) },
        { "two originals of the MII", "pseudonymize", 400, "'original'", d => Parameters.Of(
            ("context", new Identifier(null, d)), ("original", new Identifier(null, Canary)),
            ("original", new Identifier(null, "b"))) },
        { "an identifier without value", "pseudonymize", 400, "'original'", d => Parameters.Of(
            ("context", new Identifier(null, d)), ("original", new Identifier("urn:x", null))) },
        { "an identifier without domain", "pseudonymize", 400, "'identifier'", _ => Parameters.Of(
            ("identifier", new Identifier(null, Canary))) },
        { "neither yes nor no", "pseudonymize", 400, "'allowCreate'", d => Parameters.Of(
            ("target", d), ("original", "a"), ("allowCreate", Canary)) },
        { "too many pseudonyms", "dePseudonymize", 400, "'pseudonym'",
            d => Gateway.Resolving(d, [.. Enumerable.Range(0, ResolvingPseudonyms.Most + 1).Select(i => $"{i}")]) },
        { "a pair without value", "insertValuePseudonymPairs", 400, "'pseudonym'", d => Parameters.Of(
            ("pseudonym", ParameterValue.Parts(("target", d), ("original", Canary)))) },
        { "a pair with more", "insertValuePseudonymPairs", 400, "parameter[0].part[3]", d => Parameters.Of(
            ("pseudonym", ParameterValue.Parts(("target", d), ("original", "a"), ("value", "b"), ("x", Canary)))) },
        { "parts in a part", "insertValuePseudonymPairs", 400, "part[1]", d => Parameters.Of(
            ("pseudonym", ParameterValue.Parts(("target", d),
                ("original", ParameterValue.Parts(("value", Canary))), ("value", "b")))) },
        { "no number", "pseudonymize-secondary", 400, "'original'", d => Gateway.Further((d, "a", Canary)) },
        { "none", "pseudonymize-secondary", 400, "'original')[1]", d => Gateway.Further((d, "a", 1), (d, "b", 0)) },
        { "without count", "pseudonymize-secondary", 400, "part.where(name='count')", d => Parameters.Of(
            ("original", ParameterValue.Parts(("target", d), ("value", Canary)))) },
        { "too many copies", "pseudonymize-secondary", 400, "'original'", d => Gateway.Further((d, "a", 1001)) },
        { "too many copies together", "pseudonymize-secondary", 400, "'original'", d =>
            Gateway.Further([.. Enumerable.Range(0, 11).Select(i => (d, $"{i}", (ParameterValue)1000))]) },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_question_with_a_fault_is_refused_with_its_place_and_nothing_is_stored(
        string what, string operation, int status, string place, Func<string, FhirResource> question)
    {
        var domain = await app.DomainAsync(new(Several: true, ResolvableBy: [new("lead-1", "research")]));
        var before = await StoredAsync();
        foreach (var format in Enum.GetValues<FhirFormat>())
        {
            using var response = await app.SendAsync(
                $"{Gateway.Base}/${operation}", question(domain), "lead", format);
            var outcome = await Gateway.RefusedAsync(response, status);
            Assert.True(outcome.All("issue").Any(issue => issue.Text("expression")?.Contains(place,
                StringComparison.Ordinal) == true), $"{what}: {Gateway.Text(outcome)}");
            Assert.DoesNotContain(Canary, Gateway.Text(outcome), StringComparison.Ordinal);
        }

        Assert.Equal(before, await StoredAsync());
    }

    [Fact]
    public async Task No_identifier_is_in_a_log_or_in_the_audit_trail_whatever_comes_of_it()
    {
        var domain = await app.DomainAsync(
            new(Deletable: true, Several: true, ResolvableBy: [new("lead-1", "quality")]));
        var pseudonym = (await app.CreateAsync(domain, Canary)).Results[0].Pseudonym!;
        foreach (var target in new[] { domain, "nowhere" })
        {
            foreach (var path in Everywhere)
            {
                foreach (var body in new[]
                {
                    Gateway.Asking(target, Canary), Gateway.Asking(target, Canary, "b"),
                    Gateway.Resolving(target, pseudonym), Gateway.Pairs((target, Canary, pseudonym)),
                    Gateway.Further((target, Canary, 1)),
                    Parameters.Of(
                        ("context", new Identifier(null, target)), ("original", new Identifier(null, Canary))),
                    Parameters.Of(("identifier", new Identifier(target, Canary))),
                })
                {
                    using var response = await app.SendAsync(path, body, "lead");
                    Assert.True((int)response.StatusCode < 500, $"{path} {response.StatusCode}");
                    if (response.IsSuccessStatusCode) continue;
                    var outcome = Gateway.Text(await Gateway.RefusedAsync(response, (int)response.StatusCode));
                    Assert.DoesNotContain(Canary, outcome, StringComparison.Ordinal);
                }
            }
        }

        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(Canary, StringComparison.Ordinal)
            || line.Contains(pseudonym, StringComparison.Ordinal));
        Assert.Equal(0, await app.CountAsync($"""
            select count(*) from audit.entries e where e::text like '%{Canary}%' or e::text like '%{pseudonym}%'
            """));
    }

    [Fact]
    public async Task Who_has_too_few_rights_or_the_domain_not_is_refused_alike()
    {
        var domain = await app.DomainAsync();
        using var elsewhere = await app.SendAsync($"{Gateway.Base}/$pseudonymizeAllowCreate",
            Gateway.Content(Gateway.Asking(domain, "a")), domains: ["another"]);
        using var nowhere = await app.SendAsync(
            $"{Gateway.Base}/$pseudonymizeAllowCreate", Gateway.Asking("nowhere", "a"));
        var (one, other) = (await Gateway.RefusedAsync(elsewhere, 404), await Gateway.RefusedAsync(nowhere, 404));
        one.Remove("id");
        other.Remove("id");
        Assert.Equal(Gateway.Text(one), Gateway.Text(other));

        // a token whose scopes let it only read can't make anything by a dialect that makes
        var token = app.Tokens.Of("reader", ["diz"], ["*"], scope: "pseudonym.read");
        foreach (var body in new[]
        {
            Parameters.Of(("target", domain), ("original", "a"), ("allowCreate", true)),
            Parameters.Of(("context", new Identifier(null, domain)), ("original", new Identifier(null, "a"))),
            Parameters.Of(("identifier", new Identifier(domain, "a"))),
        })
        {
            using var refused = await app.SendAsync($"{Gateway.Base}/$pseudonymize", Gateway.Content(body),
                authorization: new("Bearer", token));
            await Gateway.RefusedAsync(refused, 403);
        }

        Assert.Null((await app.GetAsync(domain, "a")).Results[0].Pseudonym);
    }

    Task<long> StoredAsync() => app.CountAsync("""
        select (select count(*) from events.events where stream_id not in (select stream from pseudonym.domains))
            + (select count(*) from pseudonym.pairs)
        """);
}

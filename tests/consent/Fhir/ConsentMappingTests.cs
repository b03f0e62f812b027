using System.Text.Json.Nodes;
using TrustCenter.Fhir;
using TrustCenter.Testing;

namespace TrustCenter.Consents.Tests;

/// <summary>
/// What is emitted, without a server: its form, and that foreign validators and the MII profile accept it.
/// </summary>
public sealed class ConsentMappingTests
{
    static readonly DateTimeOffset SignedAt = new(2021, 3, 15, 10, 30, 0, TimeSpan.FromHours(1));

    [Fact]
    public async Task Every_form_with_every_answer_keeps_the_profile()
    {
        var documents = BroadConsent.Templates().SelectMany(form => new[]
        {
            Document(form, Usual(form)), Document(form, Usual(form)) with { Quality = "invalidated" },
            Document(form, Usual(form)) with { Annulled = true },
        }).ToList();
        var bundles = new GatewayBundles("https://trust.example.org/ttp-fhir/fhir/gics");
        var emitted = documents.SelectMany(document => new[]
            {
                bundles.Document(document, [new(document.Subject, "Pseudonym", "psn-1"),
                    new(document.Subject, "PID", "4711")]),
            }
            .Concat(PolicyStates.Signed(document, new DateOnly(2026, 11, 22)).Select(state => state.ToConsent())));

        var problems = await FhirOracle.ValidateAsync(
            emitted.Select(resource => FhirJson.ToBytes(resource)), profile: true,
                TestContext.Current.CancellationToken);

        Assert.Empty(problems
            .Select(problem => $"{problem.File} {problem.Tool} {problem.Expression} {problem.Message}"));
    }

    [Fact]
    public void A_consent_carries_what_clients_count_on()
    {
        var form = Form("Patienteneinwilligung MII|1.6.d");
        var consent = Json(Document(form, Usual(form)));

        Assert.Equal("active", (string)consent["status"]!);
        Assert.Equal("2021-03-15T10:30:00+01:00", (string)consent["dateTime"]!);
        Assert.Equal("urn:oid:2.16.840.1.113883.3.1937.777.24.2.1790", (string)consent["policy"]![0]!["uri"]!);
        Assert.Equal(["57016-8", "2.16.840.1.113883.3.1937.777.24.2.184", "document", "CONSENT-OPT-IN"],
            consent["category"]!.AsArray().Select(category => (string)category!["coding"]![0]!["code"]!));
        Assert.Equal("deny", (string)consent["provision"]!["type"]!);
        Assert.Equal("2051-03-14T23:59:59+01:00", (string)consent["provision"]!["period"]!["end"]!);
        var provisions = consent["provision"]!["provision"]!.AsArray();
        var collecting = provisions.Single(provision =>
            (string)provision!["code"]![0]!["coding"]![0]!["code"]! == PolicyCode.Mii(6).Code)!;
        Assert.Equal("2021-03-15T00:00:00+01:00", (string)collecting["period"]!["start"]!);
        Assert.Equal("2026-03-14T23:59:59+01:00", (string)collecting["period"]!["end"]!);
        foreach (var provision in provisions)
        {
            Assert.Single(provision!["code"]!.AsArray());
            var codings = provision["code"]![0]!["coding"]!.AsArray();
            Assert.Equal(PolicyCode.MiiSystem, (string)codings[0]!["system"]!);
            Assert.Equal("https://ths-greifswald.de/fhir/CodeSystem/gics/Policy", (string)codings[1]!["system"]!);
            Assert.All(codings, coding => Assert.True(((string)coding!["display"]!).Length > 0));
        }
    }

    [Fact]
    public void A_withdrawal_is_active_and_ends_in_the_year_3000()
    {
        var form = BroadConsent.Templates().First(form => form.Type == TemplateType.FullWithdrawal);
        var consent = Json(Document(form, Usual(form)));
        Assert.Equal("active", (string)consent["status"]!);
        Assert.All(consent["provision"]!["provision"]!.AsArray(), provision =>
        {
            Assert.Equal("deny", (string)provision!["type"]!);
            Assert.Equal("3000-01-01T00:00:00+01:00", (string)provision["period"]!["end"]!);
        });
        Assert.Contains("WITHDRAWAL", consent.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "not_checked", "active")]
    [InlineData(false, "checked_major_faults", "inactive")]
    [InlineData(true, "not_checked", "entered-in-error")]
    public void Status_says_whether_the_document_exists(bool annulled, string quality, string status)
    {
        var form = Form("Patienteneinwilligung MII|1.6.d");
        var consent = Json(Document(form, Usual(form)) with { Annulled = annulled, Quality = quality });
        Assert.Equal(status, (string)consent["status"]!);
    }

    [Fact]
    public void A_declined_retrospective_module_says_nothing()
    {
        var form = Form("Patienteneinwilligung MII|1.7.2");
        var answers = Usual(form);
        var retrospective = form.Modules.First(module => module.SilentWhenDeclined);
        answers[retrospective.Name] = ModuleAnswer.Declined;
        var document = Document(form, answers);
        var silent = retrospective.Policies.Select(policy => policy.Code.Code + "\"");
        var emitted = Json(document).ToJsonString()
            + string.Concat(PolicyStates.Signed(document, new DateOnly(2022, 1, 1))
                .Select(state => Gateway.Text(state.ToConsent())));
        Assert.All(silent, code => Assert.DoesNotContain(code, emitted, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.6.d", "1.6.f", "1.6.f")]
    [InlineData("1.6.d", "1.10", "1.10")]
    [InlineData("1.7.2", "1.7.10", "1.7.10")]
    [InlineData("1.7.2", "1.7", "1.7.2")]
    public void The_higher_version_is_the_current_one(string one, string other, string higher)
    {
        var form = Form("Patienteneinwilligung MII|1.6.d");
        GatewayDocument Of(string version, int days) => Document(form with { Version = version }, Usual(form)) with
        {
            SignedAt = SignedAt.AddDays(days),
        };
        foreach (var pair in new[] { (Of(one, 0), Of(other, 9)), (Of(one, 9), Of(other, 0)) })
        {
            var current = CurrentConsent.Choose([pair.Item1, pair.Item2], form.Name, ignoreVersion: false);
            Assert.Equal(higher, current!.Template.Version);
            var newest = CurrentConsent.Choose([pair.Item1, pair.Item2], form.Name, ignoreVersion: true);
            Assert.Equal(SignedAt.AddDays(9), newest!.SignedAt);
        }
    }

    [Fact]
    public void Ids_of_a_document_s_resources_differ_and_are_the_same_next_time()
    {
        var id = Guid.CreateVersion7(SignedAt);
        Guid[] Ids() =>
        [
            id, ResourceIds.QuestionnaireResponse(id), ResourceIds.Provenance(id), ResourceIds.VerificationResult(id),
            ResourceIds.Bundle(id), ResourceIds.Scan(id, 0), ResourceIds.Scan(id, 19),
            ResourceIds.Policy(id, PolicyCode.Mii(6)), ResourceIds.Policy(id, PolicyCode.Mii(8)),
        ];
        Assert.Equal(Ids().Length, Ids().Distinct().Count());
        Assert.Equal(Ids(), Ids());
    }

    static TemplateDefinition Form(string key) => BroadConsent.Templates().Single(form => form.Key == key);

    static Dictionary<string, ModuleAnswer> Usual(TemplateDefinition form)
    {
        var modules = form.Modules.Where(module => module.Decision).ToList();
        var yes = form.Type switch
        {
            TemplateType.ConsentOptIn => ModuleAnswer.Accepted,
            TemplateType.Refusal => ModuleAnswer.Refused,
            _ => ModuleAnswer.Withdrawn,
        };
        return modules.ToDictionary(module => module.Name, module =>
            form.Type == TemplateType.ConsentOptIn && module == modules[^1] && modules.Count > 1
                ? ModuleAnswer.Declined : yes);
    }

    static GatewayDocument Document(TemplateDefinition form, Dictionary<string, ModuleAnswer> answers) => new(
        Guid.CreateVersion7(SignedAt), Guid.CreateVersion7(SignedAt), BroadConsent.Settings, form,
        form.Type switch
        {
            TemplateType.ConsentOptIn => DocumentKind.Consent,
            TemplateType.Refusal => DocumentKind.Refusal,
            TemplateType.PartialWithdrawal => DocumentKind.PartialWithdrawal,
            _ => DocumentKind.FullWithdrawal,
        },
        SignedAt, SignedAt, SignedAt, "not_checked", false,
        Provisions.Derive(form, answers, SignedAt, new DateOnly(2010, 5, 5)), answers, "de",
        [new(SignerRoles.Patient, SignedAt), new(SignerRoles.Explaining, SignedAt),
            new(SignerRoles.Witness, SignedAt)], 1);

    static JsonNode Json(GatewayDocument document) => Gateway.Json(ConsentMapping.OfDocument(document,
        document.Provisions));
}

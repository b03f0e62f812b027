using System.Text.Json.Nodes;
using TrustCenter.Contracts.Consent;
using TrustCenter.Testing;

namespace TrustCenter.Consents.Tests;

public sealed class ExchangeTests
{
    const string Json = """
        {
          "resourceType": "ExchangeFormatDefinition",
          "supportedVersion": "2.13.0",
          "domain": { "name": "MII", "signerIdType": "Pseudonym" },
          "policies": [
            { "domainName": "MII", "name": "MDAT_erheben", "version": "1.1", "label": "Daten erheben",
              "externProperties": "fhirPolicyCode=2.16.840.1.113883.3.1937.777.24.5.3.6" },
            { "domainName": "MII", "name": "KKDAT_5J_pro_speichern_verarbeiten", "version": "1.0",
              "externProperties": "fhirPolicyCode=2.16.840.1.113883.3.1937.777.24.5.3.16" },
            { "domainName": "MII", "name": "MDAT_retro_speichern_verarbeiten", "version": "1.0" }
          ],
          "modules": [
            { "domainName": "MII", "name": "PATDAT", "version": "1.8", "title": "<h3>Daten &amp; mehr</h3>",
              "text": "<div style=\"text-align: justify;\">Ich willige ein.</div>",
              "externProperties": "fhirQuestionCode=1.2.3",
              "policies": [
                { "policyKey": "MII;MDAT_erheben;1.1", "expirationProperties": "VALIDITY_PERIOD=p5y;" },
                { "policyKey": "MII;KKDAT_5J_pro_speichern_verarbeiten;1.0" }
              ] },
            { "domainName": "MII", "name": "RETRO", "version": "1.0", "text": "Auch früher.",
              "policyKey": ["MII;MDAT_retro_speichern_verarbeiten;1.0"] },
            { "domainName": "MII", "name": "Intro", "version": "1.6", "title": "<h3>Einleitung</h3>" }
          ],
          "templates": [
            { "domainName": "MII", "Name": "Einwilligung UKX", "version": "1.6.d", "versionLabel": "1.6d",
              "type": "CONSENT", "title": "<h1>Einwilligung</h1>",
              "header": "<p>bei [Name der Einrichtung]</p>", "footer": "",
              "expirationProperties": "VALIDITY_PERIOD=P30Y;",
              "externProperties": "fhirPolicyUri=2.16.840.1.113883.3.1937.777.24.2.1790",
              "modules": [
                { "moduleKey": "MII;RETRO;1.0", "orderNumber": 2, "displayCheckBoxes": ["ACCEPTED", "DECLINED"],
                  "parent": "MII;PATDAT;1.8" },
                { "moduleKey": "MII;Intro;1.6", "orderNumber": 0 },
                { "moduleKey": "MII;PATDAT;1.8", "orderNumber": 1, "mandatory": true,
                  "displayCheckBoxes": "ACCEPTED;DECLINED" }
              ] }
          ]
        }
        """;

    const string Xml = """
        <ExchangeFormatDefinition xmlns="http://hl7.org/fhir">
          <domain><name value="MII"/></domain>
          <policies><domainName value="MII"/><name value="IDAT_erheben"/><version value="1.0"/>
            <externProperties value="fhirPolicyCode=2.16.840.1.113883.3.1937.777.24.5.3.2"/></policies>
          <modules><domainName value="MII"/><name value="Ende"/><version value="2.0"/><text value="Widerruf."/>
            <policyKey value="MII;IDAT_erheben;1.0"/></modules>
          <templates><domainName value="MII"/><name value="Widerruf UKX"/><version value="2.0"/>
            <type value="REVOCATION"/><title value="Widerruf"/>
            <modules><moduleKey value="MII;Ende;2.0"/><mandatory value="true"/>
              <displayCheckBoxes value="NOT_CHOSEN"/><displayCheckBoxes value="WITHDRAWN"/></modules></templates>
        </ExchangeFormatDefinition>
        """;

    static (ExchangedTemplate[] Templates, TemplateFault[] Faults) Read(string text)
    {
        Assert.Null(ExchangeFile.TryRead(text, out var file));
        var (templates, faults) = ExchangeMapping.Read(BroadConsent.Settings, file);
        return ([.. templates], [.. faults]);
    }

    static string Changed(string path, JsonNode? value)
    {
        var file = JsonNode.Parse(Json)!;
        var steps = path.Split('/');
        var node = file;
        foreach (var step in steps[..^1]) node = int.TryParse(step, out var index) ? node![index] : node![step];
        node![steps[^1]] = value;
        return file.ToJsonString();
    }

    [Fact]
    public void A_consent_is_read_in_the_order_of_the_form()
    {
        var (templates, faults) = Read(Json);
        Assert.Empty(faults);
        Assert.Null(TemplateReading.TryRead(BroadConsent.Settings, templates.Single().Template, out var form));
        Assert.Equal("Einwilligung UKX|1.6.d", form.Key);
        Assert.Equal(("Einwilligung", "P30Y", "urn:oid:2.16.840.1.113883.3.1937.777.24.2.1790", "1.6d"),
            (form.Title, form.Validity, form.PolicyUri, form.VersionLabel));
        Assert.Equal(["Intro", "PATDAT", "RETRO"], form.Modules.Select(module => module.Name));
        Assert.Equal([false, true, true], form.Modules.Select(module => module.Decision));
        Assert.Equal([false, true, false], form.Modules.Select(module => module.Mandatory));
        Assert.Equal([false, false, true], form.Modules.Select(module => module.SilentWhenDeclined));
        Assert.Equal(("Daten & mehr", "1.2.3", null),
            (form.Modules[1].Title, form.Modules[1].QuestionCode, form.Modules[1].Parent));
        Assert.Equal("PATDAT", form.Modules[2].Parent);
        var policy = Assert.Single(form.Modules[1].Policies);
        Assert.Equal((PolicyCode.Mii(6), "MDAT_erheben", "Daten erheben", "1.1", "P5Y"),
            (policy.Code, policy.Name, policy.Display, policy.Version, policy.Validity));
        Assert.Equal(PolicyCode.Mii(45), form.Modules[2].Policies.Single().Code);
    }

    [Fact]
    public void What_is_left_out_is_said() => Assert.Equal(
        ["Left out KKDAT_5J_pro_speichern_verarbeiten: the code is deprecated and must not be asked for any more."],
        Read(Json).Templates.Single().Notes);

    [Fact]
    public void A_placeholder_is_imported_but_cannot_be_signed()
    {
        Assert.Null(TemplateReading.TryRead(BroadConsent.Settings, Read(Json).Templates[0].Template, out var form));
        Assert.Equal(["introduction"], TemplateFaults.Of(form, BroadConsent.Settings,
            new Dictionary<string, TemplateDefinition>()).Select(fault => fault.Path));
    }

    [Fact]
    public void A_withdrawal_in_xml_is_read_too()
    {
        var (templates, faults) = Read(Xml);
        Assert.Empty(faults);
        var form = templates.Single().Template;
        Assert.Equal(("Widerruf UKX", "2.0", "full-withdrawal"), (form.Name, form.Version, form.Type));
        Assert.Equal(PolicyCode.Mii(2).ToString(), form.Modules.Single().Policies!.Single().Code);
        Assert.NotEmpty(templates.Single().Notes);
    }

    [Theory]
    [InlineData("modules/0/text", "<img src=x onerror=alert(1)>", "modules[0].text")]
    [InlineData("modules/2/title", "<script>", "modules[2].title")]
    [InlineData("templates/0/header", "<p onclick=x>", "templates[0].header")]
    [InlineData("templates/0/modules/0/moduleKey", "MII;Nirgends;1", "templates[0].modules[2].moduleKey")]
    [InlineData("modules/1/policyKey", "MII;Nirgends;1", "modules[1].policies[0].policyKey")]
    [InlineData("policies/2/name", "Eigene_Regel", "modules[1].policies[0].policyKey")]
    [InlineData("templates/0/type", "LETTER", "templates[0].type")]
    public void What_cannot_be_imported_is_named_with_its_place(string path, string value, string fault) =>
        Assert.Equal([fault], Read(Changed(path, value)).Faults.Select(found => found.Path));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"resourceType\":\"Consent\"}")]
    [InlineData("{\"resourceType\":7}")]
    [InlineData("<a>")]
    [InlineData("<Consent xmlns=\"http://hl7.org/fhir\"/>")]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><ExchangeFormatDefinition/>")]
    public void Other_files_are_refused(string text) => Assert.NotNull(ExchangeFile.TryRead(text, out _));

    [Fact]
    public void Depth_is_limited_in_both_formats()
    {
        Assert.NotNull(ExchangeFile.TryRead(string.Concat(Enumerable.Repeat("{\"a\":", 1000)), out _));
        var nested = string.Concat(Enumerable.Repeat("<a>", 1000)) + string.Concat(Enumerable.Repeat("</a>", 1000));
        Assert.NotNull(ExchangeFile.TryRead($"<ExchangeFormatDefinition>{nested}</ExchangeFormatDefinition>", out _));
    }

    [Fact]
    public void An_import_drafts_changes_drafts_and_leaves_the_rest()
    {
        Assert.Null(TemplateReading.TryRead(BroadConsent.Settings, Read(Json).Templates[0].Template, out var form));
        var before = form with { Title = "Vorher" };
        Spec.Given<Template>().When(template => ImportingTemplates.Decide(template, form))
            .Then(new TemplateDrafted(form));
        Spec.Given<Template>(new TemplateDrafted(before)).When(template => ImportingTemplates.Decide(template, form))
            .Then(new TemplateChanged(form));
        Spec.Given<Template>(new TemplateDrafted(form)).When(template => ImportingTemplates.Decide(template, form))
            .ThenNothing();
        Spec.Given<Template>(new TemplateDrafted(before), new TemplateFinalised(before.Domain, before.Key))
            .When(template => ImportingTemplates.Decide(template, form)).ThenNothing();
    }
}

using System.Text;

namespace TrustCenter.Fhir.Tests;

/// <summary>Every hostile or broken document is refused with a problem that names its place.</summary>
public sealed class InvalidInputTests
{
    static string Folder => Path.Combine(Corpus.Examples, "invalid");

    public static TheoryData<string, string, string> Documents()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var line in File.ReadLines(Path.Combine(Folder, "expected.txt")))
        {
            if (line.StartsWith('#')) continue;
            var words = line.Split(' ');
            data.Add(words[0], words[1], words.Length > 2 ? words[2] : "");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_bad_document_is_refused_with_its_place(string file, string code, string expression)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));
        var input = file.EndsWith(".xml", StringComparison.Ordinal) ? FhirXml.Parse(bytes) : FhirJson.Parse(bytes);
        Assert.False(input.IsValid);
        Assert.Contains(input.Problems, p => p.Severity == FhirSeverity.Error && p.Code == code
            && (expression == "*" || p.Expression == expression));
        var outcome = input.Problems.ToOutcome();
        Assert.True(FhirJson.Parse(FhirJson.ToBytes(outcome)).IsValid);
        Assert.True(FhirXml.Parse(FhirXml.ToBytes(outcome)).IsValid);
    }

    [Fact]
    public void Every_file_of_the_folder_has_an_expectation()
    {
        var files = Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Where(f => f != "expected.txt");
        Assert.Equal(files.Order(), Documents().Select(d => d.Data.Item1).Order());
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var input = FhirJson.Parse("""
            {"resourceType":"Consent","status":"aktiv","dateTime":"31.02.2024","foo":1,
             "patient":{"reference":"Device/1"}}
            """u8);
        Assert.Equal(
            ["Consent.status", "Consent.dateTime", "Consent.foo", "Consent.patient", "Consent.scope",
                "Consent.category"],
            input.Problems.Select(p => p.Expression));
    }

    [Fact]
    public void What_could_be_personal_is_not_repeated()
    {
        var input = FhirJson.Parse("""
            {"resourceType":"Patient","birthDate":"31.02.1980","name":[{"family":"Mu\u0000ster"}],"Erika":"Mustermann",
             "identifier":[{"system":"a b","value":["4711"]}]}
            """u8);
        Assert.Equal(5, input.Problems.Count);
        var text = FhirJson.ToText(input.Problems.ToOutcome());
        foreach (var secret in new[] { "1980", "ster", "Mustermann", "4711" })
            Assert.DoesNotContain(secret, text.Replace("\"birthDate\"", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_megabyte_of_brackets_is_refused_quickly()
    {
        const string patient = "{\"resourceType\":\"Patient\",\"contained\":[";
        foreach (var unit in new[] { "[", "{\"a\":", "{\"contained\":[", patient })
        {
            var text = new StringBuilder();
            while (text.Length < 1_000_000) text.Append(unit);
            var input = FhirJson.Parse(Encoding.UTF8.GetBytes(text.ToString()));
            Assert.False(input.IsValid);
            Assert.NotEmpty(input.Problems);
        }
    }

    [Fact]
    public void A_megabyte_of_nested_xml_is_refused_quickly()
    {
        const string div = "<text><div xmlns=\"http://www.w3.org/1999/xhtml\">";
        foreach (var unit in new[] { "<item>", "<a>", "<contained><Patient>", div })
        {
            var text = new StringBuilder("<QuestionnaireResponse xmlns=\"http://hl7.org/fhir\">");
            while (text.Length < 1_000_000) text.Append(unit);
            Assert.False(FhirXml.Parse(Encoding.UTF8.GetBytes(text.ToString())).IsValid);
        }
    }

    [Fact]
    public void Depth_and_number_of_elements_are_bounded()
    {
        static string Items(int depth)
        {
            var open = string.Concat(Enumerable.Repeat("{\"linkId\":\"a\",\"item\":[", depth - 1));
            return "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\",\"item\":["
                + open + "{\"linkId\":\"a\"}" + string.Concat(Enumerable.Repeat("]}", depth));
        }

        // the resource and the last linkId take a level each
        Assert.True(FhirJson.Parse(Encoding.UTF8.GetBytes(Items(62))).IsValid);
        var deep = FhirJson.Parse(Encoding.UTF8.GetBytes(Items(63)));
        Assert.Equal("too-costly", Assert.Single(deep.Problems).Code);
        var few = FhirReadOptions.Strict with { MaxElements = 10 };
        Assert.Equal("too-costly", Assert.Single(FhirJson.Parse(Encoding.UTF8.GetBytes(Items(9)), few).Problems).Code);
    }

    [Fact]
    public void A_known_quirk_can_be_let_through_by_name()
    {
        var options = FhirReadOptions.Strict with
        {
            IgnoreUnknown = new HashSet<string> { "Patient.foo" },
            AcceptMissing = new HashSet<string> { "Patient.link.type" },
        };
        var input = FhirJson.Parse(
            """{"resourceType":"Patient","active":true,"foo":{"x":1},"link":[{"other":{"display":"x"}}]}"""u8, options);
        Assert.True(input.IsValid);
        Assert.Equal(FhirSeverity.Warning, Assert.Single(input.Problems).Severity);
        Assert.Equal("Patient.foo", input.Problems[0].Expression);
    }
}

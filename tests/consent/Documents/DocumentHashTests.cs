using System.Text;
using System.Text.Json;

namespace TrustCenter.Consents.Tests;

public sealed class DocumentHashTests
{
    [Fact]
    public void What_is_hashed_is_JSON_and_the_same_for_the_same_content_in_any_time_zone()
    {
        var document = SampleDocument.Consent();
        var elsewhere = document with { SignedAt = document.SignedAt.ToUniversalTime() };

        using var parsed = JsonDocument.Parse(DocumentHash.CanonicalJson(document));
        Assert.Equal("Łukasz Żółć", parsed.RootElement.GetProperty("person").GetProperty("name").GetString());
        var json = Encoding.UTF8.GetString(DocumentHash.CanonicalJson(document));
        Assert.Contains("Łukasz Żółć", json, StringComparison.Ordinal);
        Assert.Equal(document.ContentHash, DocumentHash.Of(elsewhere));
        Assert.Matches("^[0-9a-f]{64}$", document.ContentHash);
        Assert.True(DocumentHash.Matches(document));
    }

    [Fact]
    public void Later_notes_and_the_time_of_recording_leave_it_as_it_is()
    {
        var document = SampleDocument.Consent();
        var later = document with
        {
            Notes = [new(new(2027, 1, 1), "Widerruf")],
            RecordedAt = document.RecordedAt.AddDays(1),
        };

        Assert.True(DocumentHash.Matches(later));
    }

    public static TheoryData<string> Changes => [.. Changed.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Anything_signed_that_changes_changes_it(string what) =>
        Assert.False(DocumentHash.Matches(Changed[what](SampleDocument.Consent())));

    static readonly Dictionary<string, Func<ConsentDocument, ConsentDocument>> Changed = new()
    {
        ["id"] = d => d with { Id = Guid.Parse("019cb3cd-4460-73d3-a170-cf0cdab12908") },
        ["kind"] = d => d with { Kind = DocumentKind.Refusal },
        ["title"] = d => d with { Title = d.Title + " " },
        ["language"] = d => d with { Language = "en" },
        ["form version"] = d => d with { Form = d.Form with { Version = "1.6.f" } },
        ["name"] = d => d with { Person = d.Person with { Name = "Lukasz Zolc" } },
        ["birth date"] = d => d with { Person = d.Person with { BirthDate = new(1961, 2, 5) } },
        ["identifier"] = d => d with { Person = d.Person with { Identifiers = [new("Patientennummer", "0004712")] } },
        ["introduction"] = d => d with { Introduction = null },
        ["closing"] = d => d with { Closing = "" },
        ["text"] = d => d with { Modules = d.Modules.SetItem(0, d.Modules[0] with { Text = "x" }) },
        ["answer"] = d => d with { Modules = d.Modules.SetItem(1, d.Modules[1] with { Answer = null }) },
        ["order"] = d => d with { Modules = [d.Modules[1], d.Modules[0], .. d.Modules[2..]] },
        ["signer"] = d => d with { Signatures = d.Signatures.RemoveAt(3) },
        ["signature"] = d => d with { Signatures = d.Signatures.SetItem(0, d.Signatures[0] with { Image = [] }) },
        ["place"] = d => d with { Signatures = d.Signatures.SetItem(0, d.Signatures[0] with { Place = "Ulm" }) },
        ["signed at"] = d => d with { SignedAt = d.SignedAt.AddSeconds(1) },
        ["information"] = d => d with { InformationShown = [] },
    };
}

using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Identities;
using TrustCenter.Local;

namespace TrustCenter.Suite.Tests;

/// <summary>The sites' tool, without any suite.</summary>
public sealed class EncodeTests : IDisposable
{
    const string Table =
        "PatNr;Nachname;Vorname;Geburtsdatum;Geschlecht;PLZ;Ort;Straße;Station\n"
        + "4711;Müller;Änne;19.06.1985;w;17489;Greifswald;Domstraße 3;A1\n"
        + "4712;von der Heide;Ivo;1.1.1950;m;10115;Berlin;Wallstr. 9;A1\n"
        + "4713;Groß;;31.02.1950;m;;;;A1\n"
        + "4711;Zweimal;Ida;2.2.1950;w;;;;A1\n"
        + "4715;;;;;;;;A1\n"
        + ";Ohne;Nummer;2.2.1950;w;;;;A1\n"
        + "4716;Müller;Änne;19.06.1985;w;17489;Greifswald;Domstraße 3;A1\n";

    readonly string _folder = Directory.CreateTempSubdirectory("encode").FullName;

    public EncodeTests()
    {
        Run("key", At("study.key"), "--signer", At("signer.pem"), "--project", "study");
        Run("profile", At("profile.json"), "--key", At("study.key"), "--signer", At("signer.pem"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_table_is_encoded_with_a_report_on_what_is_wrong_with_it()
    {
        Assert.Equal(1, Encode("people.csv", Encoding.GetEncoding("iso-8859-1").GetBytes(Table)));
        var report = await File.ReadAllTextAsync(At("report.txt"), TestContext.Current.CancellationToken);
        Assert.Contains("7 lines, 4 encoded, 3 left out", report, StringComparison.Ordinal);
        foreach (var finding in new[]
        {
            "left out, with an identifier that came before: line 5", "left out, without an identifier: line 7",
            "left out, without name and birth date: line 6", "a birth date that no calendar has: line 4",
            "born on 1 January: often a stand-in: line 3", "the same names and birth date as an earlier line: line 8",
            "1  without givenName (25.0 %)", "1  without postcode (25.0 %)",
        })
        {
            Assert.Contains(finding, report, StringComparison.Ordinal);
        }

        var records = await ReadAsync("people.pprl");
        Assert.Equal(4, records.Count);
        var text = await File.ReadAllTextAsync(At("people.pprl"), TestContext.Current.CancellationToken);
        foreach (var canary in new[] { "4711", "Müller", "nne", "1985", "17489", "Greifswald", "Domstra" })
            Assert.DoesNotContain(canary, text + report, StringComparison.OrdinalIgnoreCase);
        var ids = await File.ReadAllLinesAsync(At("people.pprl.ids.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(["id", "4711", "4712", "4713", "4716"], ids.Select(line => line.Split(',')[0]));
        Assert.Equal(records.Keys, ids.Skip(1).Select(line => line.Split(',')[1]));
        Assert.Equal(records[records.Keys.First()], records[records.Keys.Last()]);
    }

    [Fact]
    public async Task The_same_people_give_the_same_file_whichever_way_they_are_written_down()
    {
        Encode("people.csv", Encoding.UTF8.GetBytes(Table));
        var first = await File.ReadAllTextAsync(At("people.pprl"), TestContext.Current.CancellationToken);
        Encode("people.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Table)).ToArray());
        Assert.Equal(first, await File.ReadAllTextAsync(At("people.pprl"), TestContext.Current.CancellationToken));
        IdentityData person = new("Müller", "Änne", "1985-06-19", "female",
            Contacts: [new("Domstraße 3", Postcode: "17489", City: "Greifswald")]);
        var line = JsonSerializer.SerializeToNode(person, JsonSerializerOptions.Web)!;
        line["nr"] = 4711;
        await File.WriteAllTextAsync(At("people.ndjson"), line.ToJsonString() + "\n{broken\n",
            TestContext.Current.CancellationToken);
        Assert.Equal(1, Run(At("people.ndjson"), "--profile", At("profile.json"), "--key", At("study.key"),
            "--out", At("json.pprl"), "--id", "nr"));
        var (table, json) = (await ReadAsync("people.pprl"), await ReadAsync("json.pprl"));
        Assert.Equal(table.First(), Assert.Single(json));
    }

    [Fact]
    public void Nothing_is_encoded_by_a_profile_or_a_key_that_the_sites_did_not_agree_on()
    {
        Run("key", At("other.key"), "--signer", At("other.pem"), "--project", "study");
        Run("profile", At("other.json"), "--key", At("other.key"), "--signer", At("other.pem"));
        File.WriteAllText(At("people.csv"), Table);
        Assert.Contains("another key", Complaint("--profile", At("other.json"), "--key", At("study.key")),
            StringComparison.Ordinal);
        var forged = File.ReadAllText(At("profile.json")).Replace(
            "\"payload\": \"", "\"payload\": \"A", StringComparison.Ordinal);
        File.WriteAllText(At("forged.json"), forged);
        Assert.Contains("not signed", Complaint("--profile", At("forged.json"), "--key", At("study.key")),
            StringComparison.Ordinal);
        var key = JsonSerializer.Deserialize<ProjectKey>(File.ReadAllText(At("study.key")), JsonSerializerOptions.Web)!;
        byte[] secret = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];
        Write("secret.key", key with { Secret = Convert.ToBase64String(secret) });
        Assert.Contains("secret", Complaint("--profile", At("profile.json"), "--key", At("secret.key")),
            StringComparison.Ordinal);
        File.WriteAllText(At("people.csv"), Table.Replace("Station", "Zimmer", StringComparison.Ordinal));
        Assert.Contains("column Zimmer", Assert.Throws<PlainException>(() => Run(At("people.csv"), "--profile",
            At("profile.json"), "--key", At("study.key"), "--out", At("x.pprl"), "--id", "PatNr")).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(At("x.pprl")));
    }

    string Complaint(params string[] keys) => Assert.Throws<PlainException>(() =>
        Run([At("people.csv"), "--out", At("x.pprl"), "--id", "PatNr", "--column", "Station=-", .. keys])).Message;

    void Write(string name, ProjectKey key) => Hosting.KeyFiles.Create(
        At(name), JsonSerializer.Serialize(key, JsonSerializerOptions.Web));

    int Encode(string name, byte[] table)
    {
        File.WriteAllBytes(At(name), table);
        return Run(At(name), "--profile", At("profile.json"), "--key", At("study.key"), "--out", At("people.pprl"),
            "--id", "PatNr", "--column", "Station=-", "--report", At("report.txt"));
    }

    async Task<Dictionary<string, string>> ReadAsync(string name)
    {
        var bytes = await File.ReadAllBytesAsync(At(name), TestContext.Current.CancellationToken);
        var lines = Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var head = JsonSerializer.Deserialize<EncodedHead>(lines[0], JsonSerializerOptions.Web)!;
        using var reader = new EncodingReader(head, 1000, (_, _, _) => Task.CompletedTask);
        Assert.Null(await reader.ReadAsync(PipeReader.Create(new(bytes)), TestContext.Current.CancellationToken));
        return lines[1..^1].Select(line => JsonSerializer.Deserialize<EncodedRecord>(line, JsonSerializerOptions.Web)!)
            .ToDictionary(record => record.Id, record => record.Filter);
    }

    string At(string name) => Path.Combine(_folder, name);

    static int Run(params string[] args) => EncodePeople.Run(args, TimeProvider.System);
}

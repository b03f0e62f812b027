using System.Net;
using System.Text;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class EncodingTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    readonly Sites _sites = new(app);

    static string Id => RecordIds.Write(4711);

    static string Filter => Convert.ToBase64String(new byte[128]);

    [Fact]
    public async Task A_site_sends_its_records_once_or_twice_and_another_file_in_their_place()
    {
        await _sites.OpenAsync();
        (UInt128, Linkage.PersonData)[] people =
            [.. Enumerable.Range(1, 9000).Select(n => ((UInt128)n << 64, Sites.Person(n)))];
        var sent = await _sites.SendAsync("north", people);
        Assert.Equal(people.Length, sent.Records);
        Assert.Equal(sent.ReceivedAt, (await _sites.SendAsync("north", people)).ReceivedAt);
        Assert.Equal(3, await PagesAsync());
        var other = await _sites.SendAsync("north", people[..10]);
        Assert.Equal(10, other.Records);
        Assert.Equal(1, await PagesAsync());
        Assert.Equal(other, await _sites.GetAsync<EncodingsView>("north", "encodings"));
        using var none = await _sites.AskAsync("south", HttpMethod.Get, "encodings", null);
        await Sites.RefusedAsync(none, HttpStatusCode.NotFound, "encodings-missing");
    }

    [Fact]
    public async Task What_is_no_whole_encoded_file_of_the_project_is_refused_and_nothing_of_it_kept()
    {
        await _sites.OpenAsync();
        var good = _sites.File([(Id, Filter)]);
        var other = new Sites(app);
        (string File, string Code)[] wrong =
        [
            ("", "encodings-malformed"),
            ("{}\n", "encodings-malformed"),
            ("not json\n", "encodings-malformed"),
            (good.Replace("pprl/1", "pprl/9", StringComparison.Ordinal), "encodings-malformed"),
            (good[..good.LastIndexOf("{\"rec", StringComparison.Ordinal)], "encodings-malformed"),
            (good[..^30], "encodings-malformed"),
            (good + "{}", "encodings-malformed"),
            (good.Replace(Id, RecordIds.Write(4712), StringComparison.Ordinal), "encodings-changed"),
            (good.Replace("\"records\":1", "\"records\":2", StringComparison.Ordinal), "encodings-changed"),
            (good.Replace("\"bits\":1024", "\"bits\":512", StringComparison.Ordinal), "profile-differs"),
            (good.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal), "profile-differs"),
            (other.File([(Id, Filter)]), "encodings-of-other-project"),
            (_sites.File(Array.Empty<(string, string)>()), "encodings-malformed"),
            (_sites.File([(Id, Filter), (Id, Filter)]), "record-id-twice"),
            (_sites.File([("4711", Filter)]), "record-id-invalid"),
            (_sites.File([("z" + Id[1..], Filter)]), "record-id-invalid"),
            (_sites.File([(Id, Filter[..40])]), "encodings-malformed"),
            (_sites.File([(Id, Filter + "AAAA")]), "encodings-malformed"),
            (_sites.File([(Id, new string('A', 20_000))]), "encodings-malformed"),
            (good.Replace("\"filter\"", "\"name\"", StringComparison.Ordinal), "encodings-malformed"),
        ];
        foreach (var (file, code) in wrong)
        {
            using var response = await _sites.SendAsync("north", file);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(text.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal),
                $"{code}: {(int)response.StatusCode} {text} {file[..Math.Min(200, file.Length)]}");
            Assert.DoesNotContain(Id, text, StringComparison.Ordinal);
        }

        Assert.Equal(0, await app.CountAsync("""
            select count(*) from identity.project_pages p
            where not exists (select from vault.keys k where k.subject = p.owner)
            """));
    }

    [Fact]
    public async Task Any_cut_of_a_file_is_noticed()
    {
        await _sites.OpenAsync();
        var good = Encoding.UTF8.GetBytes(_sites.File([(Id, Filter), (RecordIds.Write(1), Filter)]));
        for (var length = 1; length < good.Length - 2; length += 37)
        {
            using var response = await _sites.SendAsync("north", Encoding.UTF8.GetString(good, 0, length));
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Fact]
    public void Ids_are_written_and_read_back()
    {
        foreach (var id in (UInt128[])[UInt128.MinValue, UInt128.MaxValue, (UInt128)1 << 127, 31, 0x123456789ABCDEF])
        {
            Assert.True(RecordIds.TryRead(Encoding.ASCII.GetBytes(RecordIds.Write(id)), out var read));
            Assert.Equal(id, read);
        }

        Assert.False(RecordIds.TryRead("8aaaaaaaaaaaaaaaaaaaaaaaaa"u8, out _));
    }

    Task<long> PagesAsync() => app.CountAsync($"""
        select count(*) from identity.project_pages p join events.events e
            on e.data->>'upload' = p.owner::text where e.stream_id = '{_sites.Id}'
        """);
}

using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class IndexFileTests(IdentityApp app) : IClassFixture<IdentityApp>, IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("trustcenter-index-").FullName;

    static CancellationToken Now => TestContext.Current.CancellationToken;

    string File => Path.Combine(_folder, "identity.index");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_start_reads_the_file_and_what_came_since()
    {
        var somebody = People.New();
        await app.RegisterAsync(somebody);
        await WriteAsync();
        var later = People.New();
        await app.RegisterAsync(later);

        await using var next = await StartAsync();
        Assert.Equal("file", LastSource());
        Assert.Equal(await app.CountAsync("select count(*) from identity.records"), await CountAsync(next));
        foreach (var identity in new[] { somebody, later })
            Assert.Equal(MatchStatuses.PerfectMatch, await StatusAsync(next, identity));
        await next.StopAsync(Now);
    }

    [Fact]
    public async Task Nobody_is_found_by_who_reads_the_file_without_the_key()
    {
        await app.RegisterAsync(new("Kanarienvogel", "Zwitscherlinde", "1961-07-23", "female",
            Contacts: [new("Nestbauweg", "7", "12345", "Schwungfeder")]));
        await WriteAsync();
        var content = await System.IO.File.ReadAllBytesAsync(File, Now);
        Assert.True(content.Length > 10_000);
        foreach (var canary in new[] { "KANARIEN", "ZWITSCHER", "NESTBAU", "SCHWUNG", "Kanarien", "1961", "12345" })
        {
            Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)));
            Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(canary)));
        }

        Assert.Equal(-1, content.AsSpan().IndexOf(BitConverter.GetBytes(0x19610723)));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Theory]
    [InlineData("a byte changed")]
    [InlineData("cut off")]
    [InlineData("something behind")]
    [InlineData("another salt")]
    [InlineData("empty")]
    public async Task A_damaged_file_is_noticed_and_the_index_built_anew(string damage)
    {
        var somebody = People.New();
        await app.RegisterAsync(somebody);
        await WriteAsync();
        var content = await System.IO.File.ReadAllBytesAsync(File, Now);
        if (damage == "a byte changed") content[content.Length / 2] ^= 1;
        if (damage == "another salt") content[3] ^= 1;
        await System.IO.File.WriteAllBytesAsync(File, damage switch
        {
            "cut off" => content[..^1000],
            "something behind" => [.. content, 0],
            "empty" => [],
            _ => content,
        }, Now);

        await using var next = await StartAsync();
        Assert.Equal("database", LastSource());
        Assert.Contains("The index's file is not used", app.Logs.ToString(), StringComparison.Ordinal);
        Assert.Equal(await app.CountAsync("select count(*) from identity.records"), await CountAsync(next));
        Assert.Equal(MatchStatuses.PerfectMatch, await StatusAsync(next, somebody));
        await next.StopAsync(Now);
    }

    [Fact]
    public async Task A_file_of_a_time_that_a_backup_took_back_is_noticed()
    {
        var lost = await app.RegisterAsync(People.New());
        await WriteAsync();
        // as if the newest had never come
        await using (var undo = app.Superuser.CreateCommand(
            $"delete from identity.records where identity = '{lost.Identity}'")) await undo.ExecuteNonQueryAsync(Now);

        await using var next = await StartAsync();
        Assert.Equal("database", LastSource());
        Assert.Contains("put back to an earlier time", app.Logs.ToString(), StringComparison.Ordinal);
        await next.StopAsync(Now);
    }

    [Fact]
    public async Task A_file_of_another_database_is_noticed()
    {
        await app.RegisterAsync(People.New());
        await WriteAsync();
        await SetOriginAsync("gen_random_uuid()");
        await using var next = await StartAsync();
        Assert.Equal("database", LastSource());
        Assert.Contains("It is of another database", app.Logs.ToString(), StringComparison.Ordinal);
        await next.StopAsync(Now);
    }

    [Fact]
    public async Task Who_was_erased_is_not_in_the_next_file()
    {
        var somebody = await app.RegisterAsync(People.New());
        await WriteAsync();
        using var erased = await app.PostAsync($"/api/identity/persons/{somebody.Person}/erasure", new { });
        Assert.True(erased.IsSuccessStatusCode);
        await using var next = await StartAsync();
        Assert.Equal("file", LastSource());
        Assert.Equal(await app.CountAsync("select count(*) from identity.records"), await CountAsync(next));
        await next.StopAsync(Now);
        await using var third = await StartAsync();
        Assert.Equal("file", LastSource());
        Assert.Equal(await app.CountAsync("select count(*) from identity.records"), await CountAsync(third));
        await third.StopAsync(Now);
    }

    async Task SetOriginAsync(string origin)
    {
        await using var command = app.Superuser.CreateCommand($"update identity.origin set origin = {origin}");
        await command.ExecuteNonQueryAsync(Now);
    }

    async Task<WebApplication> StartAsync()
    {
        var next = await app.StartAsync(("Identity:IndexFolder", _folder));
        await next.Services.GetRequiredService<IndexKeeper>().ReadyAsync(Now);
        return next;
    }

    /// <summary>An instance writes the file when it ends.</summary>
    async Task WriteAsync()
    {
        await using var instance = await StartAsync();
        await instance.StopAsync(Now);
        Assert.True(System.IO.File.Exists(File), app.Logs.ToString());
    }

    string LastSource() => app.Logs.Everything.Split('\n').Last(line => line.StartsWith("Index complete",
        StringComparison.Ordinal)).Split(" from the ")[1].Split(' ')[0];

    static async Task<long> CountAsync(WebApplication instance) => (await instance.Services
        .GetRequiredService<DomainCatalog>().FindAsync(IdentityApp.Domain, Now))!.Linker.Index.Count;

    async Task<string> StatusAsync(WebApplication instance, IdentityData identity)
    {
        using var client = IdentityApp.NewClient(instance);
        using var response = await client.SendAsync(app.Request(HttpMethod.Post, "/api/identity/registrations",
            new RegisterIdentity(IdentityApp.Domain, "default", identity, SaveActions.DontSave), "ward"), Now);
        var text = await response.Content.ReadAsStringAsync(Now);
        Assert.True(response.IsSuccessStatusCode, text);
        return System.Text.Json.Nodes.JsonNode.Parse(text)!["status"]!.GetValue<string>();
    }
}

using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities.Tests;

/// <summary>Sites that offer their records at an address.</summary>
public sealed class SourceTests(IdentityApp app) : IClassFixture<IdentityApp>, IAsyncLifetime
{
    const string Token = "a-token-of-the-site-0123456789abcdef";

    readonly Sites _sites = new(app);
    readonly List<string> _asked = [];
    readonly string _tokenFile = Path.Combine(app.Tokens.Folder, $"{Guid.CreateVersion7()}.token");
    WebApplication _site = null!;
    string _file = "";
    string _tag = "\"1\"";
    int _breaks;

    string Address => _site.Urls.First();

    public async ValueTask InitializeAsync()
    {
        KeyFiles.Create(_tokenFile, Token);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _site = builder.Build();
        _site.MapGet("/outgoing/{**path}", AnswerAsync);
        _site.MapPost("/token", (HttpContext http) => http.Request.Form["client_secret"] == Token
            ? Results.Json(new { access_token = Token, expires_in = 60 }) : Results.StatusCode(401));
        _site.MapGet("/elsewhere", string () =>
        {
            _asked.Add("elsewhere");
            return "";
        });
        await _site.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _site.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task A_file_is_fetched_whole_though_the_connection_breaks_and_again_only_when_it_changed()
    {
        await OpenAsync("/outgoing/study.pprl");
        (_file, _breaks) = (_sites.File(LinkingTests.Records(1, 500, 1).Select(Encoded)), 3);
        await LookAsync();
        var sent = await SentAsync();
        Assert.Equal((500, null), (sent.Encodings?.Records, sent.Polling?.Problem));
        Assert.Equal(("", 4), (_asked[0], _asked.Count)); // the whole file, then what was missing of it
        Assert.All(_asked.Skip(1), range => Assert.Matches("^bytes=[0-9]+-$", range));
        using (var upload = await _sites.SendAsync("north", _file))
        {
            var same = await Sites.ReadAsync<EncodingsView>(upload);
            Assert.Equal(sent.Encodings, same);
        }

        var version = (await app.GetAsync<ProjectView>(_sites.Path)).Version;
        await LookAsync();
        Assert.Equal("304", _asked[^1]);
        _tag = "\"2\"";
        await LookAsync();
        Assert.Equal(version, (await app.GetAsync<ProjectView>(_sites.Path)).Version);
        (_file, _tag) = (_sites.File(LinkingTests.Records(1, 501, 1).Select(Encoded)), "\"3\"");
        await LookAsync();
        Assert.Equal(501, (await SentAsync()).Encodings?.Records);
    }

    [Theory]
    [InlineData("/outgoing/redirect", "source-redirects")]
    [InlineData("/outgoing/empty", "source-empty")]
    [InlineData("/outgoing/refused", "source-refuses")]
    [InlineData("/outgoing/broken", "source-silent")]
    [InlineData("/outgoing/large", "source-too-large")]
    [InlineData("/outgoing/other.pprl", "encodings-malformed")]
    [InlineData("/elsewhere", "source-not-configured")]
    [InlineData("/outgoing/../elsewhere", "source-not-configured")]
    public async Task What_does_not_come_or_is_no_such_file_is_tried_again_ever_more_seldom(string path, string code)
    {
        await OpenAsync(path);
        var pauses = new List<double>();
        for (var look = 0; look < 3; look++)
        {
            await LookAsync();
            var polling = (await SentAsync()).Polling!;
            Assert.Equal(code, polling.Problem);
            pauses.Add((polling.Next - polling.LookedAt).TotalSeconds);
        }

        Assert.Equal([30, 60, 120], pauses.Select(pause => Math.Round(pause)));
        Assert.Null((await SentAsync()).Encodings);
        Assert.DoesNotContain("elsewhere", _asked);
        Assert.Equal(0, await app.CountAsync("""
            select count(*) from identity.project_pages p
            where not exists (select from vault.keys k where k.subject = p.owner)
            """));
    }

    [Fact]
    public async Task Client_credentials_are_turned_into_a_token_and_no_address_is_looked_at_once_linking_begins()
    {
        await OpenAsync("/outgoing/study.pprl");
        _file = _sites.File(LinkingTests.Records(1, 20, 1).Select(Encoded));
        await LookAsync(new SourceOptions
        {
            Address = $"{Address}/outgoing/",
            TokenAddress = $"{Address}/token",
            ClientId = "trustcenter",
            SecretFile = _tokenFile,
        });
        Assert.Equal(20, (await SentAsync()).Encodings?.Records);
        await _sites.SendAsync("south", LinkingTests.Records(1, 20, 2));
        await app.PostAsync<ProjectView>($"{_sites.Path}/linking", new { });
        Assert.Equal(0, await app.CountAsync(
            $"select count(*) from identity.project_polls where project = '{_sites.Id}'"));
    }

    [Theory]
    [InlineData("http://site.example/study.pprl")]
    [InlineData("https://user:secret@site.example/study.pprl")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/outgoing/study.pprl")]
    public async Task An_address_that_is_not_safe_is_refused(string address)
    {
        var terms = _sites.Terms();
        using var response = await app.PostAsync("/api/identity/projects", new CreateProject(_sites.Name, terms with
        {
            Sites = [terms.Sites[0] with { Source = address }, terms.Sites[1]],
        }));
        await Sites.RefusedAsync(response, HttpStatusCode.BadRequest, "sites-invalid");
    }

    (string, string) Encoded((UInt128 Id, Linkage.PersonData Person) one) =>
        (RecordIds.Write(one.Id), _sites.Filter(one.Person));

    async Task OpenAsync(string path)
    {
        var terms = _sites.Terms();
        var project = await app.PostAsync<ProjectView>("/api/identity/projects", new CreateProject(_sites.Name, terms
            with
        { Sites = [terms.Sites[0] with { Source = Address + path }, terms.Sites[1]] }));
        foreach (var site in project.Sites)
            await _sites.PostAsync<ProjectView>(site.Name, "agreement", new AgreeToProject(project.Terms));
        await app.PostAsync<ProjectView>($"{_sites.Path}/open", new { });
    }

    async Task LookAsync(SourceOptions? source = null)
    {
        var ct = TestContext.Current.CancellationToken;
        await app.CountAsync($"""
            with due as (update identity.project_polls
                set due = case when project = '{_sites.Id}' then '-infinity'::timestamptz else 'infinity' end
                returning 1)
            select count(*) from due
            """);
        var options = new LinkageOptions();
        options.Sources.Add(source ?? new() { Address = $"{Address}/outgoing/", TokenFile = _tokenFile });
        using var polling = new SourcePolling(
            app.Services.GetRequiredKeyedService<IDocumentStore>(IdentitiesService.Name),
            app.Services.GetRequiredKeyedService<NpgsqlDataSource>(IdentitiesService.Name),
            app.Services.GetRequiredKeyedService<Vault>(IdentitiesService.Name), Options.Create(options),
            TimeProvider.System, NullLogger<SourcePolling>.Instance);
        Assert.True(await polling.LookAsync(ct));
        Assert.False(await polling.LookAsync(ct));
    }

    async Task<ProjectSiteView> SentAsync() => (await app.GetAsync<ProjectView>(_sites.Path)).Sites[0];

    /// <summary>The site's server: it breaks off as often as it is told, every 20,000 bytes.</summary>
    async Task AnswerAsync(HttpContext http, string path)
    {
        var (request, response) = (http.Request, http.Response);
        if (request.Headers.Authorization != $"Bearer {Token}" || path == "refused")
        {
            response.StatusCode = 403;
            return;
        }

        response.StatusCode = path switch { "redirect" => 302, "empty" => 404, "broken" => 503, _ => 200 };
        response.Headers.Location = path == "redirect" ? "/elsewhere" : default;
        if (path == "large") response.ContentLength = SendingEncodings.MostBytes + 1;
        if (path == "other.pprl") await response.WriteAsync("{\"format\":\"other\"}\n");
        if (path == "large") await response.Body.FlushAsync();
        if (path != "study.pprl") return;
        if (request.Headers.IfNoneMatch == _tag)
        {
            _asked.Add("304");
            response.StatusCode = 304;
            return;
        }

        var range = request.Headers.Range.ToString();
        _asked.Add(range);
        var (bytes, from) = (Encoding.UTF8.GetBytes(_file), 0);
        if (range.Length > 0 && request.Headers.IfRange == _tag)
        {
            from = int.Parse(range["bytes=".Length..^1], null);
            response.StatusCode = 206;
            response.Headers.ContentRange = $"bytes {from}-{bytes.Length - 1}/{bytes.Length}";
        }

        response.Headers.ETag = _tag;
        response.ContentLength = bytes.Length - from;
        if (_breaks-- > 0)
        {
            await response.Body.WriteAsync(bytes.AsMemory(from, 20_000));
            await response.Body.FlushAsync();
            await Task.Delay(50);
            http.Abort();
            return;
        }

        await response.Body.WriteAsync(bytes.AsMemory(from));
    }
}

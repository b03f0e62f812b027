using System.Net;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

/// <summary>The typed client against the service, over a line that loses what it is told to lose.</summary>
public sealed class ClientTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_speaks_of_domains_and_pseudonyms()
    {
        var (client, line) = Client("lead");
        var domain = await client.CreateDomainAsync(new("typed",
            new(Deletable: true, Several: true, ResolvableBy: [new("lead-1", "quality")])), Ct);
        var made = await client.CreateAsync(new(domain.Name, ["a", "b"]), Ct);
        Assert.Equal(2, made.Created);
        Assert.Equal(made.Results.Select(result => result.Pseudonym),
            (await client.GetAsync(new(domain.Name, ["a", "b"]), Ct)).Results.Select(result => result.Pseudonym));
        var further = await client.AddAsync(new(domain.Name, ["a"], 3), Ct);
        Assert.Equal([2, 3, 4], further.Results.Select(result => result.Number));
        Assert.Equal("a", (await client.ResolveAsync(
            new(domain.Name, [made.Results[0].Pseudonym!], "quality"), Ct)).Results[0].Original);
        Assert.True((await client.ValidateAsync(
            new(domain.Name, [made.Results[0].Pseudonym!]), Ct)).Results[0].Valid);
        Assert.Equal(["done"], (await client.AnonymiseAsync(new(domain.Name, ["a"]), Ct)).Results);
        Assert.Equal(["done"], (await client.DeleteAsync(new(domain.Name, ["b"]), Ct)).Results);
        Assert.Equal(["pseudonym-invalid"],
            (await client.InsertAsync(new(domain.Name, [new("c", "?")]), Ct)).Results);
        Assert.Equal(4, (await client.CountAsync(new(domain.Name), Ct)).Single().Anonymised);
        Assert.True((await client.CloseDomainAsync(domain.Name, Ct)).Closed);
        Assert.False((await client.ReopenDomainAsync(domain.Name, Ct)).Closed);
        var known = await client.DomainAsync(domain.Name, Ct);
        var changed = await client.ChangeDomainAsync(
            new(domain.Name, domain.Settings with { Label = "new" }), known.Version, Ct);
        Assert.Equal("new", changed.Settings.Label);
        Assert.Contains(await client.DomainsAsync(Ct), listed => listed.Name == domain.Name);
        Assert.Equal(line.Keys.Count, line.Keys.Distinct().Count());
    }

    [Fact]
    public async Task A_write_whose_answers_are_lost_is_carried_out_once()
    {
        var (client, line) = Client("lead");
        var domain = await app.DomainAsync(new(Several: true));
        line.LoseAnswers = 2;
        var added = await client.AddAsync(new(domain, ["a"], 2), Ct);
        Assert.Equal(3, line.Keys.Count);
        Assert.Single(line.Keys.Distinct());
        Assert.Equal(2, await app.CountAsync($"""
            select count(*) from pseudonym.pairs p join pseudonym.domains d on d.id = p.domain where d.name = '{domain}'
            """));
        Assert.Equal(2, added.Created);
    }

    [Fact]
    public async Task It_comes_again_when_told_to_and_gives_up_in_the_end()
    {
        var (client, line) = Client("lead");
        var domain = await app.DomainAsync();
        line.Unavailable = 2;
        Assert.Equal(1, (await client.CreateAsync(new(domain, ["a"]), Ct)).Created);
        Assert.Equal(3, line.Keys.Count);
        line.Unavailable = 9;
        var refused = await Assert.ThrowsAsync<PseudonymException>(() => client.GetAsync(new(domain, ["a"]), Ct));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unknown"), (refused.Status, refused.Code));
        Assert.Equal(3 + PseudonymClient.MostAttempts, line.Keys.Count);
    }

    [Fact]
    public async Task What_is_definitive_and_what_takes_too_long_is_thrown_at_once()
    {
        var (client, line) = Client("diz");
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz-1", "quality", ValuesPerHour: 1)]));
        var unknown = await Assert.ThrowsAsync<PseudonymException>(() => client.CreateAsync(new("nowhere", ["a"]), Ct));
        Assert.Equal((HttpStatusCode.NotFound, "domain-unknown", "domain"),
            (unknown.Status, unknown.Code, unknown.Path));
        var forbidden = await Assert.ThrowsAsync<PseudonymException>(
            () => client.AnonymiseAsync(new(domain, ["a"]), Ct));
        Assert.Equal("permission-missing", forbidden.Code);
        var many = await Assert.ThrowsAsync<PseudonymException>(
            () => client.ResolveAsync(new(domain, ["x", "y"], "quality"), Ct));
        Assert.Equal("too-many-values", many.Code);
        Assert.True(many.RetryAfter > TimeSpan.FromMinutes(50));
        Assert.Equal(3, line.Keys.Count);
    }

    (PseudonymClient Client, Line Line) Client(string role)
    {
        var line = new Line { InnerHandler = new SocketsHttpHandler() };
        var http = new HttpClient(line) { BaseAddress = app.Client.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", app.Tokens.For(role));
        return (new(http, TimeProvider.System), line);
    }

    /// <summary>A line to the service that loses answers, or a proxy that has no service behind it.</summary>
    sealed class Line : DelegatingHandler
    {
        public List<string> Keys { get; } = [];

        public int LoseAnswers { get; set; }

        public int Unavailable { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Keys.Add(request.Headers.GetValues("Idempotency-Key").Single());
            if (Unavailable > 0)
            {
                Unavailable--;
                return new(HttpStatusCode.ServiceUnavailable) { Headers = { { "Retry-After", "0" } } };
            }

            var response = await base.SendAsync(request, ct);
            if (LoseAnswers == 0) return response;
            LoseAnswers--;
            response.Dispose();
            throw new HttpRequestException("The connection is gone.");
        }
    }
}

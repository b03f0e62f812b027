using System.Net;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class ImportControlTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    const int Many = 1_500;

    static readonly StartImport Wish = new(IdentityApp.Domain, "kis", "ndjson");

    [Fact]
    public async Task An_import_pauses_goes_on_and_registers_every_line_once()
    {
        var import = await BeginAsync();
        var running = await app.UntilAsync(import, view => view.Done > 50);
        Assert.Equal(ImportStatuses.Running, running.Status);
        await MoveAsync(import, "pause");
        var paused = await app.UntilAsync(import, view => view.Status == ImportStatuses.Paused);
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        var after = await app.GetAsync<ImportView>($"/api/identity/imports/{import}", "clerk");
        var stored = await LinesAsync(import);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Equal(stored, await LinesAsync(import));
        Assert.InRange(after.Done, paused.Done, Many - 1);
        Assert.Equal(stored, after.Done);

        await MoveAsync(import, "resume");
        var end = await app.EndOfAsync(import);
        Assert.Equal((ImportStatuses.Finished, (long)Many), (end.Status, end.Done));
        Assert.Equal(Many, (await app.ReportAsync(import)).Select(line => line.Person).Distinct().Count());
        Assert.Equal(Many, await app.CountAsync($"""
            select count(*) from audit.entries
            where action = 'identity-registered' and request_id = '{import:N}'
            """));
    }

    [Fact]
    public async Task An_import_that_is_cancelled_leaves_its_file_nowhere()
    {
        var import = await BeginAsync();
        await app.UntilAsync(import, view => view.Done > 20);
        await MoveAsync(import, "cancel");
        Assert.Equal(0, await app.CountAsync(
            $"select count(*) from identity.import_chunks where import = '{import}'"));
        using var again = await app.PostAsync($"/api/identity/imports/{import}/resume", new { }, "clerk");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        var report = await app.ReportAsync(import);
        Assert.InRange(report.Length, 1, Many - 1);
    }

    [Fact]
    public async Task Two_instances_do_not_run_one_import_twice()
    {
        await using var second = await app.StartAsync();
        var import = await BeginAsync();
        var end = await app.EndOfAsync(import);
        Assert.Equal(Many, end.Done);
        Assert.Equal(Many, await app.CountAsync($"""
            select count(*) from audit.entries
            where action = 'identity-registered' and request_id = '{import:N}'
            """));
        await second.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_import_of_another_domain_is_not_to_be_seen()
    {
        var import = (await app.StartAsync(Wish)).Import;
        var request = app.Request(HttpMethod.Get, $"/api/identity/imports/{import}", null, "clerk");
        request.Headers.Authorization = new("Bearer", app.Tokens.For("clerk", "Elsewhere"));
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    async Task<Guid> BeginAsync()
    {
        var file = string.Join('\n', Enumerable.Range(0, Many)
            .Select(_ => JsonSerializer.Serialize(People.New(), JsonSerializerOptions.Web)));
        var import = (await app.StartAsync(Wish)).Import;
        using var answer = await app.UploadAsync(import, Encoding.UTF8.GetBytes(file));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return import;
    }

    async Task MoveAsync(Guid import, string verb)
    {
        using var answer = await app.PostAsync($"/api/identity/imports/{import}/{verb}", new { }, "clerk");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    Task<long> LinesAsync(Guid import) =>
        app.CountAsync($"select count(*) from identity.import_lines where import = '{import}'");
}

using System.Net;
using System.Text;

namespace TrustCenter.Hosting.Tests;

public sealed class StoredAnswerTests(SharedApp shared) : IClassFixture<SharedApp>
{
    readonly HostingApp _app = shared.App;

    async Task<(HttpStatusCode Status, string Body, bool Replayed, string? Location, string? ETag)> TakeAsync(
        TakeNote note, string? key, string role = "ward", string address = "/api/notes")
    {
        using var request = _app.Request(HttpMethod.Post, address, role, note);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);

        var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (
            response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.Contains("Idempotent-Replay"), response.Headers.Location?.ToString(),
            response.Headers.ETag?.Tag);
    }

    static TakeNote NewNote(string text = "hello") =>
        new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), text);

    [Fact]
    public async Task The_same_request_gets_the_same_answer_and_has_one_effect()
    {
        var (note, key) = (NewNote(), $"k-{Guid.CreateVersion7()}");
        var first = await TakeAsync(note, key);
        var second = await TakeAsync(note, key);
        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.False(first.Replayed);
        Assert.Equal(first with { Replayed = true }, second);
        Assert.Equal("\"1\"", second.ETag);
        Assert.Equal(1, await CountAsync(note));
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused()
    {
        var key = $"k-{Guid.CreateVersion7()}";
        await TakeAsync(NewNote(), key);
        var other = await TakeAsync(NewNote("other"), key);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Contains("idempotency-key-reused", other.Body, StringComparison.Ordinal);
        var elsewhere = await TakeAsync(NewNote(), key, address: "/fhir/notes/$take");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, elsewhere.Status);
        Assert.Contains("OperationOutcome", elsewhere.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_callers_may_use_the_same_key()
    {
        var key = $"k-{Guid.CreateVersion7()}";
        Assert.Equal(HttpStatusCode.Created, (await TakeAsync(NewNote(), key)).Status);
        Assert.Equal(HttpStatusCode.Created, (await TakeAsync(NewNote(), key, role: "clerk")).Status);
    }

    [Fact]
    public async Task Sixty_four_at_once_have_one_effect_and_one_answer()
    {
        var (note, key) = (NewNote(), $"k-{Guid.CreateVersion7()}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => TakeAsync(note, key)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Single(answers, answer => !answer.Replayed);
        Assert.Equal(1, await CountAsync(note));
    }

    [Fact]
    public async Task Sixty_four_at_once_on_two_replicas_have_one_effect_and_one_answer()
    {
        await using var other = await _app.ReplicaAsync();
        var (note, key) = (NewNote(), $"k-{Guid.CreateVersion7()}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            using var request = _app.Request(HttpMethod.Post, "/api/notes", "ward", note);
            request.Headers.Add("Idempotency-Key", key);
            var client = i % 2 == 0 ? _app.Client : other.Client;
            var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return (response.StatusCode, body);
        }));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(answers.Distinct());
        Assert.Equal(1, await CountAsync(note));
    }

    [Fact]
    public async Task Without_a_key_the_second_one_is_a_conflict()
    {
        var note = NewNote();
        Assert.Equal(HttpStatusCode.Created, (await TakeAsync(note, null)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await TakeAsync(note, null)).Status);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("")]
    [InlineData("ü")]
    public async Task A_malformed_key_is_refused(string key)
    {
        using var request = _app.Request(HttpMethod.Post, "/api/notes", "ward", NewNote());
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task The_database_shows_neither_body_nor_a_hash_that_can_be_guessed()
    {
        await TakeAsync(NewNote("Mustermann-Canary"), $"k-{Guid.CreateVersion7()}");
        var stored = await _app.ScalarAsync<byte[]>("select string_agg(body, ''::bytea) from hosting.answers");
        Assert.DoesNotContain("Mustermann-Canary", Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
    }

    Task<long> CountAsync(TakeNote note) =>
        _app.ScalarAsync<long>($"select count(*) from events.events where stream_id = '{note.Id}'");
}

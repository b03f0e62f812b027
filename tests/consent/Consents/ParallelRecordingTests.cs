using System.Net;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

/// <summary>Where the incumbent's database broke: many clients, the same and new people at once.</summary>
public sealed class ParallelRecordingTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const int Clients = 64;

    [Fact]
    public async Task Sixty_four_clients_record_for_the_same_and_for_new_people_at_once()
    {
        const int each = 10;
        var (documents, known, keys) = (await DocumentsAsync(), await KnownAsync(), await KeysAsync());
        var shared = Enumerable.Range(0, 5).Select(_ => Sample.NewPerson()).ToArray();
        var statuses = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var seen = new List<HttpStatusCode>();
            for (var i = 0; i < each; i++)
            {
                var person = i % 2 == 0 ? shared[(client + i) % shared.Length] : Sample.NewPerson();
                using var response = await app.PostAsync("/api/consent/consents", Sample.Consent(person), "ward");
                seen.Add(response.StatusCode);
            }

            return seen;
        })));

        Assert.All(statuses.SelectMany(seen => seen), status => Assert.Equal(HttpStatusCode.Created, status));
        Assert.Equal(documents + (2 * Clients * each), await DocumentsAsync());
        var people = shared.Length + Clients * each / 2;
        Assert.Equal(known + people, await KnownAsync());
        Assert.Equal(keys + people, await KeysAsync());
        Assert.Equal(0, await app.CountAsync("""
            select count(*) from vault.items i
            where not exists (select 1 from consent.documents d where d.subject = i.subject)
            """));
    }

    Task<long> DocumentsAsync() => app.CountAsync(
        "select (select count(*) from consent.documents) + (select count(*) from consent.document_states)");

    Task<long> KnownAsync() => app.CountAsync("select count(*) from consent.signer_ids");

    Task<long> KeysAsync() => app.CountAsync("select count(*) from vault.keys");

    [Fact]
    public async Task The_same_idempotency_key_from_many_clients_records_once()
    {
        var command = Sample.Consent(Sample.NewPerson());
        var key = Sample.NewPerson();

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            using var response = await app.PostAsync("/api/consent/consents", command, "ward", key);
            return (response.StatusCode,
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }));

        Assert.Single(answers.Distinct());
        Assert.Equal(HttpStatusCode.Created, answers[0].StatusCode);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var key = Sample.NewPerson();
        using var first = await app.PostAsync("/api/consent/consents", Sample.Consent(Sample.NewPerson()), "ward", key);
        using var second =
            await app.PostAsync("/api/consent/consents", Sample.Consent(Sample.NewPerson()), "ward", key);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
    }

    [Fact]
    public async Task Identifiers_of_different_people_are_not_mixed()
    {
        var (one, other) = (Sample.NewPerson(), Sample.NewPerson());
        await app.RecordAsync(Sample.Consent(one));
        await app.RecordAsync(Sample.Consent(other));

        using var mixed = await app.PostAsync("/api/consent/consents", Sample.Consent(one) with
        {
            Identifiers = [new PersonIdentifier("Pseudonym", one), new PersonIdentifier("Pseudonym", other)],
        }, "ward");

        Assert.Equal(HttpStatusCode.Conflict, mixed.StatusCode);
    }
}

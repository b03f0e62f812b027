using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class RequestFlowTests(GuardApp app) : IClassFixture<GuardApp>
{
    const string Requests = "/api/pseudonym/requests";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static RequestOriginals Ask(params string[] pseudonyms) => new("guarded", "recontact-findings",
        "Art. 6(1)(a) GDPR", "study-1", "A finding that matters to these people", pseudonyms);

    async Task<Guid> ApprovedAsync(RequestOriginals command)
    {
        var made = await app.PostAsync<OriginalsRequest>(Requests, command, "clerk");
        await app.PostAsync<OriginalsRequest>(
            $"{Requests}/{made.Id}/approve", new ApproveOriginals(made.ListHash), "lead");
        return made.Id;
    }

    [Fact]
    public async Task What_another_approved_is_given_once_to_who_asked()
    {
        var (one, other) = (app.NewPerson(), app.NewPerson());
        var pseudonyms = new[] { await app.ConsentingAsync(one), await app.ConsentingAsync(other) };
        var made = await app.PostAsync<OriginalsRequest>(Requests, Ask([.. pseudonyms, pseudonyms[0]]), "clerk");
        Assert.Equal((2, "requested"), (made.Pseudonyms, made.State));
        Assert.Contains(await app.GetAsync<OriginalsRequest[]>($"{Requests}/pending", "lead"), r => r.Id == made.Id);
        Assert.DoesNotContain(
            await app.GetAsync<OriginalsRequest[]>($"{Requests}/pending", "lead", "clerk-1"), r => r.Id == made.Id);
        var seen = await app.GetAsync<OriginalsRequestDetail>($"{Requests}/pending/{made.Id}", "lead");
        Assert.Equal(pseudonyms.Order(StringComparer.Ordinal), seen.List);
        Assert.Equal((409, "request-not-approved"),
            await app.RefusalAsync($"{Requests}/{made.Id}/execute", null, "clerk"));

        var approved = await app.PostAsync<OriginalsRequest>(
            $"{Requests}/{made.Id}/approve", new ApproveOriginals(seen.Request.ListHash), "lead");
        Assert.Equal(("approved", "lead-1"), (approved.State, approved.DecidedBy));
        Assert.Equal((404, "request-unknown"), await app.RefusalAsync($"{Requests}/{made.Id}/execute", null, "lead"));
        var given = await app.PostAsync<RevealedOriginals>($"{Requests}/{made.Id}/execute", null, "clerk");

        Assert.Equal([(pseudonyms[0], one), (pseudonyms[1], other)], given.Originals!
            .Select(pair => (pair.Pseudonym, pair.Original)).OrderBy(pair => pair.Original));
        Assert.Equal((409, "request-executed"),
            await app.RefusalAsync($"{Requests}/{made.Id}/execute", null, "clerk"));
        Assert.Equal(0, await app.CountAsync($"select count(*) from vault.items where subject = '{made.Id}'"));
        Assert.Equal(2, await app.CountAsync($"""
            select jsonb_array_length(detail->'pairs') from audit.entries
            where object = 'request/{made.Id}' and action = 'request-execute' and outcome = 'seen'
            """));
        using var closed = await app.PostAsync($"{Requests}/{made.Id}/close", null, "clerk");
        Assert.Equal(204, (int)closed.StatusCode);
        Assert.Equal("closed", (await app.GetAsync<OriginalsRequest>($"{Requests}/{made.Id}", "clerk")).State);
    }

    [Fact]
    public async Task Who_asked_is_refused_as_approver_by_the_service_itself_and_that_is_written_down()
    {
        var made = await app.PostAsync<OriginalsRequest>(
            Requests, Ask(await app.PseudonymAsync(app.NewPerson())), "lead");
        var approve = new ApproveOriginals(made.ListHash);

        Assert.Equal((403, "own-request"), await app.RefusalAsync($"{Requests}/{made.Id}/approve", approve, "lead"));
        Assert.Equal((403, "own-request"),
            await app.RefusalAsync($"{Requests}/{made.Id}/approve", approve, "dpo", "lead-1"));
        Assert.Equal((403, "same-role"),
            await app.RefusalAsync($"{Requests}/{made.Id}/approve", approve, "lead", "lead-2"));
        Assert.Equal((403, "permission-missing"),
            await app.RefusalAsync($"{Requests}/{made.Id}/approve", approve, "clerk"));
        Assert.Equal(3, await app.CountAsync($"""
            select count(*) from audit.entries where object = 'request/{made.Id}' and outcome = 'refused'
            and action = 'request-approve' and detail->>'code' in ('own-request', 'same-role')
            """));
        Assert.Equal("approved", (await app.PostAsync<OriginalsRequest>(
            $"{Requests}/{made.Id}/approve", approve, "dpo")).State);
    }

    [Fact]
    public async Task A_list_that_grew_after_the_approval_is_not_executed()
    {
        var person = app.NewPerson();
        var (mine, further) = (await app.ConsentingAsync(person), await app.ConsentingAsync(app.NewPerson()));
        var id = await ApprovedAsync(Ask(mine));
        var vault = app.Services.GetRequiredKeyedService<Vault>(PseudonymsService.Name);
        var found = (await VaultRows.FindItemAsync(app.Superuser, id, "request", Ct))!.Value;
        var list = JsonSerializer.Deserialize<SealedRequest>(vault.Open(id, found.Key, "request", found.Content))!;
        await SetAsync(vault.Seal(id, found.Key, "request", JsonSerializer.SerializeToUtf8Bytes(
            list with { List = [.. list.List, further] })));
        Assert.Equal((409, "list-changed"), await app.RefusalAsync($"{Requests}/{id}/execute", null, "clerk"));

        found.Content[^1] ^= 1;
        await SetAsync(found.Content);
        Assert.Equal((409, "list-changed"), await app.RefusalAsync($"{Requests}/{id}/execute", null, "clerk"));

        found.Content[^1] ^= 1;
        await SetAsync(found.Content);
        Assert.Equal(person, (await app.PostAsync<RevealedOriginals>($"{Requests}/{id}/execute", null, "clerk"))
            .Originals!.Single().Original);

        async Task SetAsync(byte[] content)
        {
            await using var command = app.Superuser.CreateCommand(
                "update vault.items set content = $2 where subject = $1");
            command.Parameters.AddWithValue(id);
            command.Parameters.AddWithValue(content);
            await command.ExecuteNonQueryAsync(Ct);
        }
    }

    [Fact]
    public async Task An_approval_that_somebody_wrote_into_the_database_is_none()
    {
        var made = await app.PostAsync<OriginalsRequest>(
            Requests, Ask(await app.ConsentingAsync(app.NewPerson())), "clerk");
        await using (var command = app.Superuser.CreateCommand("""
            insert into events.events (id, stream_id, kind, version, type, schema_version, data, actor, correlation,
                recorded_at)
            select gen_random_uuid(), stream_id, kind, 2, 'pseudonym-request-approved', 1, jsonb_build_object(
                'by', jsonb_build_object('name', 'lead-1', 'roles', jsonb_build_array('lead')),
                'listHash', data->>'listHash', 'signature', repeat('0', 64), 'at', data->>'at'), 'lead-1', '0',
                recorded_at
            from events.events where stream_id = $1
            """))
        {
            command.Parameters.AddWithValue(made.Id);
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Ct));
        }

        Assert.Equal((409, "list-changed"), await app.RefusalAsync($"{Requests}/{made.Id}/execute", null, "clerk"));
    }

    [Fact]
    public async Task Of_many_who_execute_at_once_exactly_one_gets_data()
    {
        var id = await ApprovedAsync(Ask(await app.ConsentingAsync(app.NewPerson())));

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            app.PostAsync($"{Requests}/{id}/execute", null, "clerk")));

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode),
            answer => Assert.Contains((int)answer.StatusCode, new[] { 409, 412 }));
        Assert.Equal(1, await app.CountAsync($"""
            select count(*) from audit.entries where object = 'request/{id}' and outcome = 'seen'
            """));
    }

    [Fact]
    public async Task The_same_key_gives_the_originals_no_second_time()
    {
        var id = await ApprovedAsync(Ask(await app.ConsentingAsync(app.NewPerson())));
        var token = app.Token("clerk-1", "clerk");
        using var first = await app.SendAsync(HttpMethod.Post, $"{Requests}/{id}/execute", null, token, "key-1");
        using var again = await app.SendAsync(HttpMethod.Post, $"{Requests}/{id}/execute", null, token, "key-1");

        Assert.True(first.IsSuccessStatusCode);
        Assert.Equal((409, "request-executed"), await GuardApp.RefusalAsync(again));
        Assert.Equal(0, await app.CountAsync("select count(*) from hosting.answers where key = 'key-1'"));
    }

    [Fact]
    public async Task Whose_consent_was_withdrawn_in_between_is_left_out_and_counted()
    {
        var (stays, goes) = (app.NewPerson(), app.NewPerson());
        var never = await app.PseudonymAsync(app.NewPerson());
        var id = await ApprovedAsync(Ask(
            await app.ConsentingAsync(stays), await app.ConsentingAsync(goes), never, "no such pseudonym"));
        await app.WithdrawAsync(goes);

        var given = await app.PostAsync<RevealedOriginals>($"{Requests}/{id}/execute", null, "clerk");

        Assert.Equal(stays, given.Originals!.Single().Original);
        Assert.Equal((1, 2, 1), (given.Found, given.LeftOut, given.Unknown));
        Assert.Equal(2, await app.CountAsync($"""
            select count(*) from audit.entries, jsonb_array_elements_text(detail->'pairs') pair
            where object = 'request/{id}' and outcome = 'seen' and pair like '% not-permitted'
            """));
    }

    [Fact]
    public async Task A_consent_to_one_thing_is_none_to_another()
    {
        var pseudonym = await app.ConsentingAsync(app.NewPerson());
        var id = await ApprovedAsync(Ask(pseudonym) with { Purpose = "recontact-studies" });

        Assert.Equal((0, 1), await app.PostAsync<RevealedOriginals>($"{Requests}/{id}/execute", null, "clerk")
            is var given ? (given.Found, given.LeftOut) : default);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(204)]
    public async Task Where_the_consent_service_gives_no_answer_nothing_is_given_out(int status)
    {
        var id = await ApprovedAsync(Ask(await app.ConsentingAsync(app.NewPerson())));
        app.ConsentStatus = status;
        try
        {
            var given = await app.PostAsync<RevealedOriginals>($"{Requests}/{id}/execute", null, "clerk");
            Assert.Equal((0, 1), (given.Found, given.LeftOut));
            Assert.Empty(given.Originals!);
        }
        finally
        {
            app.ConsentStatus = 0;
        }
    }

    [Fact]
    public async Task An_encrypted_result_is_for_the_key_that_was_named_before_the_approval()
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var person = app.NewPerson();
        var id = await ApprovedAsync(
            Ask(await app.ConsentingAsync(person)) with { RecipientKey = RecipientKeysTests.Public(key) });

        var given = await app.PostAsync<RevealedOriginals>($"{Requests}/{id}/execute", null, "clerk");

        Assert.Null(given.Originals);
        var pairs = JsonSerializer.Deserialize<RevealedOriginal[]>(
            RecipientKeysTests.Decrypt(given.Encrypted!, key), JsonSerializerOptions.Web)!;
        Assert.Equal(person, pairs.Single().Original);
    }
}

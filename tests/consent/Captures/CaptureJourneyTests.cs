using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

public sealed class CaptureJourneyTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const int MedicalData = 6;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_signed_on_a_tablet_counts_from_its_receipt_and_not_before()
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var bundle = await tablet.OpenAsync(person);
        Assert.False((await app.CheckAsync(person, MedicalData)).Permitted);

        using var response = await tablet.DeliverAsync(TestTablet.Seal(bundle, TestTablet.Content(bundle)));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True((await app.CheckAsync(person, MedicalData)).Permitted);
    }

    [Fact]
    public async Task The_document_that_was_shown_is_the_one_that_is_stored_and_copied()
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var bundle = await tablet.OpenAsync(person);
        var content = TestTablet.Content(bundle);
        var prepared = await TestTablet.SendAsync<PreparedCapture>(
            app, bundle.Token, "/api/consent/capture/preparation", content);
        var receipt = await ReceiptAsync(await tablet.DeliverAsync(TestTablet.Seal(bundle, content with
        {
            Documents = [],
            Prepared = [prepared.Documents[0].Sha256],
        })));

        using var later = await app.GetAsync($"/api/consent/consents/{receipt.Documents[0].Id}/document");
        using var copy = await TestTablet.SendAsync(app, null, "/api/consent/copies",
            new FetchCopy(receipt.Documents[0].Copy!.Address.Split('#')[1]));
        using var again = await TestTablet.SendAsync(app, null, "/api/consent/copies",
            new FetchCopy(receipt.Documents[0].Copy!.Address.Split('#')[1]));

        Assert.Equal(prepared.Documents[0].Sha256, await HashAsync(later));
        Assert.Equal(prepared.Documents[0].Sha256, await HashAsync(copy));
        Assert.Equal(prepared.Documents[0].Sha256, receipt.Documents[0].Sha256);
        Assert.Equal(prepared.Documents[0].Id, receipt.Documents[0].Id);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Delivered_ten_times_at_once_it_is_one_document()
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var bundle = await tablet.OpenAsync(person);
        var delivery = TestTablet.Seal(bundle, TestTablet.Content(bundle));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => tablet.DeliverAsync(delivery)));
        var receipt = await ReceiptAsync(await tablet.DeliverAsync(delivery));

        var documents = await app.CountAsync($"""
            select count(*) from consent.documents d where d.subject =
            (select subject from consent.documents where consent_id = '{receipt.Documents[0].Id}')
            """);
        Assert.Equal(1, documents);
    }

    [Fact]
    public async Task A_child_is_asked_and_its_no_cannot_be_overruled()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        var born = $"{TimeProvider.System.GetUtcNow().Year - 9}-01-01";
        var bundle = await tablet.OpenAsync(Sample.NewPerson(), born);
        Assert.Equal(["child", "guardian"], bundle.Forms.Select(form => form.Part));
        var content = TestTablet.Content(bundle, "guardian", "guardian");
        var no = content with
        {
            Documents = [content.Documents[0] with { Answers = TestTablet.Answers(bundle.Forms[0], "declined") },
                content.Documents[1]],
        };

        using var overruled = await tablet.DeliverAsync(TestTablet.Seal(bundle, no));
        using var alone = await tablet.DeliverAsync(TestTablet.Seal(bundle, TestTablet.Content(bundle, "guardian")));
        using var both = await tablet.DeliverAsync(TestTablet.Seal(bundle, content));

        Assert.Equal("child-dissents", await CodeAsync(overruled));
        Assert.Equal("guardians-missing", await CodeAsync(alone));
        Assert.Equal(2, (await ReceiptAsync(both)).Documents.Count);
    }

    [Fact]
    public async Task Without_information_before_it_no_decision_is_taken()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        var bundle = await tablet.OpenAsync(Sample.NewPerson());
        var content = TestTablet.Content(bundle);

        using var backwards = await tablet.DeliverAsync(TestTablet.Seal(bundle, content with
        {
            Shown = [.. content.Shown.Reverse()],
        }));
        using var nothing = await tablet.DeliverAsync(TestTablet.Seal(bundle, content with { Shown = [] }));

        Assert.Equal("information-not-shown", await CodeAsync(backwards));
        Assert.Equal("information-not-shown", await CodeAsync(nothing));
    }

    [Fact]
    public async Task What_was_not_sealed_in_this_session_is_not_taken()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        var bundle = await tablet.OpenAsync(Sample.NewPerson());
        var delivery = TestTablet.Seal(bundle, TestTablet.Content(bundle));
        var changed = Convert.FromBase64String(delivery.Content);
        changed[7] ^= 1;

        using var altered = await tablet.DeliverAsync(delivery with { Content = Convert.ToBase64String(changed) });
        using var foreign = await tablet.DeliverAsync(TestTablet.Seal(
            bundle, TestTablet.Content(bundle with { Token = "tcc_guessed" })));
        using var elsewhere = await (await TestTablet.EnrolAsync(app)).DeliverAsync(delivery);

        Assert.Equal("delivery-unreadable", await CodeAsync(altered));
        Assert.Equal("delivery-unreadable", await CodeAsync(foreign));
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Theory]
    [InlineData("later")]
    [InlineData("abandoned")]
    public async Task A_session_that_ends_without_a_document_leaves_nothing_of_the_person(string outcome)
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var bundle = await tablet.OpenAsync(person);

        using var ended = await TestTablet.SendAsync(
            app, bundle.Token, "/api/consent/capture/end", new EndCapture(outcome));
        using var after = await TestTablet.SendAsync(
            app, bundle.Token, "/api/consent/capture/step", new CaptureStep("film"));
        using var late = await tablet.DeliverAsync(TestTablet.Seal(bundle, TestTablet.Content(bundle)));

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Equal("capture-over", await CodeAsync(late));
        Assert.Equal(0, await app.CountAsync($"select count(*) from vault.items where subject = '{bundle.Id}'"));
        Assert.Equal(0, await app.CountAsync($"select count(*) from vault.keys where subject = '{bundle.Id}'"));
    }

    static async Task<CaptureReceipt> ReceiptAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<CaptureReceipt>(text, JsonSerializerOptions.Web)!;
    }

    static async Task<string> CodeAsync(HttpResponseMessage response) => JsonDocument.Parse(
        await response.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("code").GetString()!;

    static async Task<string> HashAsync(HttpResponseMessage response) =>
        Convert.ToHexStringLower(SHA256.HashData(await response.Content.ReadAsByteArrayAsync(Ct)));
}

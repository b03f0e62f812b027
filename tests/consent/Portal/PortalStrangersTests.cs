using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Contracts.Consent;
using TrustCenter.Hosting;

namespace TrustCenter.Consents.Tests;

/// <summary>Two patients, every route: neither gets, changes or learns of anything of the other's.</summary>
public sealed partial class PortalStrangersTests(PortalApp app) : IClassFixture<PortalApp>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ids_of_another_patient_are_answered_as_ids_that_nobody_has_on_every_route()
    {
        using var one = await TestPatient.OpenAsync(app);
        using var other = await TestPatient.OpenAsync(app);
        var question = await other.PostAsync<PortalQuestion>("/me/questions", new AskTrustCentre("Zyxfrage?"));
        var theirs = (await other.GetAsync<List<PortalDocument>>("/me/documents")).Select(document => document.Id)
            .Concat((await other.GetAsync<PortalSecurity>("/me/security")).Sessions.Select(session => session.Id))
            .Concat((await other.GetAsync<PortalSecurity>("/me/security")).Passkeys.Select(passkey => passkey.Id))
            .Append(question.Id).ToArray();
        var routes = Routes().Where(route => route.Path.Contains('{')).ToArray();
        Assert.True(routes.Length >= 4, $"{routes.Length} routes with ids");
        foreach (var (method, path) in routes)
        {
            var nobodys = await AnswerAsync(one, method, Filled(path, Guid.CreateVersion7(app.Clock.GetUtcNow())));
            Assert.Equal(HttpStatusCode.NotFound, nobodys.Status);
            foreach (var id in theirs) Assert.Equal(nobodys, await AnswerAsync(one, method, Filled(path, id)));
        }

        await other.GetAsync<PortalSelf>("/me");
        Assert.Single((await other.GetAsync<PortalSecurity>("/me/security")).Passkeys);
    }

    [Fact]
    public async Task No_route_without_ids_shows_anything_of_another_patient()
    {
        using var one = await TestPatient.OpenAsync(app);
        using var other = await TestPatient.OpenAsync(app);
        await other.PostAsync<PortalQuestion>("/me/questions", new AskTrustCentre("Zyxfrage?"));
        await app.PostAsync<ReportedRelease>("/api/consent/portal/releases", new ReportRelease(
            "MII", "zyx-1", "ZYXPROJEKT", "Zyxtitel", "Zyxstelle", "2025-01-01", "Pseudonym", [other.Person]), "diz");
        var mine = (await one.GetAsync<List<PortalDocument>>("/me/documents")).Single().Id;
        var their = (await other.GetAsync<List<PortalDocument>>("/me/documents")).Single().Id;
        var routes = Routes().Where(route => route.Method == HttpMethod.Get && !route.Path.Contains('{')).ToArray();
        Assert.True(routes.Length >= 9, $"{routes.Length} routes");
        foreach (var (method, path) in routes)
        {
            using var response = await one.SendAsync(method, path, null);
            var text = await response.Content.ReadAsStringAsync(Ct);
            Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
            Assert.DoesNotContain("Zyxfrage", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("ZYXPROJEKT", text, StringComparison.Ordinal);
            Assert.DoesNotContain(their.ToString(), text, StringComparison.Ordinal);
            Assert.DoesNotContain(other.Person, text, StringComparison.Ordinal);
        }

        Assert.NotEqual(mine, their);
        Assert.Equal("ZYXPROJEKT", (await other.GetAsync<PortalUses>("/me/uses")).Releases.Single().Project);
    }

    [Fact]
    public async Task An_act_of_another_patient_can_be_neither_confirmed_nor_carried_out()
    {
        using var one = await TestPatient.OpenAsync(app);
        using var other = await TestPatient.OpenAsync(app);
        var preview = await other.PostAsync<WithdrawalPreview>("/me/withdrawals/preview", new PreviewWithdrawal());
        var token = await other.ConfirmAsync(preview.Act);
        Assert.Equal((HttpStatusCode.NotFound, "portal-act-unknown"), await one.RefusalAsync(
            HttpMethod.Post, "/me/withdrawals", new ConfirmWithdrawal(preview.Act, token)));
        Assert.Equal((HttpStatusCode.NotFound, "portal-act-unknown"), await one.RefusalAsync(
            HttpMethod.Post, "/me/reauthentication/options", new AskReauthentication(preview.Act)));
        var request = await one.PostAsync<PasskeyRequest>("/me/reauthentication/options", new AskReauthentication());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "portal-sign-in-refused"), await one.RefusalAsync(
            HttpMethod.Post, "/me/reauthentication", new Reauthenticate(Passkey: other.Key.Answer(request))));
        Assert.True((await app.CheckAsync(other.Person, 8)).Permitted);
    }

    IEnumerable<(HttpMethod Method, string Path)> Routes()
    {
        const string prefix = "/api/consent/portal";
        foreach (var route in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (route.Metadata.GetMetadata<PermissionRequirement>()?.Permission != Permissions.PortalOwn) continue;
            var path = "/" + route.RoutePattern.RawText!.TrimStart('/');
            Assert.StartsWith(prefix + "/me", path, StringComparison.Ordinal);
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
                yield return (HttpMethod.Parse(method), path[prefix.Length..]);
        }
    }

    static string Filled(string path, Guid id) => Parameter().Replace(path, id.ToString());

    static async Task<(HttpStatusCode Status, string Body)> AnswerAsync(
        TestPatient patient, HttpMethod method, string path)
    {
        using var response = await patient.SendAsync(method, path, null);
        var text = await response.Content.ReadAsStringAsync(Ct);
        return (response.StatusCode, RequestId().Replace(text, ""));
    }

    [GeneratedRegex("\\{[^}]*\\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("\"requestId\":\"[^\"]*\"")]
    private static partial Regex RequestId();
}

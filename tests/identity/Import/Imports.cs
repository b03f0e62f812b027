using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

/// <summary>Imports as a client does them.</summary>
static class Imports
{
    public static Encoding Windows => CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static Task<ImportView> StartAsync(this IdentityApp app, StartImport wish) =>
        app.PostAsync<ImportView>("/api/identity/imports", wish, "clerk");

    public static async Task<HttpResponseMessage> UploadAsync(this IdentityApp app, Guid import, byte[] file)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await app.Client.SendAsync(
            app.Request(HttpMethod.Put, $"/api/identity/imports/{import}/content", content, "clerk"),
            TestContext.Current.CancellationToken);
    }

    public static async Task<(ImportView View, ImportedLine[] Report)> ImportAsync(
        this IdentityApp app, StartImport wish, byte[] file)
    {
        var import = (await app.StartAsync(wish)).Import;
        using var answer = await app.UploadAsync(import, file);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted,
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var view = await app.EndOfAsync(import);
        return (view, await app.ReportAsync(import));
    }

    public static Task<(ImportView View, ImportedLine[] Report)> ImportAsync(
        this IdentityApp app, StartImport wish, string file) => app.ImportAsync(wish, Encoding.UTF8.GetBytes(file));

    public static Task<ImportView> EndOfAsync(this IdentityApp app, Guid import) =>
        app.UntilAsync(import, view => view.EndedAt is not null);

    public static async Task<ImportView> UntilAsync(this IdentityApp app, Guid import, Predicate<ImportView> reached)
    {
        for (var look = 0; look < 600; look++)
        {
            var view = await app.GetAsync<ImportView>($"/api/identity/imports/{import}", "clerk");
            if (reached(view)) return view;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"The import does not get there. {app.Logs}");
    }

    public static async Task<ImportedLine[]> ReportAsync(this IdentityApp app, Guid import, string query = "")
    {
        using var response = await app.GetAsync($"/api/identity/imports/{import}/report{query}", "clerk");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<ImportedLine>(line, JsonSerializerOptions.Web)!),
        ];
    }
}

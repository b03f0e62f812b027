using TrustCenter.Testing;

namespace TrustCenter.Identities.Tests;

public sealed class OpenApiTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task The_committed_document_is_the_served_one() => Assert.Null((await ServedAsync()).Difference());

    [Fact]
    public async Task Every_operation_says_what_it_does()
    {
        var document = await ServedAsync();
        Assert.True(document.Paths > 20);
        Assert.Empty(document.Silent());
    }

    async Task<OpenApiFile> ServedAsync()
    {
        using var request = app.Request(HttpMethod.Get, $"/openapi/{IdentitiesService.OpenApi}.json", null, "lead");
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return new(IdentitiesService.OpenApi,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

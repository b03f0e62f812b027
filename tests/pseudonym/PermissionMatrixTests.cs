using TrustCenter.Testing;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class PermissionMatrixTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    PermissionMatrix Matrix => new(app.Services, app.Client, app.Tokens);

    [Fact]
    public async Task Every_role_reaches_exactly_the_routes_its_permissions_open()
    {
        Assert.True(Matrix.Count > 8, $"Only {Matrix.Count} routes found.");
        Assert.Empty(await Matrix.WrongAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer nonsense")]
    [InlineData("Basic Og==")]
    public async Task Without_a_good_credential_no_route_opens(string? authorization) =>
        Assert.Empty(await Matrix.OpenedByAsync(authorization, TestContext.Current.CancellationToken));
}

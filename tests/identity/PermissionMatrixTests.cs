using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Hosting;

namespace TrustCenter.Identities.Tests;

/// <summary>Role × route, generated from the routes themselves: nobody gets in who may not, everybody who
/// may.</summary>
public sealed class PermissionMatrixTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task Every_role_reaches_exactly_the_routes_its_permissions_open()
    {
        var routes = Routes().ToList();
        Assert.True(routes.Count > 20, $"Only {routes.Count} routes found.");
        var wrong = new List<string>();
        foreach (var role in Permissions.OfRole.Keys)
        {
            foreach (var (method, path, permission) in routes)
            {
                var status = await StatusAsync(method, path, app.Tokens.For(role));
                var allowed = Permissions.OfRole[role].Contains(permission);
                if (allowed == (status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized))
                    wrong.Add($"{role} {method} {path}: {status}, expected {(allowed ? "to get in" : "403")}");
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer nonsense")]
    [InlineData("Basic Og==")]
    public async Task Without_a_good_credential_no_route_opens(string? authorization)
    {
        foreach (var (method, path, _) in Routes())
        {
            using var request = new HttpRequestMessage(method, path);
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path}: {response.StatusCode}");
        }
    }

    async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string token)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    IEnumerable<(HttpMethod Method, string Path, string Permission)> Routes()
    {
        foreach (var endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<PermissionRequirement>() is not { } required) continue;
            var path = string.Concat(endpoint.RoutePattern.PathSegments
                .Select(segment => "/" + string.Concat(segment.Parts.Select(Fill))));
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                yield return (HttpMethod.Parse(method), path, required.Permission);
        }
    }

    /// <summary>An id where the route wants one, otherwise something short.</summary>
    static string Fill(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternParameterPart { ParameterPolicies: [{ Content: "guid" }, ..] } => Guid.Empty.ToString(),
        _ => "0",
    };
}

using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Hosting;

namespace TrustCenter.Testing;

/// <summary>Role × route, generated from a running service's routes: nobody gets in who may not, everybody who
/// may.</summary>
public sealed class PermissionMatrix(IServiceProvider services, HttpClient client, TestTokens tokens)
{
    readonly (HttpMethod Method, string Path, string Permission)[] _routes = [.. Routes(services)];

    /// <summary>How many routes demand a permission; none would prove nothing.</summary>
    public int Count => _routes.Length;

    /// <summary>Each role at each route that does not answer as the role's permissions say.</summary>
    public async Task<List<string>> WrongAsync(CancellationToken ct)
    {
        var wrong = new List<string>();
        foreach (var role in Permissions.OfRole.Keys)
        {
            foreach (var (method, path, permission) in _routes)
            {
                var status = await StatusAsync(method, path, $"Bearer {tokens.For(role)}", ct);
                var allowed = Permissions.OfRole[role].Contains(permission);
                if (allowed == (status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized))
                    wrong.Add($"{role} {method} {path}: {status}, expected {(allowed ? "to get in" : "403")}");
            }
        }

        return wrong;
    }

    /// <summary>Each route that does not answer 401 to an <c>Authorization</c> header, or to none.</summary>
    public async Task<List<string>> OpenedByAsync(string? authorization, CancellationToken ct)
    {
        var open = new List<string>();
        foreach (var (method, path, _) in _routes)
        {
            var status = await StatusAsync(method, path, authorization, ct);
            if (status != HttpStatusCode.Unauthorized) open.Add($"{method} {path}: {status}");
        }

        return open;
    }

    async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string? authorization, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await client.SendAsync(request, ct);
        return response.StatusCode;
    }

    static IEnumerable<(HttpMethod Method, string Path, string Permission)> Routes(IServiceProvider services)
    {
        foreach (var endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
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

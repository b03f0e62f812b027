using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace TrustCenter.Hosting;

/// <summary>Which service a route belongs to.</summary>
/// <param name="Name">Name given to <c>AddTrustCenterService</c>.</param>
public sealed record ServiceName(string Name);

/// <summary>Marks a route of a FHIR gateway: refusals are OperationOutcomes, HTTP Basic is accepted.</summary>
sealed record FhirRoute;

/// <summary>The prefixes of the FHIR gateways, for addresses that no route knows.</summary>
sealed class FhirPrefixes
{
    readonly Lock _gate = new();

    public IReadOnlyList<PathString> All { get; private set; } = [];

    public void Add(string prefix)
    {
        lock (_gate)
            All = [.. All, new PathString(prefix)];
    }
}

static class FhirRoutes
{
    public static bool Covers(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<ServiceName>() is not null)
            return metadata.GetMetadata<FhirRoute>() is not null;

        foreach (var prefix in http.RequestServices.GetRequiredService<FhirPrefixes>().All)
        {
            if (http.Request.Path.StartsWithSegments(prefix))
                return true;
        }

        return false;
    }
}

/// <summary>Opens a service's rooms in the address space.</summary>
public static class ServiceRoutes
{
    /// <summary>Routes of a service's own API; refusals are problem+json.</summary>
    /// <param name="routes">The application.</param>
    /// <param name="service">Name given to <c>AddTrustCenterService</c>.</param>
    /// <param name="prefix">Such as <c>/api/consent</c>.</param>
    public static RouteGroupBuilder MapService(this IEndpointRouteBuilder routes, string service, string prefix) =>
        routes.MapGroup(prefix).WithMetadata(new ServiceName(service));

    /// <summary>
    /// Routes of a FHIR gateway; refusals are OperationOutcomes in JSON or XML, HTTP Basic is accepted.
    /// </summary>
    /// <param name="routes">The application.</param>
    /// <param name="service">Name given to <c>AddTrustCenterService</c>.</param>
    /// <param name="prefix">Such as <c>/ttp-fhir/fhir/gics</c>.</param>
    public static RouteGroupBuilder MapFhirService(this IEndpointRouteBuilder routes, string service, string prefix)
    {
        routes.ServiceProvider.GetRequiredService<FhirPrefixes>().Add(prefix);
        return routes.MapGroup(prefix).WithMetadata(new ServiceName(service), new FhirRoute());
    }
}

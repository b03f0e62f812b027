using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace TrustCenter.Hosting;

/// <summary>Says who may use a route. A route that says nothing keeps the service from starting.</summary>
public static class RoutePermissions
{
    static readonly ConcurrentDictionary<string, AuthorizationPolicy> Policies = new();

    /// <summary>Only callers with this permission.</summary>
    /// <exception cref="ArgumentException">No role has such a permission: a slip of the pen.</exception>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoint, string permission)
        where TBuilder : IEndpointConventionBuilder
    {
        if (!Permissions.All.Contains(permission))
            throw new ArgumentException($"No role has the permission {permission}.", nameof(permission));

        var policy = Policies.GetOrAdd(permission, static name => new AuthorizationPolicyBuilder()
            .RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(name)).Build());
        return endpoint.RequireAuthorization(policy).WithMetadata(new PermissionRequirement(permission));
    }

    /// <summary>
    /// Every signed-in caller, whatever the role: for what says nothing about anybody (capabilities, OpenAPI).
    /// </summary>
    public static TBuilder RequireSignIn<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization().WithMetadata(new OpenRoute("signed in"));

    /// <summary>Everybody, without signing in: for health, public keys, static files and the token endpoint.</summary>
    /// <param name="endpoint">The route.</param>
    /// <param name="why">Why that is safe; stands in the route's metadata.</param>
    public static TBuilder AllowPublic<TBuilder>(this TBuilder endpoint, string why)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AllowAnonymous().WithMetadata(new OpenRoute(why));

    /// <summary>Why a route does not say who may use it, or null where it does.</summary>
    internal static string? Fault(Endpoint endpoint)
    {
        var open = endpoint.Metadata.GetMetadata<OpenRoute>() is not null;
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return open ? null : "is open to everybody without saying why (AllowPublic)";

        return open || endpoint.Metadata.GetMetadata<PermissionRequirement>() is not null
            ? null
            : "does not say which permission it needs (RequirePermission)";
    }
}

/// <summary>A permission that a route needs.</summary>
/// <param name="Permission">Its name.</param>
public sealed record PermissionRequirement(string Permission) : IAuthorizationRequirement;

/// <summary>A route that needs no permission, and why.</summary>
sealed record OpenRoute(string Why);

/// <summary>Grants what the caller's roles and scopes allow.</summary>
sealed class PermissionHandler : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(
        AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (Grant.Of(context.User) is { } grant && grant.Permissions.Contains(requirement.Permission))
            context.Succeed(requirement);

        return Task.CompletedTask;
    }
}

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>
/// A missing permission is refused and written down; where it can't be written down the answer is 503, not 403.
/// </summary>
sealed class DenialAudit : IAuthorizationMiddlewareResultHandler
{
    readonly AuthorizationMiddlewareResultHandler _usual = new();

    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult result)
    {
        if (result.Forbidden)
            await WriteAsync(context, policy);

        await _usual.HandleAsync(next, context, policy, result);
    }

    static async Task WriteAsync(HttpContext context, AuthorizationPolicy policy)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<ServiceName>() is null)
            return;

        var permission = policy.Requirements.OfType<PermissionRequirement>().FirstOrDefault()?.Permission ?? "none";
        var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "unknown";
        var session = context.RequestServices.GetRequiredService<IDocumentSession>();
        session.Audit(new AuditEntry(permission, $"{context.Request.Method} {route}", "deny", Detail: new
        {
            reason = "permission-missing",
        }));
        await session.SaveChangesAsync(context.RequestAborted);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace TrustCenter.Hosting;

/// <summary>Whom a credential stands for, as pages need it to show only what may be done.</summary>
/// <param name="Name">Account.</param>
/// <param name="Roles">Roles this suite knows.</param>
/// <param name="Permissions">What they allow, narrowed by the token's scopes.</param>
/// <param name="Domains">Domains granted; <c>*</c> stands for all.</param>
/// <param name="SignedInAt">When the person signed in; null where the token does not say.</param>
public sealed record AccountView(
    string Name, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, IReadOnlyList<string> Domains,
    DateTimeOffset? SignedInAt);

/// <summary>Each service says who the caller is to it. Pages show less by it; what counts is checked at each route.
/// </summary>
static class AccountRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ServiceRegister register)
    {
        foreach (var (service, _) in register.Services)
        {
            routes.MapService(service, $"/api/{service}").MapGet("/account", Read).RequireSignIn()
                .WithSummary("Who the caller is and what the caller may do").WithName($"{service}-account")
                .Produces<AccountView>();
        }
    }

    static Ok<AccountView> Read(Caller caller) => TypedResults.Ok(new AccountView(
        caller.Name, [.. caller.Roles.Order(StringComparer.Ordinal)],
        [.. caller.Permissions.Order(StringComparer.Ordinal)], [.. caller.Domains.Order(StringComparer.Ordinal)],
        caller.SignIn?.At));
}

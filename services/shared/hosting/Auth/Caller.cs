using System.Collections.Frozen;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace TrustCenter.Hosting;

/// <summary>
/// What a token or a client's credentials stand for; made once and shared by all requests that carry them.
/// </summary>
/// <param name="Name">Account or technical client, unique over all issuers.</param>
/// <param name="Roles">Roles this suite knows.</param>
/// <param name="Permissions">What the roles allow, narrowed by scopes.</param>
/// <param name="Domains">Domains granted; <c>*</c> stands for all.</param>
/// <param name="SignIn">When and how the person signed in; null where the credential says nothing of it.</param>
public sealed record Grant(
    string Name, FrozenSet<string> Roles, FrozenSet<string> Permissions, FrozenSet<string> Domains,
    SignIn? SignIn = null)
{
    /// <summary>The grant as ASP.NET's authorisation sees it.</summary>
    internal ClaimsPrincipal ToPrincipal() => new(new GrantIdentity(this));

    /// <summary>The grant of a signed-in user, or null.</summary>
    internal static Grant? Of(ClaimsPrincipal user) => (user.Identity as GrantIdentity)?.Grant;

    /// <summary>Makes a grant from what a credential says, with the permissions its roles bring.</summary>
    public static Grant From(
        string name, IEnumerable<string> roles, IEnumerable<string> domains,
        IReadOnlyCollection<string>? scopes = null, SignIn? signIn = null)
    {
        var known = roles.Where(Hosting.Permissions.OfRole.ContainsKey).ToFrozenSet();
        return new(name, known, Hosting.Permissions.Of(known, scopes ?? []), domains.ToFrozenSet(), signIn);
    }
}

sealed class GrantIdentity(Grant grant) : ClaimsIdentity([new Claim(ClaimTypes.Name, grant.Name)], "trustcenter")
{
    public Grant Grant { get; } = grant;
}

/// <summary>Who asks. A handler takes it as a parameter.</summary>
/// <param name="Name">Account or technical client, unique over all issuers.</param>
/// <param name="Roles">Roles this suite knows.</param>
/// <param name="Permissions">What the caller may do.</param>
/// <param name="Domains">Domains granted; <c>*</c> stands for all.</param>
/// <param name="RequestId">W3C trace id of the request.</param>
/// <param name="SignIn">When and how the person signed in; null where the credential says nothing of it.</param>
public sealed record Caller(
    string Name, FrozenSet<string> Roles, FrozenSet<string> Permissions, FrozenSet<string> Domains, string RequestId,
    SignIn? SignIn = null)
{
    /// <summary>Whether the caller has a permission.</summary>
    public bool May(string permission) => Permissions.Contains(permission);

    /// <summary>
    /// Whether the caller may know of a domain. Where not, answer as if the domain did not exist:
    /// what is unknown and what is foreign look the same.
    /// </summary>
    public bool MayUse(string domain) => Domains.Contains("*") || Domains.Contains(domain);

    /// <summary>
    /// Binds the parameter of a handler. Without authentication the request fails before it gets here.
    /// </summary>
    public static ValueTask<Caller?> BindAsync(HttpContext http) => ValueTask.FromResult<Caller?>(Of(http));

    /// <summary>The caller of a request that has passed authentication.</summary>
    /// <exception cref="InvalidOperationException">The request is anonymous.</exception>
    public static Caller Of(HttpContext http)
    {
        var grant = Grant.Of(http.User) ?? throw new InvalidOperationException("The request is anonymous.");
        return new(grant.Name, grant.Roles, grant.Permissions, grant.Domains, RequestIds.Of(http), grant.SignIn);
    }
}

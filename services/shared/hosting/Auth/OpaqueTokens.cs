using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace TrustCenter.Hosting;

/// <summary>
/// Bearer tokens that a service gives out itself. They say nothing, are stored as hashes and are looked up at every
/// request, so that taking one back works at once.
/// </summary>
public static class OpaqueTokens
{
    /// <summary>Tells the host how to look up the tokens that begin with a prefix.</summary>
    /// <param name="services">The container.</param>
    /// <param name="prefix">For example <c>tct_</c>; no JWT begins so.</param>
    /// <param name="find">Whom the token with this hash stands for, or null.</param>
    public static IServiceCollection AddOpaqueTokens(
        this IServiceCollection services, string prefix,
        Func<IServiceProvider, byte[], CancellationToken, ValueTask<Grant?>> find) =>
        services.AddSingleton(provider => new OpaqueTokenKind(prefix, (hash, ct) => find(provider, hash, ct)));

    /// <summary>
    /// The same for tokens that only a cookie brings, so that no script ever holds one. A browser sends it by itself,
    /// so it counts only where <see cref="SameOrigin"/> says that one of our own pages asked.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="prefix">For example <c>tcv_</c>; in an <c>Authorization</c> header it opens nothing.</param>
    /// <param name="cookie">Name of the cookie for a request.</param>
    /// <param name="find">Whom the token with this hash stands for, or null.</param>
    public static IServiceCollection AddCookieTokens(
        this IServiceCollection services, string prefix, Func<IServiceProvider, HttpContext, string> cookie,
        Func<IServiceProvider, byte[], CancellationToken, ValueTask<Grant?>> find) =>
        services.AddSingleton(provider => new OpaqueTokenKind(
            prefix, (hash, ct) => find(provider, hash, ct), http => cookie(provider, http)));

    /// <summary>A new token of 256 random bits.</summary>
    public static string New(string prefix) =>
        prefix + Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a token.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

/// <summary>One kind of token and its look-up.</summary>
sealed record OpaqueTokenKind(
    string Prefix, Func<byte[], CancellationToken, ValueTask<Grant?>> Find,
    Func<HttpContext, string>? Cookie = null);

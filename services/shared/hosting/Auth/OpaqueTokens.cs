using System.Security.Cryptography;
using System.Text;
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

    /// <summary>A new token of 256 random bits.</summary>
    public static string New(string prefix) =>
        prefix + Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a token.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

/// <summary>One kind of token and its look-up.</summary>
sealed record OpaqueTokenKind(string Prefix, Func<byte[], CancellationToken, ValueTask<Grant?>> Find);

using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TrustCenter.Hosting;

/// <summary>
/// Issues the suite's own tokens (ES256). For the local host and for tests; a hospital's issuer is its OIDC provider.
/// </summary>
public sealed class TokenIssuer : IDisposable
{
    static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    readonly ECDsa _key;
    readonly SigningCredentials _credentials;
    readonly TimeProvider _clock;

    /// <summary>Reads the signing key.</summary>
    /// <param name="keyFile">PEM file as <see cref="CreateKeyFile"/> writes it.</param>
    /// <param name="issuer">The tokens' <c>iss</c>.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="audience">The tokens' <c>aud</c>.</param>
    /// <exception cref="RefusedToStartException">The file is missing, readable by others or holds no P-256
    /// key.</exception>
    public TokenIssuer(string keyFile, string issuer, TimeProvider clock, string audience = "trustcenter")
    {
        (Issuer, Audience, _clock) = (issuer, audience, clock);
        _key = EcKeys.Read(KeyFiles.Read(keyFile, "The token signing key"), "The token signing key");
        _credentials = new SigningCredentials(EcKeys.ToSecurityKey(_key), SecurityAlgorithms.EcdsaSha256)
        {
            // a cached provider would outlive this key and be found by the next issuer of the same key
            CryptoProviderFactory = new() { CacheSignatureProviders = false },
        };
    }

    /// <summary>Longest life of a client's token (SMART Backend Services: 300 s).</summary>
    public static TimeSpan ClientLifetime { get; } = TimeSpan.FromSeconds(300);

    /// <summary>The tokens' <c>iss</c>.</summary>
    public string Issuer { get; }

    /// <summary>The tokens' <c>aud</c>.</summary>
    public string Audience { get; }

    /// <summary>The public key as a JWKS document.</summary>
    public string Jwks => EcKeys.ToJwks(_key);

    /// <summary>Makes a new key file, readable by its owner alone.</summary>
    public static void CreateKeyFile(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        KeyFiles.Create(path, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Issues a token.</summary>
    /// <param name="subject">Account or client id.</param>
    /// <param name="roles">Roles.</param>
    /// <param name="domains">Domains granted; <c>*</c> stands for all.</param>
    /// <param name="scope">Space-separated permissions that narrow the roles', or null.</param>
    /// <param name="lifetime">How long it is valid; <see cref="ClientLifetime"/> if not said.</param>
    /// <param name="signIn">When and how the person signed in; null for technical clients.</param>
    public string Issue(
        string subject, IEnumerable<string> roles, IEnumerable<string> domains, string? scope = null,
        TimeSpan? lifetime = null, SignIn? signIn = null)
    {
        var now = _clock.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["sub"] = subject,
            ["roles"] = roles.ToArray(),
            ["domains"] = domains.ToArray(),
            ["jti"] = Guid.CreateVersion7(now).ToString(),
        };
        if (scope is not null)
            claims["scope"] = scope;

        if (signIn is not null)
            claims["auth_time"] = signIn.At.ToUnixTimeSeconds();

        if (signIn?.Level is { } level)
            claims["acr"] = level;

        if (signIn?.Via is { } via)
            claims["act"] = new Dictionary<string, object> { ["sub"] = via };

        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = now.Add(lifetime ?? ClientLifetime).UtcDateTime,
            Claims = claims,
            SigningCredentials = _credentials,
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}

/// <summary>P-256 keys and their public form.</summary>
static class EcKeys
{
    public static ECDsa Read(string pem, string what)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new RefusedToStartException($"{what} is no PEM key.");
        }

        return key.KeySize == 256 ? key : throw new RefusedToStartException($"{what} is not on curve P-256.");
    }

    public static ECDsaSecurityKey ToSecurityKey(ECDsa key)
    {
        var security = new ECDsaSecurityKey(key);
        security.KeyId = Base64UrlEncoder.Encode(security.ComputeJwkThumbprint());
        return security;
    }

    public static string ToJwks(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return JsonSerializer.Serialize(new
        {
            keys = new[]
            {
                new
                {
                    kty = "EC",
                    crv = "P-256",
                    use = "sig",
                    alg = "ES256",
                    kid = ToSecurityKey(key).KeyId,
                    x = Base64UrlEncoder.Encode(point.X),
                    y = Base64UrlEncoder.Encode(point.Y),
                },
            },
        });
    }
}

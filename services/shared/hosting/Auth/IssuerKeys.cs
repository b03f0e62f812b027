using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace TrustCenter.Hosting;

/// <summary>
/// The public keys of one issuer: from a file that is read again when it changes, or from its OpenID configuration.
/// </summary>
sealed class IssuerKeys(IssuerOptions options, TimeProvider clock)
{
    readonly ConfigurationManager<OpenIdConnectConfiguration>? _remote = options.Metadata is null ? null : new(
        options.Metadata, new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever { RequireHttps = !new Uri(options.Metadata).IsLoopback });

    readonly Lock _gate = new();
    (DateTime Written, DateTimeOffset Looked, ICollection<SecurityKey> Keys) _file = (default, default, []);

    public string Issuer => options.Issuer;

    public string NameOf(string subject) => options.Name is { Length: > 0 } name ? $"{name}:{subject}" : subject;

    /// <summary>
    /// The keys that a token's <c>kid</c> may mean. No <c>kid</c> is enough where there is one key only.
    /// </summary>
    public async ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? kid, CancellationToken ct)
    {
        var found = Match(await KeysAsync(ct), kid);
        if (found.Count > 0 || _remote is null)
            return found;

        _remote.RequestRefresh(); // keys may have been rotated; it asks at most once in five minutes
        return Match(await KeysAsync(ct), kid);
    }

    static List<SecurityKey> Match(ICollection<SecurityKey> keys, string? kid)
    {
        var signing = keys.Where(key => key is AsymmetricSecurityKey or JsonWebKey { Kty: "EC" or "RSA" });
        if (string.IsNullOrEmpty(kid))
            return keys.Count == 1 ? [.. signing] : [];

        return [.. signing.Where(key => string.Equals(key.KeyId, kid, StringComparison.Ordinal))];
    }

    async ValueTask<ICollection<SecurityKey>> KeysAsync(CancellationToken ct)
    {
        try
        {
            return _remote is null ? FromFile() : (await _remote.GetConfigurationAsync(ct)).SigningKeys;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or HttpRequestException)
        {
            throw new IssuerUnavailableException(e);
        }
    }

    ICollection<SecurityKey> FromFile()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_file.Keys.Count > 0 && now - _file.Looked < TimeSpan.FromSeconds(1))
                return _file.Keys;

            var written = File.GetLastWriteTimeUtc(options.JwksFile!);
            if (_file.Keys.Count == 0 || written != _file.Written)
                _file.Keys = new JsonWebKeySet(File.ReadAllText(options.JwksFile!)).GetSigningKeys();

            (_file.Written, _file.Looked) = (written, now);
            return _file.Keys;
        }
    }
}

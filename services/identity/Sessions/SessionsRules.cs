using Microsoft.Extensions.Options;

namespace TrustCenter.Identities;

/// <summary>A server that is configured wrongly is no server at all: the service does not start.</summary>
sealed class SessionsRules(IOptions<PseudonymLinkOptions> link) : IValidateOptions<SessionsOptions>
{
    public const int MostUses = 1_000;

    public ValidateOptionsResult Validate(string? name, SessionsOptions options)
    {
        var faults = options.Servers.SelectMany((server, i) => Faults(server)
            .Select(fault => $"{SessionsOptions.Section}:Servers:{i}: {fault}.")).ToList();
        if (options.Servers.DistinctBy(server => server.KeySha256.ToLowerInvariant()).Count() < options.Servers.Count)
            faults.Add($"{SessionsOptions.Section}: two servers have the same key.");
        if (options.Servers.DistinctBy(server => server.Name).Count() < options.Servers.Count)
            faults.Add($"{SessionsOptions.Section}: two servers have the same name.");
        var asks = options.Servers.Exists(server => server.IdTypes.Exists(type => type.PseudonymDomain is not null));
        if (asks && link.Value is not { Address: not null, TokenAddress: not null, SecretFile: not null })
        {
            faults.Add($"{SessionsOptions.Section}: pseudonyms need {PseudonymLinkOptions.Section}:Address, "
                + ":TokenAddress and :SecretFile.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    static IEnumerable<string> Faults(SessionServer server)
    {
        if (server.Name is "" || server.Domain is "") yield return "Name and Domain are required";
        if (server.KeySha256.Length != 64 || !server.KeySha256.All(char.IsAsciiHexDigit))
            yield return "KeySha256 is 64 hexadecimal digits";
        if (server.Tokens.Except(TokenTypes.All).Any()) yield return $"Tokens are {string.Join(", ", TokenTypes.All)}";
        if (server.ReadUses is < 1 or > MostUses) yield return $"ReadUses is 1 to {MostUses}";
        if (server.IdTypes.Count == 0 || server.IdTypes.Exists(type => type.Name is "" || type.Name.Any(IsBlank))
            || server.IdTypes.DistinctBy(type => type.Name).Count() < server.IdTypes.Count)
            yield return "IdTypes have a name each, without blanks, no two the same";
        if (server.IdTypes.Exists(type => type is { PseudonymDomain: not null, Authority: not null }))
            yield return "an id is either a pseudonym or an authority's";
        foreach (var (_, field) in server.Fields.Where(field => ImportField.Named(field.Value) is null))
            yield return $"there is no field {field}";
        foreach (var field in server.FormFields.Where(field => server.Field(field) is null))
            yield return $"there is no field {field}";
        foreach (var origin in server.Origins.Concat(server.Targets).Where(origin => !IsSecure(origin)))
            yield return $"{origin} is no origin of https or of this machine";
    }

    static bool IsBlank(char c) => char.IsWhiteSpace(c) || char.IsControl(c);

    static bool IsSecure(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri.UserInfo.Length == 0 && uri.GetLeftPart(UriPartial.Authority) == text.TrimEnd('/');
}

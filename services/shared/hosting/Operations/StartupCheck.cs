using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TrustCenter.Hosting;

/// <summary>Refuses to start with anything that would be unsafe later: before the first socket is opened.</summary>
sealed class StartupCheck(IOptions<AuthOptions> auth, ServiceRegister register) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Issuers(auth.Value);
        Clients(auth.Value);
        foreach (var (name, settings) in register.Services)
        {
            ServiceKeys.Read(settings.KeysFile, name);
            Connection(name, settings);
        }

        foreach (var endpoint in register.Routes?.DataSources.SelectMany(source => source.Endpoints) ?? [])
        {
            if (RoutePermissions.Fault(endpoint) is { } fault)
                throw new RefusedToStartException($"The route {endpoint.DisplayName} {fault}.");
        }

        return Task.CompletedTask;
    }

    static void Issuers(AuthOptions options)
    {
        if (options.Issuers.Count == 0)
        {
            throw new RefusedToStartException(
                "No issuer of tokens is configured (Auth:Issuers); there is no mode without authentication.");
        }

        foreach (var issuer in options.Issuers)
        {
            if (issuer.Issuer.Length == 0)
                throw new RefusedToStartException("An issuer of tokens has no name (Auth:Issuers:n:Issuer).");

            if (string.IsNullOrEmpty(issuer.JwksFile) == string.IsNullOrEmpty(issuer.Metadata))
                throw new RefusedToStartException($"The issuer {issuer.Issuer} needs either JwksFile or Metadata.");

            if (issuer.JwksFile is { Length: > 0 } file && !File.Exists(file))
                throw new RefusedToStartException($"The keys of the issuer {issuer.Issuer} are not at {file}.");

            if (issuer.Metadata is { Length: > 0 } address
                && (!Uri.TryCreate(address, UriKind.Absolute, out var uri)
                    || (uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback)))
                throw new RefusedToStartException($"The metadata of {issuer.Issuer} must be reached by https.");
        }

        if (options.Issuers.DistinctBy(issuer => issuer.Issuer).Count() < options.Issuers.Count
            || options.Issuers.DistinctBy(issuer => issuer.Name ?? "").Count() < options.Issuers.Count)
            throw new RefusedToStartException("Each issuer of tokens needs a name of its own (Auth:Issuers:n:Name).");
    }

    static void Clients(AuthOptions options)
    {
        var clients = options.ClientsFile is { Length: > 0 } path
            ? options.Clients.Concat(ClientCredentials.Read(path))
            : options.Clients;
        foreach (var client in clients)
        {
            if (!SecretHash.IsWellFormed(client.SecretHash))
            {
                throw new RefusedToStartException(
                    $"The secret of the client {client.Id} is not hashed as it must be (SecretHash.Create).");
            }
        }
    }

    static void Connection(string service, ServiceSettings settings)
    {
        if (settings.ConnectionString.Length == 0)
            throw new RefusedToStartException($"The service {service} has no connection to its database.");

        if (settings.AnswersKeptDays is < 30 or > 3650)
        {
            throw new RefusedToStartException(
                $"The service {service} must keep stored answers for 30 to 3650 days (AnswersKeptDays).");
        }

        if (settings.OwnerConnectionString is { Length: > 0 })
        {
            throw new RefusedToStartException(
                $"The service {service} was given the connection of its tables' owner (OwnerConnectionString); "
                + "that is for the command migrate alone.");
        }

        Connections.Read(service, settings.ConnectionString);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>A service as a program of its own: it serves, or does what an operator asks it for once.</summary>
/// <param name="Service">Name of the service and of its section of the configuration.</param>
/// <param name="Schema">Its tables.</param>
/// <param name="Add">Adds what it needs.</param>
/// <param name="Map">Maps its routes.</param>
public sealed record ServiceProgram(
    string Service, (string Name, string Sql) Schema, Action<IServiceCollection, IConfiguration> Add,
    Action<IEndpointRouteBuilder> Map)
{
    const int TryAgain = 75;      // EX_TEMPFAIL
    const int Misconfigured = 78; // EX_CONFIG

    /// <summary>Folder whose files are settings, named as environment variables are; systemd's comes besides.</summary>
    const string SecretsVariable = "TRUSTCENTER_SECRETS";

    const string Help = """
        (nothing)    serves
        migrate      brings the database's tables to this version, as their owner (OwnerConnectionString)
        keys FILE    makes a file with new keys for this service; an existing one is never overwritten
        hash         reads a technical client's secret from standard input and writes the hash for its configuration
        """;

    /// <summary>What else the program can be asked for.</summary>
    public IReadOnlyList<ServiceCommand> Commands { get; init; } = [];

    /// <summary>Runs it. A refusal is one plain sentence on standard error.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>
    /// Exit code: 0, 64 for a wrong command, 75 where trying again may help, 78 for a wrong configuration.
    /// </returns>
    public async Task<int> RunAsync(string[] args)
    {
        try
        {
            switch (args)
            {
                case [] or [['-', '-', ..], ..] and not ["--help"]:
                    return await ServeAsync(args);
                case ["migrate"]:
                    return await MigrateAsync(Configuration(new ConfigurationBuilder()).Build());
                case ["keys", var path]:
                    ServiceKeys.Create(path, TimeProvider.System);
                    return 0;
                case ["hash"]:
                    return await HashAsync();
                case [var name, .. var rest] when Commands.FirstOrDefault(known => known.Name == name) is { } command:
                    return await RunAsync(command, rest);
                default:
                    await Console.Error.WriteLineAsync(
                        string.Join('\n', [Help, .. Commands.Select(command => command.Help)]));
                    return args is ["help" or "--help"] ? 0 : ServiceCommand.Usage;
            }
        }
        catch (Exception e) when (HostingPipeline.Refusal(e) is not null)
        {
            await Console.Error.WriteLineAsync(HostingPipeline.Refusal(e));
            return Misconfigured;
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Misconfigured;
        }
    }

    async Task<int> ServeAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        Configuration(builder.Configuration);
        builder.Services.AddTrustCenterHosting(builder.Configuration);
        builder.Services.AddOptions<HostOptions>().Configure<Microsoft.Extensions.Options.IOptions<DrainOptions>>(
            (host, stop) => host.ShutdownTimeout = TimeSpan.FromSeconds(stop.Value.FinishSeconds));
        builder.Services.AddSingleton<IHostLifetime, DrainingLifetime>();
        Add(builder.Services, builder.Configuration);
        await using var app = builder.Build();
        app.UseTrustCenter();
        Map(app);
        return await app.RunTrustCenterAsync();
    }

    /// <summary>Runs a command until it ends or the process is asked to stop.</summary>
    static async Task<int> RunAsync(ServiceCommand command, string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await command.RunAsync(Configuration(new ConfigurationBuilder()).Build(), args, stop.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    async Task<int> MigrateAsync(IConfiguration configuration)
    {
        var settings = configuration.GetSection(Service).Get<ServiceSettings>() ?? new();
        if (settings.OwnerConnectionString is not { Length: > 0 } owner)
        {
            throw new RefusedToStartException(
                $"Nothing says how to reach the database of {Service} as its tables' owner "
                + $"({Service}:OwnerConnectionString).");
        }

        var role = settings.AppRole is { Length: > 0 } named ? named
            : settings.ConnectionString is { Length: > 0 } own ? Connections.Read(Service, own).Username : null;
        if (string.IsNullOrEmpty(role))
            throw new RefusedToStartException($"Nothing says which role {Service} signs in as ({Service}:AppRole).");

        if (role == Connections.Read(Service, owner).Username)
            throw new RefusedToStartException($"The service {Service} may not sign in as its tables' owner.");

        try
        {
            var ran = await Migrations.ApplyAsync(owner, HostingSchema.With(Schema), role);
            Console.WriteLine(ran is [] ? "Nothing to do." : $"Ran: {string.Join(", ", ran)}.");
            return 0;
        }
        catch (NpgsqlException e)
        {
            await Console.Error.WriteLineAsync($"The database of {Service}: {e.Message}");
            return TryAgain;
        }
    }

    static async Task<int> HashAsync()
    {
        var secret = (await Console.In.ReadToEndAsync()).TrimEnd('\r', '\n');
        KnownSecrets.Refuse("The secret", secret);
        Console.WriteLine(SecretHash.Create(secret));
        return 0;
    }

    static T Configuration<T>(T configuration) where T : IConfigurationBuilder
    {
        configuration.AddEnvironmentVariables();
        foreach (var variable in (string[])[SecretsVariable, "CREDENTIALS_DIRECTORY"])
        {
            if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } folder)
                continue;

            if (!Directory.Exists(folder))
                throw new RefusedToStartException($"{variable} names a folder that does not exist: {folder}.");

            configuration.AddKeyPerFile(files =>
            {
                files.FileProvider = new Microsoft.Extensions.FileProviders.PhysicalFileProvider(
                    Path.GetFullPath(folder));
                files.IgnoreCondition = name => !name.Contains("__", StringComparison.Ordinal); // keys are no settings
            });
        }

        return configuration;
    }
}

/// <summary>Something a service's program can be asked for besides serving.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Help">A line of help, beginning with the name.</param>
/// <param name="RunAsync">Does it, with the configuration and what follows the name; gives the exit code.</param>
public sealed record ServiceCommand(
    string Name, string Help, Func<IConfiguration, string[], CancellationToken, Task<int>> RunAsync)
{
    /// <summary>Exit code of a command line that makes no sense (EX_USAGE).</summary>
    public const int Usage = 64;
}

using System.Net.Sockets;
using Microsoft.Extensions.Logging.Console;
using Npgsql;
using TrustCenter.Consents;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities;
using TrustCenter.Pages;
using TrustCenter.Postgres;
using TrustCenter.Pseudonyms;

namespace TrustCenter.Local;

/// <summary>All services of the suite in one process, on this machine only.</summary>
static class Suite
{
    public static async Task<int> ServeAsync(LocalSettings settings, TimeProvider clock)
    {
        LocalKeys.Folder(settings.Data, UnixFileMode.UserRead | LocalServer.Traversable);
        await using var mine = Claim(settings.Data);
        var port = FreePort(settings.Port);
        var url = $"http://127.0.0.1:{port}";
        LocalKeys.Ensure(settings.Keys, url, clock);
        using var interrupted = new CancellationTokenSource();
        using var signals = new Signals(interrupted);
        await using var server = await LocalServer.StartAsync(settings, interrupted.Token);
        var databases = LocalRoles.Read(settings);
        await server.PrepareAsync(databases, settings.Keys, interrupted.Token);
        await MigrateAsync(server, databases, interrupted.Token);

        using var issuer = new TokenIssuer(LocalKeys.TokenSigning(settings.Keys), url, clock);
        await using var app = Build(settings, server, databases, url);
        var staff = new StaffSignIn(
            LocalStaff.Read(settings.Keys), $"{url}/desk/", clock, LocalStaff.ReadSecrets(settings.Keys));
        OwnIssuer.Map(app, issuer, staff);
        var pages = StaticPages.Read(settings.PagesFolder, new(url, StaffSignIn.Client, StaffSignIn.SecondFactor),
            demonstrations: true);
        pages.Map(app);
        server.KeepRunning(
            app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("TrustCenter.Local"),
            () => Clear(app.Services), interrupted.Token);
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStarted.Register(() =>
        {
            RunningSuite.Here(url, server.EmbeddedPort).Write(settings.Data);
            Console.WriteLine(Banner.Of(settings, url, pages.Any, server.EmbeddedPort, Today(clock)));
        });
        lifetime.ApplicationStopping.Register(() => RunningSuite.Forget(settings.Data));
        return await app.RunTrustCenterAsync(interrupted.Token);
    }

    static WebApplication Build(
        LocalSettings settings, LocalServer server, IReadOnlyList<LocalDatabase> databases, string url)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(Configuration(settings, server, databases, url));
        builder.WebHost.UseUrls(url);
        builder.Services.AddTrustCenterHosting(builder.Configuration);
        builder.Services.AddConsents(builder.Configuration);
        builder.Services.AddPseudonyms(builder.Configuration);
        builder.Services.AddIdentities(builder.Configuration);
        builder.Services.Configure<ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning); // the banner says it
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        var app = builder.Build();
        app.UseTrustCenter();
        app.MapConsents();
        app.MapPseudonyms();
        app.MapIdentities();
        return app;
    }

    static Dictionary<string, string?> Configuration(
        LocalSettings settings, LocalServer server, IEnumerable<LocalDatabase> databases, string url)
    {
        var values = new Dictionary<string, string?>
        {
            ["Auth:Issuers:0:Issuer"] = url,
            ["Auth:Issuers:0:JwksFile"] = LocalKeys.TokenPublic(settings.Keys),
            ["Auth:StepUpLevel"] = StaffSignIn.SecondFactor,
            ["Auth:ClientsFile"] = LocalClients.HashesFile(settings.Keys),
            ["Pseudonym:SeedDomain"] = DemoConsent.Domain,
            ["Identity:SeedDomain"] = DemoConsent.Domain,
            ["Identity:IndexFolder"] = Path.Combine(settings.Data, "index"),
            ["Pseudonym:Consent:Address"] = url,
            ["Pseudonym:Consent:TokenAddress"] = $"{url}/oauth/token",
            ["Pseudonym:Consent:ClientId"] = LocalClients.PseudonymService,
            ["Pseudonym:Consent:SecretFile"] = LocalClients.PseudonymSecretFile(settings.Keys),
            ["Auth:Clients:0:Id"] = LocalClients.PseudonymService,
            ["Auth:Clients:0:SecretHash"] = KeyFiles.Read(
                LocalClients.PseudonymHashFile(settings.Keys), "The hash of the pseudonym service's secret"),
            ["Auth:Clients:0:Roles:0"] = "service",
            ["Auth:Clients:0:Roles:1"] = "follower",
            ["Auth:Clients:0:Domains:0"] = "*",
            ["Auth:Clients:1:Id"] = LocalClients.ConsentService,
            ["Auth:Clients:1:SecretHash"] = KeyFiles.Read(
                LocalClients.ConsentHashFile(settings.Keys), "The hash of the consent service's secret"),
            ["Auth:Clients:1:Roles:0"] = "follower",
            ["Auth:Clients:1:Domains:0"] = "*",
            ["Consent:Portal:Address"] = PortalOf(url),
            ["Consent:Portal:Links:0:Kind"] = "project-register",
            ["Consent:Portal:Links:0:Title"] = "Forschungsdatenportal für Gesundheit: Projektregister",
            ["Consent:Portal:Links:0:Address"] = "https://forschen-fuer-gesundheit.de/",
            ["Consent:Index:Address"] = url,
            ["Consent:Index:TokenAddress"] = $"{url}/oauth/token",
            ["Consent:Index:ClientId"] = LocalClients.ConsentService,
            ["Consent:Index:SecretFile"] = LocalClients.ConsentSecretFile(settings.Keys),
            ["Consent:Index:Domains:0:Index"] = DemoConsent.Domain,
            ["Consent:Index:Domains:0:Domain"] = DemoConsent.Domain,
            ["Consent:Index:Domains:0:IdentifierType"] = "PID",
            ["Pseudonym:Index:Address"] = url,
            ["Pseudonym:Index:TokenAddress"] = $"{url}/oauth/token",
            ["Pseudonym:Index:ClientId"] = LocalClients.PseudonymService,
            ["Pseudonym:Index:SecretFile"] = LocalClients.PseudonymSecretFile(settings.Keys),
        };
        foreach (var (name, value) in LocalStudy.Settings(settings.Keys, url)) values[name] = value;
        foreach (var database in databases)
        {
            values[$"{database.Service}:ConnectionString"] = server.For(database, database.App);
            values[$"{database.Service}:KeysFile"] = LocalKeys.OfService(settings.Keys, database.Service);
        }

        return values;
    }

    static async Task MigrateAsync(LocalServer server, IEnumerable<LocalDatabase> databases, CancellationToken ct)
    {
        foreach (var database in databases)
        {
            (string, string)? schema = database.Service switch
            {
                ConsentsService.Name => ConsentsService.Schema,
                PseudonymsService.Name => PseudonymsService.Schema,
                IdentitiesService.Name => IdentitiesService.Schema,
                _ => null,
            };
            if (schema is not { } own) continue;
            await Migrations.ApplyAsync(server.For(database, database.Owner),
                HostingSchema.With(own), database.App.Name, ct);
        }
    }

    /// <summary>By name: passkeys don't know IP addresses as relying party.</summary>
    public static string PortalOf(string url) =>
        url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/portal/";

    /// <summary>Connections to a server that has ended lead nowhere.</summary>
    static void Clear(IServiceProvider services)
    {
        foreach (var service in new[] { ConsentsService.Name, PseudonymsService.Name, IdentitiesService.Name })
            services.GetRequiredKeyedService<NpgsqlDataSource>(service).Clear();
    }

    /// <summary>One suite on one data folder. The kernel lets go of it however the process ends.</summary>
    static FileStream Claim(string data)
    {
        try
        {
            return new FileStream(Path.Combine(data, "lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException busy)
        {
            var where = RunningSuite.Find(data)?.Url is { } url ? $" at {url}" : "";
            throw new PlainException(
                $"A suite already runs on {data}{where}. For another one choose TRUSTCENTER_DATA and TRUSTCENTER_PORT.",
                busy);
        }
    }

    /// <summary>Yesterday in Berlin or today: never in the future, which a signature must not be.</summary>
    static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    static int FreePort(int wanted)
    {
        if (wanted == 0) return LoopbackPort.Free();
        try
        {
            LoopbackPort.Probe(wanted);
            return wanted;
        }
        catch (SocketException taken)
        {
            throw new PlainException($"Port {wanted} on 127.0.0.1 is taken. Choose another one: "
                + $"TRUSTCENTER_PORT={LoopbackPort.Free()} ./run", taken);
        }
    }
}

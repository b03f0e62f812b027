using TrustCenter.Hosting;

namespace TrustCenter.Pages;

/// <summary>The pages as a program of its own, behind the same address as the services. It knows nobody and asks
/// nobody; it is told the folder and where staff sign in at the desk.</summary>
static class PagesProgram
{
    const string FolderVariable = "TRUSTCENTER_PAGES";
    const string IssuerVariable = "TRUSTCENTER_SIGN_IN";
    const string ClientVariable = "TRUSTCENTER_SIGN_IN_CLIENT";
    const string StepUpVariable = "TRUSTCENTER_SIGN_IN_STEP_UP";

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named
            ? named : Path.Combine(AppContext.BaseDirectory, "pages");
        var pages = StaticPages.Read(folder, SignIn());
        if (!pages.Any)
        {
            await Console.Error.WriteLineAsync($"There are no pages in {folder} ({FolderVariable}).");
            return 78; // EX_CONFIG
        }

        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = 0;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        await using var app = builder.Build();
        app.UseTrustCenterHeaders();
        app.MapGet("/health/live", () => Results.Text("yes"));
        app.MapGet("/health/ready", () => Results.Text("yes"));
        pages.Map(app);
        await app.RunAsync();
        return 0;
    }

    static SignInAt? SignIn() => Environment.GetEnvironmentVariable(IssuerVariable) is { Length: > 0 } issuer
        ? new(issuer, Environment.GetEnvironmentVariable(ClientVariable) is { Length: > 0 } client ? client : "desk",
            Environment.GetEnvironmentVariable(StepUpVariable) is { Length: > 0 } level ? level : null)
        : null;
}

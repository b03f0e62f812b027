using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>When and how a person signed in, as the token says.</summary>
/// <param name="At">Claim <c>auth_time</c>.</param>
/// <param name="Level">Claim <c>acr</c>: how strongly; null: not said.</param>
/// <param name="Via">Claim <c>act</c>: the account that acts on the person's behalf; null: the person alone.</param>
public sealed record SignIn(DateTimeOffset At, string? Level = null, string? Via = null);

/// <summary>
/// For what is too grave for a session that was opened in the morning: the person must have signed in just now, with
/// the second factor where <c>Auth:StepUpLevel</c> names the level that stands for it (RFC 9470). Technical clients
/// never get in here: their tokens know no person.
/// </summary>
public static class StepUp
{
    /// <summary>How old a sign-in may be.</summary>
    public static TimeSpan Within { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Answers 401 with a challenge, and writes it down, unless the sign-in is recent.</summary>
    public static RouteHandlerBuilder RequireRecentSignIn(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new RecentSignIn()).AddEndpointFilter(static async (context, next) =>
        {
            var http = context.HttpContext;
            var services = http.RequestServices;
            var level = services.GetRequiredService<IOptions<AuthOptions>>().Value.StepUpLevel;
            if (IsRecent(Caller.Of(http), services.GetRequiredService<TimeProvider>().GetUtcNow(), level))
                return await next(context);

            return await RefuseAsync(http, level);
        });

    /// <summary>
    /// What a person does with the second factor only, where <c>Auth:StepUpLevel</c> names it, however long ago they
    /// signed in. Technical clients, which may do the same by their own rules, are let through.
    /// </summary>
    public static RouteHandlerBuilder RequireSecondFactor(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter(static async (context, next) =>
        {
            var http = context.HttpContext;
            var level = http.RequestServices.GetRequiredService<IOptions<AuthOptions>>().Value.StepUpLevel;
            if (level is null || Caller.Of(http).SignIn is not { } signIn || signIn.Level == level)
                return await next(context);
            return await RefuseAsync(http, level);
        });

    static async Task<object?> RefuseAsync(HttpContext http, string? level)
    {
        var permission = http.GetEndpoint()?.Metadata.GetMetadata<PermissionRequirement>()?.Permission ?? "none";
        var route = (http.GetEndpoint() as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText;
        var session = http.RequestServices.GetRequiredService<IDocumentSession>();
        session.Audit(new AuditEntry(permission, $"{http.Request.Method} {route}", "deny",
            Detail: new { reason = "sign-in-too-old" }));
        await session.SaveChangesAsync(http.RequestAborted);
        return new Challenge(level);
    }

    /// <summary>Whether the person signed in within the last five minutes, at the level that is asked for.</summary>
    public static bool IsRecent(Caller caller, DateTimeOffset now, string? level) =>
        caller.SignIn is { } signIn && now - signIn.At <= Within && (level is null || signIn.Level == level);

    sealed record Challenge(string? Level) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            var acr = Level is null ? "" : $", acr_values=\"{Level}\"";
            http.Response.Headers.WWWAuthenticate =
                "Bearer realm=\"trustcenter\", error=\"insufficient_user_authentication\", "
                + $"error_description=\"Sign in again.\", max_age=\"{(int)Within.TotalSeconds}\"{acr}";
            return Problem.Of(401, "sign-in-too-old",
                "This needs a sign-in of the last five minutes: sign in again and repeat it.").ExecuteAsync(http);
        }
    }
}

/// <summary>Marks a route that needs a recent sign-in.</summary>
public sealed record RecentSignIn;

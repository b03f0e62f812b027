using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace TrustCenter.Hosting;

/// <summary>A bucket of tokens per caller, and a small one per address for whoever has not signed in.</summary>
static class RateLimits
{
    public static void Configure(RateLimiterOptions limiter, LimitOptions limits)
    {
        limiter.RejectionStatusCode = 429;
        limiter.OnRejected = static (context, _) =>
        {
            context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait);
            context.HttpContext.Response.Headers.RetryAfter =
                Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return new ValueTask(Problem.TooManyRequests.ExecuteAsync(context.HttpContext));
        };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, object>(http =>
            Grant.Of(http.User) is { } grant
                ? RateLimitPartition.GetTokenBucketLimiter<object>(
                    grant.Name, _ => Bucket(limits.RequestsPerSecond, limits.Burst))
                : RateLimitPartition.GetTokenBucketLimiter<object>(
                    http.Connection.RemoteIpAddress ?? IPAddress.None,
                    _ => Bucket(limits.AnonymousRequestsPerSecond, limits.AnonymousRequestsPerSecond * 2)));
    }

    static TokenBucketRateLimiterOptions Bucket(int perSecond, int burst) => new()
    {
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(200),
        TokensPerPeriod = Math.Max(1, perSecond / 5),
        TokenLimit = Math.Max(burst, perSecond),
        AutoReplenishment = true,
        QueueLimit = 0,
    };
}

using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace TrustCenter.Hosting;

/// <summary>The id by which a request is found again in answers, logs, traces and the audit trail.</summary>
public static class RequestIds
{
    static readonly object Key = new();

    /// <summary>The W3C trace id: the one the client sent as <c>traceparent</c>, or a new one.</summary>
    public static string Of(HttpContext http)
    {
        if (Activity.Current is { } activity)
            return activity.TraceId.ToHexString();

        if (http.Items.TryGetValue(Key, out var known))
            return (string)known!;

        var id = ActivityTraceId.CreateRandom().ToHexString();
        http.Items[Key] = id;
        return id;
    }
}

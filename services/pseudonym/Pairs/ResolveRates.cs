using System.Collections.Concurrent;

namespace TrustCenter.Pseudonyms;

/// <summary>How many originals a client has asked for in this hour, per domain and process.</summary>
public sealed class ResolveRates(TimeProvider clock)
{
    readonly ConcurrentDictionary<(string Client, Guid Domain), Hour> _hours = new();

    /// <summary>Null: go on, they are counted. Otherwise the seconds to wait; nothing is counted.</summary>
    public int? Wait(string client, Guid domain, int values, int perHour)
    {
        var hour = _hours.GetOrAdd((client, domain), static _ => new());
        var now = clock.GetUtcNow();
        lock (hour)
        {
            if (now - hour.Since >= TimeSpan.FromHours(1)) (hour.Since, hour.Count) = (now, 0);
            if (hour.Count + values > perHour)
                return Math.Max(1, (int)(hour.Since + TimeSpan.FromHours(1) - now).TotalSeconds);
            hour.Count += values;
            return null;
        }
    }

    sealed class Hour
    {
        public DateTimeOffset Since { get; set; }

        public long Count { get; set; }
    }
}

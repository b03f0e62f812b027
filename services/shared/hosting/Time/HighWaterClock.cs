namespace TrustCenter.Hosting;

/// <summary>
/// A clock that never runs backwards, not even over a restart: it starts at the newest time the log knows.
/// A machine whose clock was set back therefore never un-expires anything.
/// </summary>
public sealed class HighWaterClock(TimeProvider inner) : TimeProvider
{
    long _highest;

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    /// <summary>How far the machine's clock is behind what is already known; zero in good order.</summary>
    public TimeSpan Behind
    {
        get
        {
            var behind = new TimeSpan(Volatile.Read(ref _highest) - inner.GetUtcNow().UtcTicks);
            return behind > TimeSpan.Zero ? behind : TimeSpan.Zero;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        var now = inner.GetUtcNow().UtcTicks;
        var highest = Volatile.Read(ref _highest);
        while (now > highest)
        {
            var seen = Interlocked.CompareExchange(ref _highest, now, highest);
            if (seen == highest)
                return new DateTimeOffset(now, TimeSpan.Zero);

            highest = seen;
        }

        return new DateTimeOffset(highest, TimeSpan.Zero);
    }

    /// <summary>Tells the clock of a time that has certainly been.</summary>
    public void Raise(DateTimeOffset seen)
    {
        var ticks = seen.UtcTicks;
        var highest = Volatile.Read(ref _highest);
        while (ticks > highest)
        {
            var other = Interlocked.CompareExchange(ref _highest, ticks, highest);
            if (other == highest)
                return;

            highest = other;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}

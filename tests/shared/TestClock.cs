namespace TrustCenter.Testing;

/// <summary>A clock that stands still until the test moves it. Timers run in real time.</summary>
public sealed class TestClock(DateTimeOffset now) : TimeProvider
{
    long _ticks = now.UtcTicks;

    /// <summary>Starts on a Monday morning: 2026-03-02 09:00 UTC.</summary>
    public TestClock() : this(new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>The moment it shows; may be set to any other, earlier ones too.</summary>
    public DateTimeOffset Now
    {
        get => GetUtcNow();
        set => Interlocked.Exchange(ref _ticks, value.UtcTicks);
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Moves on.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}

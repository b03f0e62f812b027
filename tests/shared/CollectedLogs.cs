using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TrustCenter.Testing;

/// <summary>
/// Keeps what a service logs, for the message of a failing test and for those who look whether a name is in it.
/// </summary>
/// <param name="from">The lowest level that is kept.</param>
public sealed class CollectedLogs(LogLevel from) : ILoggerProvider, ILogger
{
    readonly ConcurrentQueue<string> _lines = new();

    /// <summary>All lines, oldest first.</summary>
    public IEnumerable<string> Lines => _lines;

    /// <summary>All of it.</summary>
    public string Everything => string.Join('\n', _lines);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= from;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (IsEnabled(logLevel)) _lines.Enqueue($"{formatter(state, exception)} {exception}");
    }

    /// <summary>The newest lines.</summary>
    public override string ToString() => string.Join('\n', _lines.TakeLast(500));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

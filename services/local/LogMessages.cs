namespace TrustCenter.Local;

static partial class LogMessages
{
    [LoggerMessage(6001, LogLevel.Error,
        "PostgreSQL ended by itself (exit code {ExitCode}); it is being started again")]
    public static partial void PostgresEnded(ILogger log, int exitCode);

    [LoggerMessage(6002, LogLevel.Warning, "PostgreSQL takes connections again after {Milliseconds} ms")]
    public static partial void PostgresBack(ILogger log, long milliseconds);

    [LoggerMessage(6003, LogLevel.Error, "PostgreSQL could not be started again; it is tried once more in a second")]
    public static partial void PostgresNotBack(ILogger log, Exception problem);
}

namespace TrustCenter.Identities;

/// <summary>Everything this service logs. Arguments are ids of our own making, never personal data.</summary>
static partial class LogMessages
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information,
        Message = "Index complete: {Records} records from the {Source} in {Seconds} s")]
    public static partial void IndexReady(ILogger logger, long records, string source, double seconds);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning,
        Message = "Index waits for the database: {Problem}")]
    public static partial void IndexWaits(ILogger logger, string problem);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning,
        Message = "The index's file is not used, the index is built from the database: {Problem}")]
    public static partial void IndexFileRefused(ILogger logger, string problem);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Warning,
        Message = "The index's file could not be written: {Problem}")]
    public static partial void IndexFileNotWritten(ILogger logger, string problem);
}

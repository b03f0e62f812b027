namespace TrustCenter.Consents;

/// <summary>Everything this service logs. Arguments are ids of our own making, never personal data.</summary>
static partial class LogMessages
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning,
        Message = "Days that became due could not be noticed; next round tries again")]
    public static partial void NoticeDaysFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "Document {ConsentId} could not be set as PDF")]
    public static partial void DocumentNotSet(ILogger logger, Guid consentId, Exception exception);

    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "Following merges and splits of the index")]
    public static partial void IndexFollowed(ILogger logger);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Warning,
        Message = "Following merges and splits of the index was interrupted: {Error}; it is tried again")]
    public static partial void IndexInterrupted(ILogger logger, string error);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning,
        Message = "Overdue sessions could not be ended; next round tries again")]
    public static partial void CapturesNotEnded(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning,
        Message = "What the portal needs no more could not be forgotten; next round tries again")]
    public static partial void PortalNotCleared(ILogger logger, Exception exception);
}

namespace TrustCenter.Consents;

/// <summary>Everything this service logs. Arguments are ids of our own making, never personal data.</summary>
static partial class LogMessages
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning,
        Message = "Days that became due could not be noticed; next round tries again")]
    public static partial void NoticeDaysFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "Document {ConsentId} could not be set as PDF")]
    public static partial void DocumentNotSet(ILogger logger, Guid consentId, Exception exception);
}

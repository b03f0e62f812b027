namespace TrustCenter.Identities;

/// <summary>Everything this service logs. Arguments are ids of our own making, never personal data.</summary>
static partial class LogMessages
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information,
        Message = "Names of {People} stored people counted for domain {Domain}")]
    public static partial void NamesCounted(ILogger logger, int people, Guid domain);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning,
        Message = "Names of stored people could not be counted; the usual frequencies are used")]
    public static partial void NamesNotCounted(ILogger logger, Exception exception);
}

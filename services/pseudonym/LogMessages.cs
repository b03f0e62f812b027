namespace TrustCenter.Pseudonyms;

/// <summary>What the service logs. Arguments are ids of our own and types of errors, nothing else.</summary>
static partial class LogMessages
{
    [LoggerMessage(3001, LogLevel.Warning, "The first domain could not be created yet: {Error}.")]
    public static partial void SeedFailed(ILogger log, string error);
}

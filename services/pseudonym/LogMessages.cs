namespace TrustCenter.Pseudonyms;

/// <summary>What the service logs. Arguments are ids of our own and types of errors, nothing else.</summary>
static partial class LogMessages
{
    [LoggerMessage(3001, LogLevel.Warning, "The first domain could not be created yet: {Error}.")]
    public static partial void SeedFailed(ILogger log, string error);

    [LoggerMessage(3002, LogLevel.Warning, "Keys could not be changed at the moment, will try again: {Error}.")]
    public static partial void RotationFailed(ILogger log, string error);
}

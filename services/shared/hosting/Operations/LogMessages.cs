using Microsoft.Extensions.Logging;

namespace TrustCenter.Hosting;

/// <summary>Everything this library logs. Arguments are ids and names of our own making only.</summary>
static partial class LogMessages
{
    [LoggerMessage(1001, LogLevel.Information, "Token refused: {Reason}")]
    public static partial void TokenRefused(ILogger log, string reason);

    [LoggerMessage(1002, LogLevel.Warning, "Client credentials refused (waiting: {Waiting})")]
    public static partial void ClientRefused(ILogger log, bool waiting);

    [LoggerMessage(1003, LogLevel.Error, "Unexpected {Exception} {Stack}")]
    public static partial void Broken(ILogger log, string exception, string stack);

    [LoggerMessage(1004, LogLevel.Error, "Audit sealing of {Service} failed: {Exception}")]
    public static partial void SealingFailed(ILogger log, string service, string exception);

    [LoggerMessage(1005, LogLevel.Warning, "The log of {Service} is ahead of this machine's clock by {Seconds} s")]
    public static partial void ClockBehind(ILogger log, string service, double seconds);

    [LoggerMessage(1006, LogLevel.Warning, "Upkeep of {Service} failed: {Exception}")]
    public static partial void UpkeepFailed(ILogger log, string service, string exception);
}

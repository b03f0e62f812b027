using Microsoft.Extensions.Logging;

namespace TrustCenter.Events;

static partial class LogMessages
{
    [LoggerMessage(1101, LogLevel.Information, "Subscription {Subscription} is followed by this instance")]
    public static partial void SubscriptionFollows(ILogger logger, string subscription);

    [LoggerMessage(1102, LogLevel.Warning, "Subscription {Subscription} was interrupted ({Kind}) and begins again")]
    public static partial void SubscriptionInterrupted(ILogger logger, string subscription, string kind);

    [LoggerMessage(1103, LogLevel.Error,
        "Subscription {Subscription} gave up on event {EventId} ({Kind}); it is among the dead letters")]
    public static partial void EventGivenUp(ILogger logger, string subscription, Guid eventId, string kind);
}

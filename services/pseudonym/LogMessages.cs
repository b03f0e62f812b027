namespace TrustCenter.Pseudonyms;

/// <summary>What the service logs. Arguments are ids of our own and types of errors, nothing else.</summary>
static partial class LogMessages
{
    [LoggerMessage(3001, LogLevel.Warning, "The first domain could not be created yet: {Error}.")]
    public static partial void SeedFailed(ILogger log, string error);

    [LoggerMessage(3002, LogLevel.Warning, "Keys could not be changed at the moment, will try again: {Error}.")]
    public static partial void RotationFailed(ILogger log, string error);

    [LoggerMessage(3021, LogLevel.Warning, "The consent service gave no answer ({Error}); nothing is given out.")]
    public static partial void ConsentUnreachable(ILogger log, string error);

    [LoggerMessage(3022, LogLevel.Error,
        "Emergency {Request} was not told ({Error}, late: {Late}); it is tried again.")]
    public static partial void AlertNotSent(ILogger log, Guid request, string error, bool late);

    [LoggerMessage(3023, LogLevel.Warning, "Emergencies could not be looked for ({Error}).")]
    public static partial void AlertsFailed(ILogger log, string error);

    [LoggerMessage(3024, LogLevel.Warning, "Requests could not be ended yet ({Error}).")]
    public static partial void EndingFailed(ILogger log, string error);

    [LoggerMessage(3101, LogLevel.Warning, "The changes of consents can't be followed at the moment: {Error}.")]
    public static partial void FeedInterrupted(ILogger log, string error);

    [LoggerMessage(3102, LogLevel.Information, "The changes of consents are followed.")]
    public static partial void FeedFollowed(ILogger log);

    [LoggerMessage(3103, LogLevel.Warning, "The consent service begins another log; everybody is asked for anew.")]
    public static partial void FeedBegunAnew(ILogger log);

    [LoggerMessage(3104, LogLevel.Warning, "The consent service did not answer: {Error}.")]
    public static partial void ConsentSilent(ILogger log, string error);

    [LoggerMessage(3105, LogLevel.Warning, "The withdrawal {Task} is not carried out or reported yet: {Error}.")]
    public static partial void WithdrawalOpen(ILogger log, Guid task, string error);

    [LoggerMessage(3106, LogLevel.Error,
        "Pair {Pair} can't be opened ({Error}) and is not tied to a consent; nobody gets its pseudonym.")]
    public static partial void PairUnreadable(ILogger log, long pair, string error);

    [LoggerMessage(3201, LogLevel.Warning,
        "Following merges of the index was interrupted: {Error}; it is tried again.")]
    public static partial void IndexInterrupted(ILogger log, string error);
}

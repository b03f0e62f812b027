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

    [LoggerMessage(EventId = 4005, Level = LogLevel.Error,
        Message = "Record {Record} does not open; it is not compared")]
    public static partial void RecordNotOpened(ILogger logger, long record);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Warning,
        Message = "The index's file could not be written: {Problem}")]
    public static partial void IndexFileNotWritten(ILogger logger, string problem);

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information,
        Message = "HL7 listener {Listener}: connection {Connection} begun")]
    public static partial void ConnectionBegun(ILogger logger, int listener, int connection);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Information,
        Message = "HL7 listener {Listener}: connection {Connection} ended: {Why}")]
    public static partial void ConnectionEnded(ILogger logger, int listener, int connection, string why);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Warning,
        Message = "HL7 listener {Listener} holds as many connections as it may; another one is closed")]
    public static partial void TooManyConnections(ILogger logger, int listener);

    [LoggerMessage(EventId = 4104, Level = LogLevel.Warning,
        Message = "Message {Message} refused with {Code} at {Place}; it waits in the list")]
    public static partial void MessageRefused(ILogger logger, Guid message, int code, string place);

    [LoggerMessage(EventId = 4105, Level = LogLevel.Error,
        Message = "Message {Message} could not be applied: {Exception}; it waits in the list")]
    public static partial void MessageBroken(ILogger logger, Guid message, string exception);

    [LoggerMessage(EventId = 4106, Level = LogLevel.Warning,
        Message = "A message of {Sender} is tried again: {Exception}")]
    public static partial void MessageDelayed(ILogger logger, string sender, string exception);

    [LoggerMessage(EventId = 4107, Level = LogLevel.Warning, Message = "Something without a readable header: {Code}")]
    public static partial void HeaderUnreadable(ILogger logger, int code);

    [LoggerMessage(EventId = 4109, Level = LogLevel.Warning,
        Message = "HL7 listener {Listener}: a connection was not accepted: {Error}")]
    public static partial void NotAccepted(ILogger logger, int listener, System.Net.Sockets.SocketError error);

    [LoggerMessage(EventId = 4301, Level = LogLevel.Warning, Message = "Linkage waits: {Exception}")]
    public static partial void LinkageWaits(ILogger logger, string exception);

    [LoggerMessage(EventId = 4302, Level = LogLevel.Debug, Message = "Linkage {Run}: tile {Tile} is done")]
    public static partial void TileDone(ILogger logger, Guid run, int tile);

    [LoggerMessage(EventId = 4303, Level = LogLevel.Error,
        Message = "Linkage {Run}: tile {Tile} broke and is tried again: {Exception} {Stack}")]
    public static partial void TileBroken(ILogger logger, Guid run, int tile, string exception, string stack);

    [LoggerMessage(EventId = 4304, Level = LogLevel.Warning,
        Message = "A site's file for project {Project} could not be fetched: {Code}; it is tried again")]
    public static partial void SourceFailed(ILogger logger, Guid project, string code);

    [LoggerMessage(EventId = 4201, Level = LogLevel.Warning, Message = "Simulations wait: {Exception}")]
    public static partial void SimulationWaits(ILogger logger, string exception);

    [LoggerMessage(EventId = 4108, Level = LogLevel.Warning,
        Message = "Old notes of messages could not be deleted: {Exception}")]
    public static partial void NotesNotDeleted(ILogger logger, string exception);

    [LoggerMessage(EventId = 4021, Level = LogLevel.Information,
        Message = "Import {Import} goes on behind line {Line}")]
    public static partial void ImportRuns(ILogger logger, Guid import, long line);

    [LoggerMessage(EventId = 4022, Level = LogLevel.Information,
        Message = "Import {Import} is {Status}, {Lines} lines in this run")]
    public static partial void ImportStops(ILogger logger, Guid import, string status, long lines);

    [LoggerMessage(EventId = 4023, Level = LogLevel.Warning,
        Message = "Import {Import} was interrupted ({Kind}); it is tried again")]
    public static partial void ImportInterrupted(ILogger logger, Guid import, string kind);

    [LoggerMessage(EventId = 4024, Level = LogLevel.Error,
        Message = "Import {Import} failed: {Kind} {Stack}")]
    public static partial void ImportBroken(ILogger logger, Guid import, string kind, string stack);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TrustCenter.Events;

/// <summary>
/// What a service tells its event store: the names that are stored for ever, and what follows its events.
/// </summary>
public sealed class EventStoreOptions
{
    /// <summary>
    /// How many batches are committed at the same time at most; 1 to 8. One does it as long as it keeps up: the fewer
    /// commit, the more is committed at once. Another one helps where as many sessions wait as are being written.
    /// </summary>
    public int Writers { get; set; } = 2;

    /// <summary>How many sessions' work one commit takes at most.</summary>
    public int UnitsPerCommit { get; set; } = 64;

    /// <summary>Read models written in the transaction of the event.</summary>
    public IList<IInlineProjection> Projections { get; } = [];

    /// <summary>What follows the log behind the commits.</summary>
    public IList<ISubscription> Subscriptions { get; } = [];

    /// <summary>How often a subscription tries an event again before it goes to the dead letters.</summary>
    public int SubscriptionRetries { get; set; } = 5;

    /// <summary>Pause before the first retry; doubles each time, with jitter, up to 10 s.</summary>
    public TimeSpan SubscriptionRetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How events and snapshots are written as JSON; to be changed before the store is built only.</summary>
    public JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    internal StoredNames Names { get; } = new();

    /// <summary>Registers an event under its stored kebab-case name, never to be changed.</summary>
    /// <param name="storedName">Name in the log.</param>
    /// <param name="version">Present version of its fields; older ones need <see cref="Upcast"/>.</param>
    public EventStoreOptions Event<T>(string storedName, int version = 1)
    {
        Names.AddEvent(typeof(T), storedName, version);
        return this;
    }

    /// <summary>Registers how an event stored in an old version becomes the next version.</summary>
    /// <param name="storedName">Name in the log.</param>
    /// <param name="fromVersion">The version it was stored in; the result is of version <c>fromVersion + 1</c>.</param>
    /// <param name="upcast">Pure; may change the node it is given.</param>
    public EventStoreOptions Upcast(string storedName, int fromVersion, Func<JsonNode, JsonNode> upcast)
    {
        Names.AddUpcast(storedName, fromVersion, upcast);
        return this;
    }

    /// <summary>Registers a kind of stream under its stored name.</summary>
    public EventStoreOptions Stream<T>(string storedName) where T : IFold<T>
    {
        Names.AddStream(typeof(T), storedName);
        return this;
    }

    /// <summary>
    /// Keeps the folded state of long streams. The state must survive being written as JSON and read again.
    /// </summary>
    /// <param name="events">A snapshot is taken each time this many events have come.</param>
    /// <param name="foldVersion">To be raised when folding changes; older snapshots are ignored then.</param>
    public EventStoreOptions SnapshotEvery<T>(int events, int foldVersion = 1) where T : IFold<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(events, 1);
        Names.AddSnapshot(typeof(T), new(events, foldVersion));
        return this;
    }
}

namespace TrustCenter.Events;

/// <summary>A state that is nothing but what its events add up to. Both members are pure.</summary>
/// <typeparam name="TSelf">The state itself.</typeparam>
public interface IFold<TSelf> where TSelf : IFold<TSelf>
{
    /// <summary>The state before the first event.</summary>
    static abstract TSelf Initial { get; }

    /// <summary>The state after <paramref name="event"/>; an event it does not know leaves it as it was.</summary>
    static abstract TSelf Evolve(TSelf state, object @event);
}

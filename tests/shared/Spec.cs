using System.Text.Json;
using TrustCenter.Events;

namespace TrustCenter.Testing;

/// <summary>Given what has happened, when something is decided, then these facts follow. Needs no database.</summary>
public static class Spec
{
    /// <summary>The state that these events add up to.</summary>
    public static SpecState<T> Given<T>(params object[] events) where T : IFold<T> =>
        new(events.Aggregate(T.Initial, T.Evolve));
}

/// <summary>What is given.</summary>
public sealed record SpecState<T>(T State)
{
    /// <summary>Decides on that state.</summary>
    public SpecOutcome When(Func<T, Decision> decide) => new(decide(State));
}

/// <summary>What was decided.</summary>
public sealed record SpecOutcome(Decision Decision)
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Exactly these events, in this order; compared by their type and everything in them.</summary>
    public void Then(params object[] expected)
    {
        if (Decision.Rejection is { } rejection)
        {
            throw new SpecFailedException(
                $"Refused ({rejection.Code}: {rejection.Message}), expected\n{Show(expected)}");
        }

        var (wanted, got) = (Show(expected), Show(Decision.Events));
        if (wanted != got)
            throw new SpecFailedException($"Expected\n{wanted}\nbut decided\n{got}");
    }

    /// <summary>Accepted, and nothing changes.</summary>
    public void ThenNothing() => Then();

    /// <summary>Refused with this code.</summary>
    public void ThenRefused(string code)
    {
        if (Decision.Rejection is not { } rejection)
            throw new SpecFailedException($"Expected refusal '{code}' but decided\n{Show(Decision.Events)}");

        if (rejection.Code != code)
            throw new SpecFailedException($"Expected refusal '{code}' but was refused with '{rejection.Code}'.");
    }

    // records with collections compare by reference, so what they hold is compared as text
    static string Show(IEnumerable<object> events) => string.Join('\n',
        events.Select(e => $"{e.GetType().Name} {JsonSerializer.Serialize(e, e.GetType(), Readable)}"));
}

/// <summary>The decision was another one than the specification says.</summary>
public sealed class SpecFailedException(string message) : Exception(message);

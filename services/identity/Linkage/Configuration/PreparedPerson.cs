namespace TrustCenter.Identities.Linkage;

/// <summary>A person made ready to be compared by one <see cref="PersonLinkage"/>.</summary>
public sealed class PreparedPerson
{
    internal PreparedPerson(NormalisedPerson normalised, IReadOnlyCollection<string> keys)
    {
        Normalised = normalised;
        Keys = keys;
    }

    /// <summary>The person's fields as they are compared. Identifying data.</summary>
    public NormalisedPerson Normalised { get; }

    /// <summary>The blocking keys, in the clear: hash them with a key of your own before storing them.</summary>
    public IReadOnlyCollection<string> Keys { get; }

    /// <summary>What the Fellegi-Sunter weighting compares, and what an index keeps.</summary>
    public ComparablePerson Comparable { get; internal init; }

    internal Dictionary<string, MainzellisteValue>? Mainzelliste { get; init; }

    internal EpixValues[]? Epix { get; init; }
}

using System.Diagnostics.CodeAnalysis;

namespace TrustCenter.Fhir;

/// <summary>What came of reading a document: the resource, or all its faults at once.</summary>
/// <param name="Resource">The resource; null if there are errors.</param>
/// <param name="Problems">Everything that was found wrong.</param>
public sealed record FhirInput(FhirResource? Resource, FhirProblems Problems)
{
    /// <summary>Whether the document was taken.</summary>
    [MemberNotNullWhen(true, nameof(Resource))]
    public bool IsValid => Resource is not null;
}

/// <summary>How strictly a document is read.</summary>
public sealed record FhirReadOptions
{
    /// <summary>Everything R4 demands.</summary>
    public static FhirReadOptions Strict { get; } = new();

    /// <summary>As the gateways read, where nothing is mandatory and each operation says what it needs: incomplete
    /// patients stand in Parameters, a part may be nameless (the DNPM etl-processor sends its <c>config</c> so), and an
    /// extension may lack its url (published requests of the gateway do).</summary>
    public static FhirReadOptions Gateway { get; } = new() { RequireMandatory = false };

    /// <summary>Whether an element that R4 demands must be there.</summary>
    public bool RequireMandatory { get; init; } = true;

    /// <summary>Elements (type and name: <c>Parameters.parameter.name</c>) that may be missing all the same.</summary>
    public IReadOnlySet<string> AcceptMissing { get; init; } = new HashSet<string>();

    /// <summary>Unknown elements (type and name: <c>Consent.performer2</c>) that are dropped with a warning instead of
    /// refused: known quirks of known clients only.</summary>
    public IReadOnlySet<string> IgnoreUnknown { get; init; } = new HashSet<string>();

    /// <summary>How deep elements may stand in each other, 1 to 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>How many elements a document may have (primitives too).</summary>
    public int MaxElements { get; init; } = 500_000;

    /// <summary>Reading stops after so many faults.</summary>
    public int MaxProblems { get; init; } = 50;
}

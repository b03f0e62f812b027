using System.Collections;

namespace TrustCenter.Fhir;

/// <summary>How bad a problem is.</summary>
public enum FhirSeverity
{
    /// <summary>The document was taken, and this is worth knowing.</summary>
    Warning,

    /// <summary>The document was refused for this.</summary>
    Error,
}

/// <summary>One fault of a document, with its place.</summary>
/// <param name="Severity">Whether the document was refused for it.</param>
/// <param name="Code">Code of http://hl7.org/fhir/issue-type, for example <c>structure</c> or <c>value</c>.</param>
/// <param name="Expression">FHIRPath of the element, for example
/// <c>Consent.provision.provision[2].period.start</c>; empty where the document has no root.</param>
/// <param name="Expected">What should have stood there, as the object of "expected …".</param>
/// <param name="Found">What stood there, shortened; null where it could be personal.</param>
public sealed record FhirProblem(
    FhirSeverity Severity, string Code, string Expression, string Expected, string? Found = null)
{
    /// <summary>The fault as one sentence.</summary>
    public string Sentence => (Expression.Length == 0 ? "The document" : Expression) + ": expected " + Expected
        + (Found is null ? "." : $", found {Found}.");

    /// <inheritdoc/>
    public override string ToString() => Sentence;
}

/// <summary>All faults of one document, in the order they were met.</summary>
public sealed class FhirProblems(IReadOnlyList<FhirProblem> problems) : IReadOnlyList<FhirProblem>
{
    /// <summary>No fault.</summary>
    public static FhirProblems None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => problems.Count;

    /// <inheritdoc/>
    public FhirProblem this[int index] => problems[index];

    /// <summary>Whether the document was refused.</summary>
    public bool HasErrors => problems.Any(p => p.Severity == FhirSeverity.Error);

    /// <summary>The faults as an OperationOutcome; "all ok" where there are none.</summary>
    public FhirResource ToOutcome() => OperationOutcome.Of(this);

    /// <inheritdoc/>
    public IEnumerator<FhirProblem> GetEnumerator() => problems.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', problems);
}

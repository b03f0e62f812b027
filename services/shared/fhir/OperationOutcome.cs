namespace TrustCenter.Fhir;

/// <summary>Makes OperationOutcomes: what went wrong, where, and what to do.</summary>
public static class OperationOutcome
{
    /// <summary>One error.</summary>
    /// <param name="code">Code of http://hl7.org/fhir/issue-type: invalid, not-found, forbidden, conflict, …</param>
    /// <param name="diagnostics">One sentence, without personal data.</param>
    /// <param name="expression">FHIRPath of the element at fault, if there is one.</param>
    /// <param name="details">A code of our own that programs can switch on.</param>
    public static FhirResource Error(
        string code, string diagnostics, string? expression = null, Coding? details = null) =>
        new("OperationOutcome") { { "issue", Issue("error", code, diagnostics, expression, details) } };

    /// <summary>Something worth saying though all went well.</summary>
    /// <param name="diagnostics">One sentence, without personal data.</param>
    /// <param name="details">A code that programs can switch on.</param>
    public static FhirResource Information(string diagnostics, Coding? details = null) =>
        new("OperationOutcome") { { "issue", Issue("information", "informational", diagnostics, null, details) } };

    /// <summary>All problems of a document, each with its place.</summary>
    public static FhirResource Of(IEnumerable<FhirProblem> problems)
    {
        var outcome = new FhirResource("OperationOutcome");
        foreach (var problem in problems)
            outcome.Add("issue", Issue(problem.Severity == FhirSeverity.Error ? "error" : "warning", problem.Code,
                problem.Sentence, problem.Expression, null));
        return outcome.IsEmpty ? Information("Nothing was found wrong.") : outcome;
    }

    static FhirElement Issue(string severity, string code, string text, string? expression, Coding? details) =>
        new("OperationOutcome.issue")
        {
            { "severity", severity },
            { "code", code },
            { "details", details is null ? null : new CodeableConcept(details) },
            { "diagnostics", text },
            { "expression", expression },
        };
}

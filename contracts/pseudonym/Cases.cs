namespace TrustCenter.Contracts.Pseudonym;

/// <summary>Sets up case numbers (Vorgangsnummern, § 64e SGB V): two domains, one per recipient, with keys of their
/// own.</summary>
/// <param name="Name">The domains are <c>NAME.genome</c> and <c>NAME.clinical</c>.</param>
/// <param name="Numbers"><c>made</c> (default): drawn here. <c>received</c>: drawn by the trust office of the model
/// project and brought in; here only work numbers are drawn.</param>
/// <param name="Format">What case numbers look like; null: 64 hexadecimal digits.</param>
/// <param name="GenomeKeys">A domain whose pseudonyms of the same originals stand beside the numbers in the genome
/// data centre's file, so that the right data meets the right number; null: none.</param>
/// <param name="ClinicalKeys">The same for the clinical data node; another domain than
/// <paramref name="GenomeKeys"/>.</param>
public sealed record CreateCaseScheme(
    string Name, string? Numbers = null, DomainFormat? Format = null, string? GenomeKeys = null,
    string? ClinicalKeys = null);

/// <summary>A scheme as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Numbers"><c>made</c> or <c>received</c>.</param>
/// <param name="GenomeDomain">Domain of the genome numbers.</param>
/// <param name="ClinicalDomain">Domain of the clinical numbers.</param>
public sealed record CaseSchemeView(string Name, string Numbers, string GenomeDomain, string ClinicalDomain);

/// <summary>Makes submissions, or gets those that are there: all of them or none.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Originals">1 to 100 originals, one case each.</param>
/// <param name="Kind"><c>initial</c> (default; the one that is there, if there is one), <c>followup</c>,
/// <c>addition</c>, <c>correction</c> (each a new one of a case that has an initial one) or <c>test</c>.</param>
public sealed record SubmitCases(string Scheme, IReadOnlyList<string> Originals, string? Kind = null);

/// <summary>Submissions in the order of the originals. The numbers are not here: they leave one recipient at a
/// time.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Results">One per original.</param>
public sealed record CaseSubmissions(string Scheme, IReadOnlyList<CaseSubmission> Results);

/// <summary>One submission.</summary>
/// <param name="CaseId">Id of the case, of this service's own making.</param>
/// <param name="Number">1 for the first of a case.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="WorkNumber">The provider's number for the trust office (Arbeitsnummer, § 4(2) GenDV): random.</param>
/// <param name="Created">It was made just now.</param>
public sealed record CaseSubmission(Guid CaseId, int Number, string Kind, string WorkNumber, bool Created);

/// <summary>Brings in the numbers that the trust office drew.</summary>
/// <param name="Scheme">A scheme whose numbers are <c>received</c>.</param>
/// <param name="Numbers">1 to 100.</param>
public sealed record ReceiveCaseNumbers(string Scheme, IReadOnlyList<ReceivedCaseNumber> Numbers);

/// <summary>Both numbers of one submission, as the trust office answered.</summary>
/// <param name="WorkNumber">Which submission.</param>
/// <param name="Genome">Genome case number.</param>
/// <param name="Clinical">Clinical case number.</param>
public sealed record ReceivedCaseNumber(string WorkNumber, string Genome, string Clinical);

/// <summary>Asks for the file of one recipient: everything that was not handed over to it yet. Needs an
/// <c>Idempotency-Key</c>: under the same one the same file comes again.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Recipient"><c>genome-data-centre</c>, <c>clinical-data-node</c>, or (numbers received)
/// <c>trust-office</c>.</param>
public sealed record HandOverCases(string Scheme, string Recipient);

/// <summary>Says what a recipient said of a submission.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Recipient"><c>genome-data-centre</c> or <c>clinical-data-node</c>.</param>
/// <param name="Number">The number the recipient has.</param>
/// <param name="Outcome"><c>accepted</c> or <c>rejected</c>.</param>
public sealed record ConfirmSubmission(string Scheme, string Recipient, string Number, string Outcome);

/// <summary>Asks for the trust centre's own register.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Originals">1 to 100 originals.</param>
public sealed record ReadCaseRegister(string Scheme, IReadOnlyList<string> Originals);

/// <summary>The register: the only place where both numbers stand side by side.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Cases">In the order of the originals; null where there is no case.</param>
public sealed record CaseRegisterView(string Scheme, IReadOnlyList<RegisteredCase?> Cases);

/// <summary>A case.</summary>
/// <param name="CaseId">Its id.</param>
/// <param name="Submissions">Its submissions, oldest first.</param>
public sealed record RegisteredCase(Guid CaseId, IReadOnlyList<RegisteredSubmission> Submissions);

/// <summary>A submission with both numbers.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="WorkNumber">Work number.</param>
/// <param name="Genome">Genome case number; null: not received yet.</param>
/// <param name="GenomeState"><c>made</c>, <c>handed-over</c>, <c>accepted</c> or <c>rejected</c>.</param>
/// <param name="Clinical">Clinical case number; null: not received yet.</param>
/// <param name="ClinicalState">As <paramref name="GenomeState"/>.</param>
public sealed record RegisteredSubmission(
    int Number, string Kind, string WorkNumber, string? Genome, string GenomeState, string? Clinical,
    string ClinicalState);

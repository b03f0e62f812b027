namespace TrustCenter.Pseudonyms;

/// <summary>Settings of the pseudonym service, section <c>Pseudonym</c>.</summary>
public sealed class PseudonymsOptions
{
    public const string Section = "Pseudonym";
}

using System.Security.Cryptography;
using System.Text;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>What a domain's pseudonyms depend on: the question asked of the consent service, and what a withdrawal
/// does.</summary>
public sealed record Tie(
    string Domain, string IdentifierType, string Policy, string OnWithdrawal, bool AsksEachTime)
{
    /// <summary>Stands for the question: what is known under another one is an answer to something else.</summary>
    public Guid Question { get; } = new(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{Domain.Length}:{Domain}{IdentifierType.Length}:{IdentifierType}{Policy}")).AsSpan(0, 16), bigEndian: true);

    public static Tie? Of(PseudonymDomainSettings settings) => settings.RequiredPolicy is { } policy
        && TieRules.Complete(settings) is { } tie
            ? new(tie.Domain!, tie.IdentifierType!, policy, tie.OnWithdrawal!, tie.AsksEachTime) : null;
}

/// <summary>What a tie may be like.</summary>
public static class TieRules
{
    public const string Block = "block";
    public const string Anonymise = "anonymise";
    public const string Delete = "delete";

    /// <summary>With nothing left out; null where no policy is required and nothing is said.</summary>
    public static ConsentTie? Complete(PseudonymDomainSettings wish) =>
        wish.Consent is null && wish.RequiredPolicy is null ? null : new(
            wish.Consent?.Domain ?? "MII", wish.Consent?.IdentifierType ?? "Pseudonym",
            wish.Consent?.OnWithdrawal ?? Block, wish.Consent?.AsksEachTime ?? false);

    public static Rejection? Fault(PseudonymDomainSettings settings)
    {
        if (settings.Consent is not { } tie) return null;
        if (string.IsNullOrWhiteSpace(settings.RequiredPolicy))
            return Invalid("A domain that is tied to consents requires a policy.", "settings.requiredPolicy");
        if (tie.OnWithdrawal is not (Block or Anonymise or Delete))
            return Invalid("A withdrawal blocks, anonymises or deletes.", "settings.consent.onWithdrawal");
        if (tie.OnWithdrawal == Delete && !settings.Deletable)
            return Invalid("Pseudonyms of this domain are not deletable.", "settings.consent.onWithdrawal");
        return IsName(tie.Domain) && IsName(tie.IdentifierType) ? null
            : Invalid("Consent domain and type of identifier have 1 to 200 characters.", "settings.consent");
    }

    static bool IsName(string? text) =>
        text is { Length: > 0 and <= 200 } && !text.Any(char.IsControl) && Originals.IsWellFormed(text);

    static Rejection Invalid(string message, string path) => Rejection.Invalid("tie-invalid", message, path);
}

using System.Collections.Frozen;

namespace TrustCenter.Contracts.Pseudonym;

/// <summary>
/// Codes of refusals, as <c>code</c> of a problem and of an OperationOutcome's details. Clients switch on them, so they
/// never change and never get another meaning; new ones are added.
/// </summary>
public static class RejectionCodes
{
    /// <summary>Every code with what it means.</summary>
    public static FrozenDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["required"] = "Something required is missing.",
        ["malformed-json"] = "The JSON is malformed or not what is expected.",
        ["malformed"] = "The request is malformed.",
        ["too-long"] = "A text is longer than allowed.",
        ["too-many"] = "A list or a number is larger than allowed.",
        ["value-invalid"] = "An original or a pseudonym is empty, too long or no well-formed text.",
        ["character-not-allowed"] = "A control character.",
        ["cursor-malformed"] = "The cursor is not one this service gave.",
        ["limit-out-of-range"] = "The limit is outside what is allowed.",
        ["not-signed-in"] = "Nobody is signed in.",
        ["permission-missing"] = "The caller's roles do not allow this, or the domain does not grant it.",
        ["verifying"] = "Too many credentials at once; wait.",
        ["too-many-requests"] = "Too many requests; wait.",
        ["too-many-values"] = "More originals in an hour than the domain grants; wait.",
        ["address-unknown"] = "There is nothing at this address.",
        ["method-not-allowed"] = "The address knows other methods.",
        ["content-type-not-supported"] = "The content type is not supported here.",
        ["too-large"] = "The request is too large.",
        ["refused"] = "The request was refused.",
        ["broken"] = "Something broke in the service.",
        ["unavailable"] = "The service can't do this at the moment; try again.",
        ["outcome-unknown"] = "It is not known whether this was stored; repeat with the same Idempotency-Key.",
        ["stream-moved"] = "Somebody else changed this in the meantime.",
        ["idempotency-key-malformed"] = "The Idempotency-Key can't be used.",
        ["idempotency-key-reused"] = "The Idempotency-Key was used for another request.",
        ["subscription-unknown"] = "No such subscription.",
        ["dead-letter-unknown"] = "No such dead letter.",
        ["domain-unknown"] = "There is no such domain, or it is not the caller's to use.",
        ["domain-exists"] = "There is a domain with this name.",
        ["domain-name-invalid"] = "A domain can't have this name.",
        ["domain-closed"] = "The domain makes no pseudonyms any more.",
        ["domain-not-valid"] = "The domain makes no pseudonyms at this time.",
        ["domain-full"] = "There are not as many free pseudonyms in the domain as are wanted.",
        ["domain-nearly-full"] = "Hardly any pseudonym of the domain is free, and none was found.",
        ["domain-circle"] = "A domain would be its own ancestor.",
        ["parent-unknown"] = "A parent is no domain, or not one the caller may use.",
        ["parent-invalid"] = "The list of parents can't be used.",
        ["parent-missing"] = "Originals can be checked against parents only.",
        ["format-invalid"] = "No such format of pseudonyms.",
        ["pseudonym-format-impossible"] = "The parts of a format of pseudonyms do not go together.",
        ["pseudonym-format-too-small"] = "A format has too few pseudonyms to be permuted.",
        ["format-fixed"] = "The domain has pseudonyms of the present format.",
        ["generation-invalid"] = "No such way of making pseudonyms.",
        ["originals-invalid"] = "No such way of checking originals.",
        ["fill-invalid"] = "The share to warn at is out of range.",
        ["lifetime-invalid"] = "The lifetime is out of range.",
        ["validity-invalid"] = "The validity has ended or ends before it begins.",
        ["grant-invalid"] = "A grant to resolve is incomplete.",
        ["several-not-allowed"] = "In this domain an original has one pseudonym.",
        ["deletion-not-allowed"] = "Pseudonyms of this domain are not deleted.",
        ["too-slow"] = "The body came too slowly.",
        ["values-ambiguous"] = "Name originals or pseudonyms, not both.",
        ["rotation-running"] = "The keys of the domain are being changed.",
        ["original-unknown"] = "The original has no pseudonym in the domain.",
        ["pseudonym-unknown"] = "There is no original of the pseudonym.",
        ["parameters-missing"] = "The body of an operation is a Parameters resource.",
        ["dialect-unclear"] = "The parameters of an operation do not go together.",
        ["idempotency-key-not-kept"] = "The gateway keeps no answers under an Idempotency-Key.",
        ["bundle-missing"] = "The body is a Bundle.",
        ["bundle-type-invalid"] = "The type of the Bundle is batch.",
        ["transaction-not-supported"] = "Operations of a Bundle are carried out one by one.",
        ["original-not-in-parent"] = "An original is no pseudonym of a parent domain.",
    }.ToFrozenDictionary();
}

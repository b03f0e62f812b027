using System.Text.Json.Serialization;

namespace TrustCenter.Codes;

/// <summary>What is wrong with a text that should be a pseudonym.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PseudonymFault>))]
public enum PseudonymFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Another number of characters.</summary>
    Length,

    /// <summary>It does not begin with the prefix.</summary>
    Prefix,

    /// <summary>It does not end with the suffix.</summary>
    Suffix,

    /// <summary>A character that is not in the alphabet.</summary>
    Symbol,

    /// <summary>No delimiter where one has to stand, or one elsewhere.</summary>
    Delimiter,

    /// <summary>They follow from other symbols.</summary>
    CheckDigits,
}

/// <summary>The first fault of a text and where it is.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Position">From 1, as people count; for wrong check digits that of the first of them.</param>
/// <param name="Expected">Characters it should have, where that is the fault.</param>
public readonly record struct PseudonymVerdict(PseudonymFault Fault, int Position = 0, int Expected = 0)
{
    /// <summary>Whether it is a pseudonym of the format.</summary>
    public bool IsValid => Fault == PseudonymFault.None;

    /// <summary>A sentence that never holds the text itself.</summary>
    public string Message => Fault switch
    {
        PseudonymFault.None => "The pseudonym is valid.",
        PseudonymFault.Length => $"The pseudonym has to have {Expected} characters.",
        PseudonymFault.Prefix => "The pseudonym does not begin with the prefix.",
        PseudonymFault.Suffix => "The pseudonym does not end with the suffix.",
        PseudonymFault.Symbol => $"Character {Position} is not in the alphabet.",
        PseudonymFault.Delimiter => $"A delimiter is missing or not expected as character {Position}.",
        _ => "The check digits do not fit.",
    };
}

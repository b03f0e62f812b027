using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace TrustCenter.Identities.Linkage;

/// <summary>How an E-PIX compares a field.</summary>
/// <param name="Name">Its own name for it: firstName, birthDate …</param>
/// <param name="BlockingThreshold">Fewer letters in common and the pair is not compared; 0 for none.</param>
/// <param name="CountsDigits">Blocking counts digits, not letters.</param>
/// <param name="MatchingThreshold">Similarity from which the field speaks for a match.</param>
/// <param name="Weight">Weight.</param>
/// <param name="Algorithm">Class name without package and "Algorithm".</param>
/// <param name="Values">How several values in one field are read; null if they are not.</param>
public sealed record EpixField(
    string Name, double BlockingThreshold, bool CountsDigits, double MatchingThreshold, double Weight, string Algorithm,
    EpixMultipleValues? Values);

/// <summary>Several values in one field ("Anna Maria").</summary>
/// <param name="Separator">Between values.</param>
/// <param name="NotPerfect">Taken off if all are there in another order.</param>
/// <param name="OneShort">Taken off if one side leaves values out.</param>
/// <param name="BothShort">Taken off if both do.</param>
public sealed record EpixMultipleValues(string Separator, double NotPerfect, double OneShort, double BothShort);

/// <summary>What is done to a field's text before it is compared, in order.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="Replacements">Texts and what they become.</param>
/// <param name="Transformations">Class names without package and "Transformation".</param>
public sealed record EpixPreprocessing(
    string Field, ImmutableArray<(string Text, string By)> Replacements, ImmutableArray<string> Transformations);

/// <summary>What an E-PIX domain's matching configuration (matching-config 2.9.0, XML) says about its weighting.
/// </summary>
/// <param name="Preprocessing">By field.</param>
/// <param name="Fields">Fields compared.</param>
/// <param name="Possible">Ratio from which a pair is a possible match.</param>
/// <param name="Automatic">Ratio from which it is one.</param>
public sealed record EpixConfiguration(
    ImmutableArray<EpixPreprocessing> Preprocessing, ImmutableArray<EpixField> Fields, double Possible,
    double Automatic)
{
    static readonly string[] Algorithms =
        ["Levenshtein", "Deterministic", "ColognePhonetic", "SorensenDice", "JaccardSimilarity"];
    static readonly string[] Transformations = ["ToUpperCase", "CharsMutation", "CharNormalization", "Trim"];

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="FormatException">Something is missing or not known here; the message says what.</exception>
    public static EpixConfiguration Read(string xml)
    {
        XElement root;
        try
        {
            if (xml.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase))
                throw new FormatException("A configuration has no document type.");
            root = XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException fault)
        {
            throw new FormatException(fault.Message);
        }

        var matching = Child(root, "matching") ?? throw new FormatException("There is no element 'matching'.");
        return new(
            [.. Children(Child(root, "preprocessing-config"), "preprocessing-field").Select(ReadPreprocessing)],
            [.. Children(matching, "field").Select(ReadField)],
            Number(matching, "threshold-possible-match", 4), Number(matching, "threshold-automatic-match", 20));
    }

    static EpixPreprocessing ReadPreprocessing(XElement field) => new(
        Text(field, "field-name"),
        [.. Children(field, "simple-transformation-type").Select(one =>
            (Child(one, "input-pattern")?.Value ?? "", Child(one, "output-pattern")?.Value ?? ""))
            .Where(one => one.Item1.Length > 0)],
        [.. Children(field, "complex-transformation-type").Select(one =>
            Class(Text(one, "qualified-class-name"), "Transformation", Transformations))]);

    static EpixField ReadField(XElement field) => new(
        Text(field, "name"),
        Number(field, "blocking-threshold", 0),
        Child(field, "blocking-mode")?.Value.Trim() == "NUMBERS",
        Number(field, "matching-threshold", 0),
        Number(field, "weight", 0),
        Class(Text(field, "algorithm"), "Algorithm", Algorithms),
        Child(field, "multiple-values") is not { } values ? null : new(
            Child(values, "separator")?.Value is { Length: > 0 } separator ? separator[..1] : " ",
            Number(values, "penalty-not-a-perfect-match", 0.1), Number(values, "penalty-one-short", 0.1),
            Number(values, "penalty-both-short", 0.2)));

    static string Class(string name, string ending, string[] known)
    {
        var simple = name[(name.LastIndexOf('.') + 1)..];
        if (simple.EndsWith(ending, StringComparison.Ordinal)) simple = simple[..^ending.Length];
        return known.Contains(simple) ? simple : throw new FormatException($"'{name}' is not known.");
    }

    static XElement? Child(XElement? element, string name) => Children(element, name).FirstOrDefault();

    static IEnumerable<XElement> Children(XElement? element, string name) =>
        element?.Elements().Where(child => child.Name.LocalName == name) ?? [];

    static string Text(XElement element, string name) =>
        Child(element, name)?.Value.Trim() ?? throw new FormatException($"There is no element '{name}'.");

    static double Number(XElement element, string name, double otherwise) => Child(element, name)?.Value is not { } text
        ? otherwise
        : double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number : throw new FormatException($"'{name}' is no number.");
}

using System.Collections.Immutable;
using System.Globalization;

namespace TrustCenter.Identities.Linkage;

/// <summary>A field that a Mainzelliste compares.</summary>
/// <param name="Name">Its own name for it.</param>
/// <param name="Comparator">NGramComparator or BinaryFieldComparator.</param>
/// <param name="Transformers">StringNormalizer, StringTrimmer, FirstNameDecomposer, GermanLastNameDecomposer, in
/// order.</param>
/// <param name="Number">An IntegerField: 07 is 7.</param>
/// <param name="Weight">log2((1 − error rate) / frequency).</param>
public sealed record MainzellisteField(
    string Name, string Comparator, ImmutableArray<string> Transformers, bool Number, double Weight);

/// <summary>What a Mainzelliste's configuration file says about its EpiLink matcher (Contiero et al., Methods Inf. Med.
/// 44, 2005).</summary>
/// <param name="Fields">Fields with a comparator.</param>
/// <param name="Groups">Names of fields whose values may stand in each other's place.</param>
/// <param name="MatchFrom">Weights from here on are matches.</param>
/// <param name="NonMatchTo">Weights up to here are none.</param>
public sealed record MainzellisteConfiguration(
    ImmutableArray<MainzellisteField> Fields, ImmutableArray<ImmutableArray<string>> Groups, double MatchFrom,
    double NonMatchTo)
{
    static readonly string[] Comparators = ["NGramComparator", "BinaryFieldComparator"];
    static readonly string[] Known =
        ["StringNormalizer", "StringTrimmer", "FirstNameDecomposer", "GermanLastNameDecomposer"];

    /// <summary>Reads a configuration file.</summary>
    /// <exception cref="FormatException">Something is missing or not known here; the message says what.</exception>
    public static MainzellisteConfiguration Read(string text)
    {
        var properties = JavaProperties.Read(text);
        var fields = properties.Keys
            .Where(key => key.StartsWith("field.", StringComparison.Ordinal)
                && key.EndsWith(".comparator", StringComparison.Ordinal))
            .Select(key => key["field.".Length..^".comparator".Length])
            .Where(name => properties.ContainsKey($"field.{name}.type"))
            .Order(StringComparer.Ordinal).Select(name => Field(properties, name));
        var groups = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        while (properties.TryGetValue($"exchangeGroup.{groups.Count}", out var names)) groups.Add(List(names));
        var read = new MainzellisteConfiguration(
            [.. fields], groups.ToImmutable(), Number(properties, "matcher.epilink.threshold_match"),
            Number(properties, "matcher.epilink.threshold_non_match"));
        var stray = read.Groups.SelectMany(group => group).Except(read.Fields.Select(field => field.Name));
        if (stray.FirstOrDefault() is { } unknown) throw new FormatException($"'{unknown}' has no comparator.");
        return read;
    }

    static MainzellisteField Field(Dictionary<string, string> properties, string name)
    {
        var comparator = properties[$"field.{name}.comparator"].Trim();
        if (!Comparators.Contains(comparator)) throw new FormatException($"'{comparator}' is not known.");
        var transformers = List(properties.GetValueOrDefault($"field.{name}.transformers", ""));
        if (transformers.Except(Known).FirstOrDefault() is { } stray)
            throw new FormatException($"'{stray}' is not known.");
        var error = Number(properties, $"matcher.epilink.{name}.errorRate");
        var frequency = Number(properties, $"matcher.epilink.{name}.frequency");
        return new(
            name, comparator, transformers, properties[$"field.{name}.type"].Trim() == "IntegerField",
            Math.Log((1 - error) / frequency) / Math.Log(2));
    }

    static double Number(Dictionary<string, string> properties, string key) =>
        properties.TryGetValue(key, out var text)
        && double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number : throw new FormatException($"'{key}' is no number.");

    static ImmutableArray<string> List(string text) =>
        [.. text.Split((char[])[',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}

using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TrustCenter.Consents;
using TrustCenter.Hosting;
using TrustCenter.Identities;
using TrustCenter.Pseudonyms;

namespace TrustCenter.Deploy.Tests;

/// <summary>Every setting of every service as one table, read from the classes that hold them.</summary>
static partial class OptionsTable
{
    public const string Begin = "<!-- settings: written by the tests from the options classes -->";
    public const string End = "<!-- end of settings -->";

    static readonly Assembly[] Assemblies =
    [
        typeof(AuthOptions).Assembly, typeof(ConsentsOptions).Assembly, typeof(PseudonymsOptions).Assembly,
        typeof(IdentitiesOptions).Assembly,
    ];

    /// <param name="Name">As configured, <c>Limits:Burst</c>.</param>
    public sealed record Setting(string Name, string Default, string Unit, string Range, string Meaning)
    {
        public string Variable => Name.Replace(":", "__", StringComparison.Ordinal);
    }

    /// <summary>Classes with a section of the configuration of their own.</summary>
    public static IReadOnlyList<(string Section, Type Type)> Classes { get; } =
    [
        .. new[] { "Consent", "Pseudonym", "Identity" }.Select(service => (service, typeof(ServiceSettings))),
        .. Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetField("Section")?.IsLiteral == true)
            .Select(type => ((string)type.GetField("Section")!.GetRawConstantValue()!, type))
            .OrderBy(found => Order(found.Item1)).ThenBy(found => found.Item1, StringComparer.Ordinal)
            .ThenBy(found => found.type.Name, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<Setting> Settings { get; } =
        [.. Classes.SelectMany(found => Of(found.Section, found.Type)).DistinctBy(setting => setting.Name)];

    public static string Write()
    {
        var text = new StringBuilder(Begin).Append("\n\n")
            .Append("| Setting | Environment variable | Default | Unit, range | Meaning |\n|---|---|---|---|---|\n");
        foreach (var (name, @default, unit, range, meaning) in Settings)
        {
            var variable = name.Replace(":", "__", StringComparison.Ordinal);
            var limits = string.Join(", ", new[] { unit, range }.Where(part => part.Length > 0));
            text.Append(CultureInfo.InvariantCulture, $"| `{name}` | `{variable}` | {@default} | {limits} | ")
                .Append(meaning).Append(" |\n");
        }

        return text.Append('\n').Append(End).ToString();
    }

    static int Order(string section) => section.Split(':')[0] switch
    {
        "Consent" => 0,
        "Pseudonym" => 1,
        "Identity" => 2,
        _ => 3,
    };

    static IEnumerable<Setting> Of(string section, Type type)
    {
        var made = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(property => property.GetMethod!.IsPublic))
        {
            var name = $"{section}:{property.Name}";
            var element = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[0] : null;
            if (element is not null && element != typeof(string) && !element.IsPrimitive)
            {
                foreach (var inner in Of($"{name}:0", element))
                    yield return inner;

                continue;
            }

            yield return new(element is null ? name : $"{name}:0", DefaultOf(property, made), UnitOf(property.Name),
                RangeOf(property), MeaningOf(property));
        }
    }

    static string DefaultOf(PropertyInfo property, object made) => property.GetValue(made) switch
    {
        null or "" => property.GetCustomAttribute<RequiredAttribute>() is null ? "–" : "none; must be set",
        bool value => value ? "`true`" : "`false`",
        string value => $"`{value}`",
        IEnumerable => "–",
        IFormattable value => $"`{value.ToString(null, CultureInfo.InvariantCulture)}`",
        var other => $"`{other}`",
    };

    static string UnitOf(string name) => name switch
    {
        _ when name.EndsWith("BytesPerSecond", StringComparison.Ordinal) => "bytes a second",
        _ when name.EndsWith("PerSecond", StringComparison.Ordinal) => "a second",
        _ when name.EndsWith("Seconds", StringComparison.Ordinal) => "seconds",
        _ when name.EndsWith("Days", StringComparison.Ordinal) => "days",
        _ when name.EndsWith("Bytes", StringComparison.Ordinal) => "bytes",
        _ => "",
    };

    static string RangeOf(PropertyInfo property) => property.GetCustomAttribute<RangeAttribute>() is { } range
        ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}")
        : "";

    static string MeaningOf(PropertyInfo property)
    {
        var documented = XDocument.Load(Path.ChangeExtension(property.DeclaringType!.Assembly.Location, ".xml"));
        var id = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        var summary = documented.Descendants("member").FirstOrDefault(member => (string?)member.Attribute("name") == id)
            ?.Element("summary") ?? throw new InvalidOperationException($"{id} is not documented.");
        foreach (var inner in summary.Elements().ToArray())
        {
            inner.ReplaceWith(inner.Name == "c" ? $"`{inner.Value}`"
                : $"`{((string?)inner.Attribute("cref"))?.Split('(')[0].Split('.')[^1]}`");
        }

        var text = Spaces().Replace(summary.Value, " ").Trim();
        return DefaultSentence().Replace(text, "").Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <summary>What columns of their own say.</summary>
    [GeneratedRegex(@" Default:? (none|false|true|`[^`]*`|[\d.]+( [KMG]iB)?)(, range [^.]*)?\.$")]
    private static partial Regex DefaultSentence();
}

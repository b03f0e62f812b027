using System.Globalization;

namespace TrustCenter.Fhir;

/// <summary>
/// The parameters of an operation, read by name. What is missing or of the wrong type is collected in
/// <see cref="Problems"/>, so that a caller hears of all faults at once:
/// read everything, then ask <c>Problems.HasErrors</c>.
/// </summary>
public sealed class Parameters
{
    const string Whole = "a whole number";
    readonly List<Item> items = [];
    readonly List<FhirProblem> problems;
    readonly HashSet<string> asked = new(StringComparer.Ordinal);
    readonly string path;
    readonly string kind;

    Parameters(FhirElement? owner, string children, string path, List<FhirProblem> problems)
    {
        (this.path, this.problems, kind) = (path, problems, children);
        if (owner is not null) Collect(owner, children, path);
    }

    readonly record struct Item(string Name, FhirElement Element, string Path);

    /// <summary>What was wrong with what was asked for so far.</summary>
    public FhirProblems Problems => new(problems);

    /// <summary>Names that are there but were never asked for.</summary>
    public IEnumerable<string> Unread => items.Select(i => i.Name).Where(n => !asked.Contains(n)).Distinct();

    /// <summary>All names, in the order they came.</summary>
    public IEnumerable<string> Names => items.Select(i => i.Name);

    /// <summary>
    /// A problem with its place by the parameter's name instead of its number; as it was where it is elsewhere.
    /// </summary>
    public FhirProblem Named(FhirProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (items.Find(i => problem.Expression.StartsWith(i.Path,
            StringComparison.Ordinal)) is not { Name: { } name } item)
            return problem;
        var same = items.Where(i => i.Name == name).ToList();
        var number = same.Count > 1 ? $"[{same.IndexOf(item)}]" : "";
        return problem with
        {
            Expression = $"{path}.parameter.where(name='{name}'){number}{problem.Expression[item.Path.Length..]}",
        };
    }

    /// <summary>A resource of these parameters; empty ones are left out.</summary>
    public static FhirResource Of(params IEnumerable<(string Name, ParameterValue Value)> parameters)
    {
        var resource = new FhirResource("Parameters");
        foreach (var (name, value) in parameters)
            if (!value.IsEmpty) resource.Add("parameter", value.ToParameter(name));
        return resource;
    }

    /// <summary>Reads a Parameters resource; any other type is a problem and has no parameters.</summary>
    public static Parameters Read(FhirResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (resource.Is("Parameters")) return new(resource, "parameter", "Parameters", []);
        return new(null, "parameter", "Parameters",
            [new(FhirSeverity.Error, "invalid", resource.TypeName, "a Parameters resource", resource.TypeName)]);
    }

    /// <summary>Whether there is a parameter of this name.</summary>
    public bool Has(string name) => All(name).Any();

    /// <summary>The text of a parameter of any text-like type (string, code, uri, id, …), or null.</summary>
    public string? String(string name) => Literal(name, "text", "string", "code", "uri", "id", "markdown", "canonical",
        "url", "oid", "uuid");

    /// <summary>As <see cref="String"/>; a problem where it is missing, and then empty.</summary>
    public string RequiredString(string name) => String(name) ?? Missing(name) ?? "";

    /// <summary>The texts of all parameters of a name.</summary>
    public IReadOnlyList<string> Strings(string name) =>
        [.. All(name).Select(i => TextOf(i, "text", "string", "code", "uri", "id", "markdown")).OfType<string>()];

    /// <summary>A boolean, also where it came as the text true or false (some clients send it so), or null.</summary>
    public bool? Boolean(string name)
    {
        var text = Literal(name, "true or false", "boolean", "string", "code");
        if (text is null or "true" or "false") return text is null ? null : text == "true";
        Fault(Single(name), "true or false");
        return null;
    }

    /// <summary>A whole number, also where it came as text (some clients send it so), or null.</summary>
    public int? Integer(string name)
    {
        if (Literal(name, Whole, "integer", "positiveInt", "unsignedInt", "string") is not { } text) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        Fault(Single(name), Whole);
        return null;
    }

    /// <summary>A date or dateTime, as partial as it came, also where it came as text; or null.</summary>
    public FhirDateTime? Date(string name)
    {
        if (Literal(name, "a date", "date", "dateTime", "instant", "string") is not { } text) return null;
        if (FhirDateTime.TryParse(text, out var date)) return date;
        Fault(Single(name), "a date as 2021-06-30");
        return null;
    }

    /// <summary>A Coding, also the first one of a CodeableConcept; or null.</summary>
    public Coding? Coding(string name) => Value(name, "a Coding", "Coding", "CodeableConcept") is { } element
        ? Fhir.Coding.Read(element.TypeName == "Coding" ? element : element["coding"]) : null;

    /// <summary>All Codings of a name.</summary>
    public IReadOnlyList<Coding> Codings(string name) =>
        [.. All(name).Select(i => Fhir.Coding.Read(ValueOf(i, "a Coding", "Coding"))).OfType<Coding>()];

    /// <summary>An Identifier, or null.</summary>
    public Identifier? Identifier(string name) => Fhir.Identifier.Read(Value(name, "an Identifier", "Identifier"));

    /// <summary>All Identifiers of a name, in the order they came.</summary>
    public IReadOnlyList<Identifier> Identifiers(string name) => [.. All(name)
        .Select(i => Fhir.Identifier.Read(ValueOf(i, "an Identifier", "Identifier"))).OfType<Identifier>()];

    /// <summary>A Reference, or null.</summary>
    public Reference? Reference(string name) => Fhir.Reference.Read(Value(name, "a Reference", "Reference"));

    /// <summary>The value of the first parameter of a name, whatever its type is; or null.</summary>
    public FhirElement? Any(string name) => All(name).Select(i => i.Element["value"]).FirstOrDefault();

    /// <summary>The values of all parameters of a name, whatever their types are, in the order they came; null for one
    /// without value.</summary>
    public IReadOnlyList<FhirElement?> Each(string name) => [.. All(name).Select(i => i.Element["value"])];

    /// <summary>The resource of a parameter, of this type where one is given; or null.</summary>
    public FhirResource? Resource(string name, string? type = null)
    {
        if (Single(name) is not { } item) return null;
        if (item.Element["resource"] is FhirResource found && (type is null || found.Is(type))) return found;
        Fault(item, type is null ? "a resource" : $"a resource of type {type}");
        return null;
    }

    /// <summary>All resources of a name.</summary>
    public IReadOnlyList<FhirResource> Resources(string name) =>
        [.. All(name).Select(i => i.Element["resource"]).OfType<FhirResource>()];

    /// <summary>The parts of a parameter, read like parameters; empty where it is missing. Problems go to the same
    /// list. A nested Parameters resource counts as parts, whether the parameter or a nameless part holds it.</summary>
    public Parameters Part(string name) => Single(name) is { } item ? PartsOf(item)
        : new(null, "part", $"{path}.where(name='{name}')", problems);

    /// <summary>The parts of every parameter of a name.</summary>
    public IReadOnlyList<Parameters> Parts(string name) => [.. All(name).Select(PartsOf)];

    /// <summary>
    /// Records that a parameter must be there and isn't; null, so that it can stand behind <c>??</c>.
    /// </summary>
    public string? Missing(string name)
    {
        if (!Has(name))
        {
            problems.Add(new(FhirSeverity.Error, "required",
                $"{path}.{kind}.where(name='{name}')", $"a parameter '{name}'", "none"));
        }

        return null;
    }

    Parameters PartsOf(Item item) => new(item.Element, "part", item.Path, problems);

    void Collect(FhirElement owner, string children, string at)
    {
        if (owner["resource"] is FhirResource nested && nested.Is("Parameters"))
            Collect(nested, "parameter", $"{at}.resource");
        var index = 0;
        foreach (var element in owner.All(children))
        {
            var place = $"{at}.{children}[{index++}]";
            if (element.Text("name") is { } name) items.Add(new(name, element, place));
            else Collect(element, "part", place);
        }
    }

    IEnumerable<Item> All(string name)
    {
        asked.Add(name);
        return items.Where(i => i.Name == name);
    }

    Item? Single(string name)
    {
        Item? first = null;
        foreach (var item in All(name))
        {
            if (first is null) first = item;
            else Fault(item, $"'{name}' once");
        }

        return first;
    }

    string? Literal(string name, string expected, params string[] types) =>
        Single(name) is { } item ? TextOf(item, expected, types) : null;

    string? TextOf(Item item, string expected, params string[] types) => ValueOf(item, expected, types)?.Value;

    FhirElement? Value(string name, string expected, params string[] types) =>
        Single(name) is { } item ? ValueOf(item, expected, types) : null;

    FhirElement? ValueOf(Item item, string expected, params string[] types)
    {
        if (item.Element["value"] is { } value && types.Contains(value.TypeName)) return value;
        Fault(item, expected);
        return null;
    }

    void Fault(Item? item, string expected)
    {
        if (item is not { } at) return;
        var problem = new FhirProblem(FhirSeverity.Error, "value", $"{at.Path}.value", expected,
            at.Element["value"]?.TypeName ?? (at.Element["resource"] is null ? "no value" : "a resource"));
        if (!problems.Contains(problem)) problems.Add(problem);
    }
}

using System.Globalization;
using System.Text;

namespace TrustCenter.Fhir;

/// <summary>
/// What both readers share: where they are, what they found, and the rules that hold for JSON and XML.
/// </summary>
sealed class Reading(FhirReadOptions options)
{
    readonly List<FhirProblem> problems = [];
    readonly List<(string Name, int Index)> path = [];
    int elements;

    public bool Stopped { get; private set; }

    public FhirProblems Problems => new(problems);

    public FhirInput Result(FhirResource? root) =>
        Problems.HasErrors || root is null ? new(null, Problems) : new(root, Problems);

    /// <summary>
    /// Steps into an element; false where the document is too deep or too long, and then nothing follows.
    /// </summary>
    public bool Enter(string name, int index = -1)
    {
        path.Add((name, index));
        if (path.Count > Math.Min(options.MaxDepth, 64))
        {
            Report("too-costly", $"at most {options.MaxDepth} elements inside each other");
            Stopped = true;
        }
        else if (++elements > options.MaxElements)
        {
            Report("too-costly", $"at most {options.MaxElements} elements in one document");
            Stopped = true;
        }

        return !Stopped;
    }

    public void Leave() => path.RemoveAt(path.Count - 1);

    public void LeaveTo(int depth) => path.RemoveRange(depth, path.Count - depth);

    public int Depth => path.Count;

    public void Report(string code, string expected, string? found = null, string? child = null)
    {
        Add(new(FhirSeverity.Error, code, Path(child), expected, found));
    }

    /// <summary>An element R4 doesn't have here: an error, or a warning where it is a known quirk.</summary>
    public void ReportUnknown(FhirType type, string name)
    {
        var known = options.IgnoreUnknown.Contains($"{type.Name}.{name}");
        Add(new(known ? FhirSeverity.Warning : FhirSeverity.Error, "structure", Path(Safe(name)),
            $"only elements that R4 defines for {type.Name}", "an unknown element"));
    }

    /// <summary>Checks the literal of a primitive, its code list included.</summary>
    public void Check(FhirSlot slot, string literal)
    {
        if (FhirPrimitive.Fault(slot.Type.Syntax, literal) is { } fault)
            Report("value", fault, Shown(slot, literal));
        else if (slot.Codes?.Contains(literal) == false)
            Report("code-invalid", $"one of {string.Join(" | ", slot.Codes.Order(StringComparer.Ordinal).Take(30))}",
                Shown(slot, literal));
    }

    /// <summary>
    /// Checks an element after its last child: is it empty, is something missing, twice or misdirected?
    /// </summary>
    public void Finish(FhirElement element)
    {
        if (Stopped) return;
        if (element.IsEmpty && element is not FhirResource)
        {
            Report("structure", "a value or at least one child element");
            return;
        }

        var children = element.Children;
        for (var i = 0; i < children.Count; i++)
        {
            var (slot, child) = children[i];
            if (slot.IsChoice && Repeats(children, i))
                Report("structure", "one type of value only", null, slot.Name);
            if (slot.Type.IsPrimitive && child.IsEmpty)
                Report("structure", "a value or an extension", "neither", slot.Name);
        }

        if (options.RequireMandatory) CheckRequired(element);
    }

    void CheckRequired(FhirElement element)
    {
        foreach (var slot in element.Type.Required)
        {
            var there = false;
            foreach (var child in element.Children) there |= child.Slot.Order == slot.Order;
            if (!there && !options.AcceptMissing.Contains($"{element.Type.Name}.{slot.Name}"))
                Report("required", $"{element.Type.Name}.{slot.Name}, which R4 demands", "nothing", slot.Name);
        }
    }

    static bool Repeats(IReadOnlyList<FhirElement.Child> children, int index)
    {
        var (slot, _) = children[index];
        for (var i = 0; i < index; i++)
            if (children[i].Slot.Order == slot.Order && children[i].Slot != slot) return true;
        return false;
    }

    /// <summary>Checks where a literal reference points, once its owner's slot is known.</summary>
    public void CheckTarget(FhirSlot slot, FhirElement element)
    {
        if (slot.Targets.Count == 0 || element.Text("reference") is not { } text || text.StartsWith('#')) return;
        var parts = text.Split('/');
        var end = parts.Length >= 4 && parts[^2] == "_history" ? parts.Length - 2 : parts.Length;
        if (end < 2 || !R4.ResourceNames.Contains(parts[end - 2]) || slot.Targets.Contains(parts[end - 2])) return;
        Report("value", $"a reference to {string.Join(" or ", slot.Targets)}", $"one to {parts[end - 2]}");
    }

    public string Path(string? child = null)
    {
        var text = new StringBuilder();
        foreach (var (name, index) in path)
        {
            if (text.Length > 0) text.Append('.');
            text.Append(name);
            if (index >= 0) text.Append(CultureInfo.InvariantCulture, $"[{index}]");
        }

        if (child is null) return text.ToString();
        return text.Length == 0 ? child : text.Append('.').Append(child).ToString();
    }

    /// <summary>A name that came from outside, fit to be shown: short, and of name characters only.</summary>
    public static string Safe(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name.AsSpan(0, Math.Min(name.Length, 48)))
            text.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '?');
        return text.Length == 0 ? "?" : text.ToString();
    }

    void Add(FhirProblem problem)
    {
        if (Stopped) return;
        problems.Add(problem);
        if (problems.Count >= options.MaxProblems) Stopped = true;
    }

    // Names, birth dates, identifiers and free text are never repeated: outcomes end up in logs.
    static string? Shown(FhirSlot slot, string literal) => slot.Name is "birthDate" or "deceased" or "value" ? null
        : slot.Type.Syntax switch
        {
            FhirSyntax.Code or FhirSyntax.Date or FhirSyntax.DateTime or FhirSyntax.Instant or FhirSyntax.Time
                or FhirSyntax.Boolean or FhirSyntax.Integer or FhirSyntax.PositiveInt or FhirSyntax.UnsignedInt =>
                $"'{Printable(literal)}'",
            _ => null,
        };

    static string Printable(string literal)
    {
        var text = new StringBuilder();
        foreach (var c in literal.AsSpan(0, Math.Min(literal.Length, 32)))
            text.Append(c is >= ' ' and <= '~' and not ('\'' or '<' or '>' or '&' or '"') ? c : '?');
        return literal.Length > 32 ? text + "…" : text.ToString();
    }
}

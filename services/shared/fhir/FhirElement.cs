using System.Collections;
using System.Globalization;

namespace TrustCenter.Fhir;

/// <summary>
/// Something that can stand as the value of an element: an element itself or one of the value records.
/// </summary>
public interface IFhirValue
{
    /// <summary>The value as an element of its own, not shared with anyone.</summary>
    FhirElement ToElement();
}

/// <summary>
/// A node of a FHIR document: a primitive with its literal text, or a structure with children, kept as they came.
/// Whatever is added is checked against R4, so a wrong name or type fails where it is written.
/// </summary>
/// <example><code>
/// new FhirElement("Consent.provision") { { "type", "deny" }, { "code", new CodeableConcept(coding) } }
/// </code></example>
public class FhirElement : IFhirValue, IEnumerable
{
    List<Child>? children;

    internal FhirElement(FhirType type, string? value = null) => (Type, Value) = (type, value);

    /// <summary>An empty element of a type, for example <c>Coding</c> or <c>Consent.provision</c>.</summary>
    /// <exception cref="ArgumentException">R4 or this suite doesn't know the type.</exception>
    public FhirElement(string type) : this(R4.Get(type))
    {
        if (Type.Kind == FhirKind.Resource && this is not FhirResource)
            throw new ArgumentException($"'{type}' is a resource; use {nameof(FhirResource)}.", nameof(type));
    }

    internal readonly record struct Child(FhirSlot Slot, FhirElement Element);

    internal FhirType Type { get; }

    internal IReadOnlyList<Child> Children => children is null ? [] : children;

    /// <summary>The FHIR type: <c>code</c>, <c>Coding</c>, <c>Consent.provision</c>, <c>Consent</c>.</summary>
    public string TypeName => Type.Name;

    /// <summary>The literal text of a primitive as it was written; null for structures and for a primitive that has
    /// only extensions.</summary>
    public string? Value { get; internal set; }

    /// <summary>Whether there is neither a value nor a child.</summary>
    public bool IsEmpty => Value is null && children is null or { Count: 0 };

    /// <summary>The first element on a path of names, for example <c>provision.period.start</c>; a choice element
    /// answers to <c>value</c> (any type) and to <c>valueString</c> (that type only).</summary>
    public FhirElement? this[string path]
    {
        get
        {
            var dot = path.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0) return First(path);
            foreach (var child in All(path[..dot]))
                if (child[path[(dot + 1)..]] is { } found) return found;
            return null;
        }
    }

    /// <summary>All children of a name, in the order they came.</summary>
    public IEnumerable<FhirElement> All(string name)
    {
        if (children is null) yield break;
        foreach (var (slot, element) in children)
            if (Named(slot, name)) yield return element;
    }

    /// <summary>The literal text on a path, or null.</summary>
    public string? Text(string path) => this[path]?.Value;

    /// <summary>The date on a path, or null where there is none or it isn't a date.</summary>
    public FhirDateTime? Date(string path) => FhirDateTime.TryParse(Text(path), out var date) ? date : null;

    /// <summary>The first extension with this url, or null.</summary>
    public FhirElement? Extension(string url) => All("extension").FirstOrDefault(e => e.Text("url") == url);

    /// <summary>The value of the first extension with this url, or null.</summary>
    public FhirElement? ExtensionValue(string url) => Extension(url)?.First("value");

    /// <summary>Adds an extension with a simple or structured value.</summary>
    public void AddExtension(string url, string valueName, string value) =>
        Add("extension", new FhirElement("Extension") { { "url", url }, { valueName, value } });

    /// <summary>Adds an extension whose value is a structure, for example a Reference.</summary>
    public void AddExtension(string url, IFhirValue value) =>
        Add("extension", new FhirElement("Extension") { { "url", url }, { "value", value } });

    /// <summary>A primitive with its literal; null or empty gives an element without a value.</summary>
    /// <exception cref="ArgumentException">The literal isn't valid for the type.</exception>
    public static FhirElement Primitive(string type, string? literal)
    {
        var element = new FhirElement(type);
        if (string.IsNullOrEmpty(literal)) return element;
        if (!element.Type.IsPrimitive) throw new ArgumentException($"'{type}' is no primitive type.", nameof(type));
        if (element.Type.Syntax == FhirSyntax.Text)
            element.Value = string.IsNullOrWhiteSpace(literal) ? null : FhirPrimitive.Portable(literal);
        else if (FhirPrimitive.Fault(element.Type.Syntax, literal) is { } fault)
            throw new ArgumentException($"A {type} must be {fault}.", nameof(literal));
        else element.Value = literal;
        return element;
    }

    /// <summary>
    /// Adds a literal; null and empty text are left out. Text loses characters that FHIR can't carry.
    /// </summary>
    /// <exception cref="ArgumentException">R4 has no such element here, or the literal isn't valid for it.</exception>
    public void Add(string name, string? literal)
    {
        if (string.IsNullOrEmpty(literal)) return;
        var slot = Type.Find(name) ?? throw Unknown(name);
        if (slot.Codes?.Contains(literal) == false)
            throw new ArgumentException($"{Type.Name}.{name} must be one of its codes.", nameof(literal));
        var element = Primitive(slot.Type.Name, literal);
        if (!element.IsEmpty) Put(slot, element);
    }

    /// <summary>Adds a boolean; null is left out.</summary>
    public void Add(string name, bool? value) => Add(name, value is { } b ? b ? "true" : "false" : null);

    /// <summary>Adds a whole number; null is left out.</summary>
    public void Add(string name, int? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a decimal; its trailing zeros are kept.</summary>
    public void Add(string name, decimal? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a date as it stands; null is left out.</summary>
    public void Add(string name, FhirDateTime? value) => Add(name, value?.Text);

    /// <summary>Adds a day; null is left out.</summary>
    public void Add(string name, DateOnly? value) => Add(name, value is { } d ? FhirDateTime.Of(d).Text : null);

    /// <summary>Adds a point in time with its offset; null is left out.</summary>
    public void Add(string name, DateTimeOffset? value) => Add(name, value is { } t ? FhirDateTime.Of(t).Text : null);

    /// <summary>Adds a structure; null and empty ones are left out. A choice element may be given by its bare name
    /// (<c>value</c>): the type of the value decides.</summary>
    /// <exception cref="ArgumentException">R4 has no such element here, or it has another type.</exception>
    public void Add(string name, IFhirValue? value)
    {
        if (value?.ToElement() is not { } element || element.IsEmpty && element is not FhirResource) return;
        Put(Type.Slots.FirstOrDefault(s => Named(s, name) && Fits(s, element)) ?? throw Unknown(name), element);
    }

    /// <summary>Adds each of several structures.</summary>
    public void Add(string name, IEnumerable<IFhirValue>? values)
    {
        foreach (var value in values ?? []) Add(name, value);
    }

    /// <summary>Adds each of several literals.</summary>
    public void Add(string name, IEnumerable<string>? literals)
    {
        foreach (var literal in literals ?? []) Add(name, literal);
    }

    /// <summary>Removes all children of a name.</summary>
    public void Remove(string name) => children?.RemoveAll(c => Named(c.Slot, name));

    /// <summary>Replaces what stands under a name by a literal.</summary>
    public void Set(string name, string? literal)
    {
        Remove(name);
        Add(name, literal);
    }

    /// <summary>Replaces what stands under a name by a structure.</summary>
    public void Set(string name, IFhirValue? value)
    {
        Remove(name);
        Add(name, value);
    }

    /// <summary>Whether two elements say the same: same type, literals and children. The order of differently named
    /// children doesn't matter, the order of repetitions does.</summary>
    public bool ContentEquals(FhirElement? other)
    {
        if (other is null || other.Type != Type || other.Children.Count != Children.Count) return false;
        if (other.Value != Value && !SameNarrative(other)) return false;
        var left = Children.OrderBy(c => c.Slot.Index);
        var right = other.Children.OrderBy(c => c.Slot.Index);
        return left.Zip(right).All(p => p.First.Slot == p.Second.Slot
            && p.First.Element.ContentEquals(p.Second.Element));
    }

    /// <summary>A deep copy.</summary>
    public FhirElement Clone()
    {
        var copy = Type.Kind == FhirKind.Resource ? new FhirResource(Type) : new FhirElement(Type, Value);
        foreach (var (slot, element) in Children) copy.Append(slot, element.Clone());
        return copy;
    }

    /// <inheritdoc/>
    public FhirElement ToElement() => this;

    IEnumerator IEnumerable.GetEnumerator() => Children.GetEnumerator();

    internal void Append(FhirSlot slot, FhirElement element) => (children ??= []).Add(new(slot, element));

    internal FhirElement? First(string name)
    {
        if (children is null) return null;
        foreach (var (slot, element) in children)
            if (Named(slot, name)) return element;
        return null;
    }

    void Put(FhirSlot slot, FhirElement element)
    {
        if (!slot.Many && Children.Any(c => c.Slot.Order == slot.Order))
            throw new ArgumentException($"{Type.Name}.{slot.Name} can stand only once.");
        Append(slot, element);
    }

    bool SameNarrative(FhirElement other) => Type.IsPrimitive && Type.Syntax == FhirSyntax.Xhtml
        && Value is not null && other.Value is not null
        && Narrative.Canonical(Value) == Narrative.Canonical(other.Value);

    static bool Named(FhirSlot slot, string name) => slot.Name == name || slot.IsChoice && slot.JsonName == name;

    static bool Fits(FhirSlot slot, FhirElement element) =>
        slot.Type == element.Type || slot.Type.Kind == FhirKind.AnyResource && element is FhirResource;

    ArgumentException Unknown(string name) => new($"R4 has no element {Type.Name}.{name} of this type.", nameof(name));
}

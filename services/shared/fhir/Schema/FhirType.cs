using System.Collections.Frozen;
using System.Text.Json;

namespace TrustCenter.Fhir;

/// <summary>What kind of thing a type of the definition table is.</summary>
enum FhirKind
{
    Primitive,
    Structure,
    Resource,
    AnyResource,
}

/// <summary>One type of the definition table: a primitive, a structure, or a resource.</summary>
sealed class FhirType(string name, FhirKind kind)
{
    FrozenDictionary<string, FhirSlot>.AlternateLookup<ReadOnlySpan<char>> byJsonName;

    public string Name { get; } = name;
    public FhirKind Kind { get; } = kind;
    public FhirSyntax Syntax { get; } = kind == FhirKind.Primitive ? FhirPrimitive.SyntaxOf(name) : default;
    public bool IsPrimitive => Kind == FhirKind.Primitive;

    /// <summary>In the order XML demands; a choice element stands here once for each of its types.</summary>
    public IReadOnlyList<FhirSlot> Slots { get; private set; } = [];

    /// <summary>The elements that must be there; a choice element stands here once, with any of its types.</summary>
    public IReadOnlyList<FhirSlot> Required { get; private set; } = [];

    public void Fill(IReadOnlyList<FhirSlot> slots)
    {
        Slots = slots;
        Required = [.. slots.Where(s => s.Required).DistinctBy(s => s.Order)];
        byJsonName = slots.ToFrozenDictionary(s => s.JsonName, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public FhirSlot? Find(ReadOnlySpan<char> jsonName) => byJsonName.TryGetValue(jsonName, out var slot) ? slot : null;

    public override string ToString() => Name;
}

/// <summary>A place of a type where a child may stand: an element, or one type of a choice element.</summary>
sealed class FhirSlot(string name, FhirType type, bool choice)
{
    /// <summary>The FHIRPath name: <c>value</c>, whatever its type is.</summary>
    public string Name { get; } = name;

    /// <summary>The name in JSON and XML: <c>valueString</c>.</summary>
    public string JsonName { get; } = choice ? name + char.ToUpperInvariant(type.Name[0]) + type.Name[1..] : name;

    public FhirType Type { get; } = type;
    public bool IsChoice { get; } = choice;
    public required bool Many { get; init; }
    public required bool Required { get; init; }

    /// <summary>Written as an attribute in XML (id, and the url of an extension).</summary>
    public bool Attribute { get; init; }

    /// <summary>Position of the element; all types of one choice share it.</summary>
    public required int Order { get; init; }

    /// <summary>Position of this slot in its type.</summary>
    public required int Index { get; init; }

    /// <summary>The only codes allowed, where the binding is required and its codes are few.</summary>
    public FrozenSet<string>? Codes { get; init; }

    /// <summary>The resource types a reference may point to; empty = any.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    public JsonEncodedText Encoded { get; } =
        JsonEncodedText.Encode(choice ? name + char.ToUpperInvariant(type.Name[0]) + type.Name[1..] : name);

    public JsonEncodedText EncodedShadow { get; } =
        JsonEncodedText.Encode("_" + (choice ? name + char.ToUpperInvariant(type.Name[0]) + type.Name[1..] : name));

    public override string ToString() => JsonName;
}

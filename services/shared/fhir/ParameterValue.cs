using System.Globalization;

namespace TrustCenter.Fhir;

/// <summary>What one parameter of an operation carries: a value, a resource, or parts. Made implicitly from the usual
/// types, so that <c>Parameters.Of(("consented", true))</c> is all it takes.</summary>
public readonly struct ParameterValue
{
    readonly IFhirValue? value;
    readonly (string Name, ParameterValue Value)[]? parts;

    ParameterValue(IFhirValue? value) => this.value = value;

    ParameterValue((string, ParameterValue)[] parts) => this.parts = parts;

    /// <summary>Whether there is nothing; such parameters are left out.</summary>
    public bool IsEmpty => value is null && parts is null;

    /// <summary>A parameter made of parts.</summary>
    public static ParameterValue Parts(params (string Name, ParameterValue Value)[] parts) => new(parts);

    /// <summary>A code.</summary>
    public static ParameterValue Code(string? code) => Literal("code", code);

    /// <summary>A URI.</summary>
    public static ParameterValue Uri(string? uri) => Literal("uri", uri);

    /// <summary>Bytes, as base64Binary.</summary>
    public static ParameterValue Bytes(ReadOnlySpan<byte> bytes) =>
        Literal("base64Binary", Convert.ToBase64String(bytes));

    /// <summary>Any element or record.</summary>
    public static ParameterValue Of(IFhirValue? value) => new(value);

    /// <summary>valueString; null or empty leaves the parameter out.</summary>
    public static implicit operator ParameterValue(string? text) => Literal("string", text);

    /// <summary>valueBoolean.</summary>
    public static implicit operator ParameterValue(bool value) => Literal("boolean", value ? "true" : "false");

    /// <summary>valueInteger.</summary>
    public static implicit operator ParameterValue(int value) =>
        Literal("integer", value.ToString(CultureInfo.InvariantCulture));

    /// <summary>valueDecimal.</summary>
    public static implicit operator ParameterValue(decimal value) =>
        Literal("decimal", value.ToString(CultureInfo.InvariantCulture));

    /// <summary>valueDate.</summary>
    public static implicit operator ParameterValue(DateOnly day) => Literal("date", FhirDateTime.Of(day).Text);

    /// <summary>valueDateTime.</summary>
    public static implicit operator ParameterValue(DateTimeOffset time) =>
        Literal("dateTime", FhirDateTime.Of(time).Text);

    /// <summary>valueDateTime, as partial as it is.</summary>
    public static implicit operator ParameterValue(FhirDateTime time) => Literal("dateTime", time.Text);

    /// <summary>valueCoding.</summary>
    public static implicit operator ParameterValue(Coding? coding) => new(coding);

    /// <summary>valueCodeableConcept.</summary>
    public static implicit operator ParameterValue(CodeableConcept? concept) => new(concept);

    /// <summary>valueIdentifier.</summary>
    public static implicit operator ParameterValue(Identifier? identifier) => new(identifier);

    /// <summary>valueReference.</summary>
    public static implicit operator ParameterValue(Reference? reference) => new(reference);

    /// <summary>valuePeriod.</summary>
    public static implicit operator ParameterValue(Period? period) => new(period);

    /// <summary>An element as value, or a resource.</summary>
    public static implicit operator ParameterValue(FhirElement? element) => new(element);

    /// <summary>Parts.</summary>
    public static implicit operator ParameterValue((string Name, ParameterValue Value)[] parts) => new(parts);

    internal FhirElement ToParameter(string name)
    {
        var parameter = new FhirElement("Parameters.parameter") { { "name", name } };
        foreach (var (part, content) in parts ?? [])
            if (!content.IsEmpty) parameter.Add("part", content.ToParameter(part));
        if (value?.ToElement() is { } element) parameter.Add(element is FhirResource ? "resource" : "value", element);
        return parameter;
    }

    static ParameterValue Literal(string type, string? text) =>
        string.IsNullOrEmpty(text) ? default : new(FhirElement.Primitive(type, text));
}

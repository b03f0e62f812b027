namespace TrustCenter.Fhir;

/// <summary>A code of a code system.</summary>
/// <param name="System">The code system's URI.</param>
/// <param name="Code">The code, compared exactly.</param>
/// <param name="Display">What people read.</param>
/// <param name="Version">Version of the code system.</param>
public sealed record Coding(string? System, string? Code, string? Display = null, string? Version = null) : IFhirValue
{
    /// <summary>Reads an element of type Coding; null in, null out.</summary>
    public static Coding? Read(FhirElement? element) => element is null ? null
        : new(element.Text("system"), element.Text("code"), element.Text("display"), element.Text("version"));

    /// <inheritdoc/>
    public FhirElement ToElement() => new("Coding")
    {
        { "system", System }, { "version", Version }, { "code", Code }, { "display", Display },
    };
}

/// <summary>A concept: codings that mean the same, and perhaps text.</summary>
/// <param name="Codings">In the order they stood.</param>
/// <param name="Text">What was meant, in words.</param>
public sealed record CodeableConcept(IReadOnlyList<Coding> Codings, string? Text = null) : IFhirValue
{
    /// <summary>A concept of one coding.</summary>
    public CodeableConcept(Coding coding) : this([coding])
    {
    }

    /// <summary>Reads an element of type CodeableConcept; null in, null out.</summary>
    public static CodeableConcept? Read(FhirElement? element) => element is null ? null
        : new([.. element.All("coding").Select(c => Coding.Read(c)!)], element.Text("text"));

    /// <summary>Whether one of the codings has this system and code.</summary>
    public bool Has(string system, string code) => Codings.Any(c => c.System == system && c.Code == code);

    /// <inheritdoc/>
    public FhirElement ToElement() => new("CodeableConcept") { { "coding", Codings }, { "text", Text } };
}

/// <summary>An identifier: whose (system) and which (value).</summary>
/// <param name="System">URI of the namespace in which the value is unique.</param>
/// <param name="Value">The identifier itself. Often identifying data: never log it.</param>
/// <param name="Use">usual, official, temp, secondary or old.</param>
/// <param name="Type">What sort of identifier it is.</param>
/// <param name="Period">When it was in use.</param>
public sealed record Identifier(
    string? System, string? Value, string? Use = null, CodeableConcept? Type = null, Period? Period = null) : IFhirValue
{
    /// <summary>Reads an element of type Identifier; null in, null out.</summary>
    public static Identifier? Read(FhirElement? element) => element is null ? null
        : new(element.Text("system"), element.Text("value"), element.Text("use"),
            CodeableConcept.Read(element["type"]), Fhir.Period.Read(element["period"]));

    /// <inheritdoc/>
    public FhirElement ToElement() => new("Identifier")
    {
        { "use", Use }, { "type", Type }, { "system", System }, { "value", Value }, { "period", Period },
    };

    /// <inheritdoc/>
    public override string ToString() => "Identifier";
}

/// <summary>A reference to another resource, by address or by identifier.</summary>
/// <param name="Target">Relative, absolute or contained address: <c>Patient/1</c>, <c>#p</c>.</param>
/// <param name="Identifier">Identifier of the target, where its address isn't known.</param>
/// <param name="Display">What people read. May be identifying data.</param>
/// <param name="Type">The target's resource type.</param>
public sealed record Reference(
    string? Target, Identifier? Identifier = null, string? Display = null, string? Type = null) : IFhirValue
{
    /// <summary>Reads an element of type Reference; null in, null out.</summary>
    public static Reference? Read(FhirElement? element) => element is null ? null
        : new(element.Text("reference"), Fhir.Identifier.Read(element["identifier"]), element.Text("display"),
            element.Text("type"));

    /// <summary>The id of a literal reference to a resource of this type: <c>Patient/1</c> → <c>1</c>, also of an
    /// absolute address and with a version; null for any other.</summary>
    public string? IdOf(string type)
    {
        var parts = Target?.Split('/') ?? [];
        var end = parts.Length >= 4 && parts[^2] == "_history" ? parts.Length - 2 : parts.Length;
        return end >= 2 && parts[end - 2] == type && parts[end - 1].Length > 0 ? parts[end - 1] : null;
    }

    /// <inheritdoc/>
    public FhirElement ToElement() => new("Reference")
    {
        { "reference", Target }, { "type", Type }, { "identifier", Identifier }, { "display", Display },
    };

    /// <inheritdoc/>
    public override string ToString() => "Reference";
}

/// <summary>A span of time; either end may be open, both are inclusive.</summary>
/// <param name="Start">First moment or day.</param>
/// <param name="End">Last moment or day.</param>
public sealed record Period(FhirDateTime? Start, FhirDateTime? End) : IFhirValue
{
    /// <summary>A span of days, both inclusive.</summary>
    public static Period Days(DateOnly start, DateOnly? end) =>
        new(FhirDateTime.Of(start), end is { } last ? FhirDateTime.Of(last) : null);

    /// <summary>Reads an element of type Period; null in, null out.</summary>
    public static Period? Read(FhirElement? element) =>
        element is null ? null : new(element.Date("start"), element.Date("end"));

    /// <inheritdoc/>
    public FhirElement ToElement() => new("Period") { { "start", Start }, { "end", End } };
}

/// <summary>A rule of a Consent: what is permitted or denied, when, and the exceptions inside.</summary>
/// <param name="Type">permit or deny; null at the root of many consents.</param>
/// <param name="Period">When the rule holds.</param>
/// <param name="Codes">What it is about.</param>
/// <param name="Provisions">Exceptions to it.</param>
/// <param name="DataPeriod">Which data it is about, by their time.</param>
public sealed record ConsentProvision(
    string? Type, Period? Period, IReadOnlyList<CodeableConcept> Codes, IReadOnlyList<ConsentProvision> Provisions,
    Period? DataPeriod = null) : IFhirValue
{
    /// <summary>Reads <c>Consent.provision</c> or a provision in it; null in, null out.</summary>
    public static ConsentProvision? Read(FhirElement? element) => element is null ? null
        : new(element.Text("type"), Fhir.Period.Read(element["period"]),
            [.. element.All("code").Select(c => CodeableConcept.Read(c)!)],
            [.. element.All("provision").Select(p => Read(p)!)], Fhir.Period.Read(element["dataPeriod"]));

    /// <inheritdoc/>
    public FhirElement ToElement() => new("Consent.provision")
    {
        { "type", Type }, { "period", Period }, { "code", Codes }, { "dataPeriod", DataPeriod },
        { "provision", Provisions },
    };
}

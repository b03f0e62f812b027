namespace TrustCenter.Fhir;

/// <summary>A resource: the root of a document, or an element that holds one (Bundle entries, contained).</summary>
public sealed class FhirResource : FhirElement
{
    internal FhirResource(FhirType type) : base(type)
    {
    }

    /// <summary>An empty resource, to be filled by its collection initialiser.</summary>
    /// <exception cref="ArgumentException">This suite doesn't speak the type.</exception>
    public FhirResource(string type) : base(type)
    {
        if (Type.Kind != FhirKind.Resource) throw new ArgumentException($"'{type}' is no resource.", nameof(type));
    }

    /// <summary>The logical id, or null.</summary>
    public string? Id
    {
        get => Text("id");
        set => Set("id", value);
    }

    /// <summary>The text of <c>meta.profile</c>, in order.</summary>
    public IEnumerable<string> Profiles => this["meta"]?.All("profile").Select(p => p.Value).OfType<string>() ?? [];

    /// <summary>Whether this is a resource of the type.</summary>
    public bool Is(string type) => TypeName == type;
}

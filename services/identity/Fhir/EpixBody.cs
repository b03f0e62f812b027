using System.Globalization;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>The body of an operation: a Parameters resource with what the operation knows and nothing else, since what
/// is passed over unread could be what somebody counted on.</summary>
sealed class EpixBody(Parameters parameters)
{
    const int LongestComment = 500;
    Rejection? missing;

    public Parameters Parameters => parameters;

    public static async Task<(EpixBody? Body, IResult? Refusal)> ReadAsync(
        HttpContext http, string[] names, CancellationToken ct)
    {
        var (parameters, refusal) = await FhirRequest.ParametersAsync(http, null, ct);
        if (parameters is null) return (null, refusal);
        var index = 0;
        foreach (var name in parameters.Names)
        {
            // a name that nobody knows is not repeated: it may be what should have been the value
            if (!names.Contains(name))
            {
                return (null, Problem.From(Rejection.Invalid("parameter-unknown",
                    $"One of the parameters {string.Join(", ", names)}.", $"Parameters.parameter[{index}]")));
            }

            index++;
        }

        return (new(parameters), null);
    }

    /// <summary>What was wrong with all that was asked for so far, or null.</summary>
    public IResult? Refusal => FhirRequest.Refusal(parameters)
        ?? (missing is null ? null : Problem.From(missing));

    /// <summary>The domain; null is meant where the caller may use one only.</summary>
    public string? Domain => parameters.String("domain");

    /// <summary>The comment, also where it stands in the domain's parts, as published requests have it.</summary>
    public string? Comment => parameters.String("comment")
        ?? (parameters.Has("domain") ? parameters.Part("domain").String("comment") : null);

    public Rejection? CommentFault => Comment is { } comment
        ? PlainText.Fault(comment, Places.Of("comment"), LongestComment) : null;

    /// <summary>A boolean that has to be there.</summary>
    public bool RequiredBoolean(string name)
    {
        if (!parameters.Has(name)) parameters.Missing(name);
        return parameters.Boolean(name) ?? false;
    }

    /// <summary>An id of the index that has to be there; its system may be left out.</summary>
    public string RequiredMpiId(string name)
    {
        if (!parameters.Has(name)) parameters.Missing(name);
        return MpiId(name) ?? "";
    }

    public string? MpiId(string name) => parameters.Identifier(name) is { Value: { } value } identifier
        && identifier.System is null or EpixNames.Mpi && value.Length <= 60 ? value : null;

    /// <summary>The key of an identity that has to be there: a reference to a Patient, or only its id.</summary>
    public Guid RequiredIdentity(string name)
    {
        if (!parameters.Has(name)) parameters.Missing(name);
        var id = parameters.Any(name)?.TypeName == "Reference"
            ? parameters.Reference(name)?.IdOf("Patient") : parameters.String(name);
        return Guid.TryParse(id, out var key) ? key : Guid.Empty;
    }

    /// <summary>An identifier with system and value that has to be there.</summary>
    public Identifier RequiredIdentifier(string name)
    {
        if (!parameters.Has(name)) parameters.Missing(name);
        var identifier = parameters.Identifier(name) ?? new(null, null);
        if (parameters.Has(name) && (identifier.System is null || identifier.Value is null))
            missing ??= Rejection.Invalid("required", "System and value.", Places.Of(name));
        return identifier;
    }

    /// <summary>Whole numbers that have to be there, each with its place.</summary>
    public IReadOnlyList<(int Number, string Place)> RequiredIntegers(string name)
    {
        if (!parameters.Has(name)) parameters.Missing(name);
        var numbers = new List<(int, string)>();
        foreach (var element in parameters.Each(name))
        {
            var place = Places.Of(name) + $"[{numbers.Count}]";
            if (element?.TypeName is not ("integer" or "positiveInt" or "unsignedInt" or "string")
                || !int.TryParse(element.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                missing ??= Rejection.Invalid("value-unknown", "A whole number.", place);
                continue;
            }

            numbers.Add((number, place));
        }

        return numbers;
    }

    /// <summary>Patients that have to be there, each with its place.</summary>
    public IReadOnlyList<(FhirResource Patient, string Place)> Patients(string name, int most, out Rejection? fault)
    {
        fault = null;
        var given = parameters.Names.Count(known => known == name);
        var resources = parameters.Resources(name);
        if (given == 0) parameters.Missing(name);
        if (given > most) fault = Rejection.Invalid("too-many", $"At most {most} at a time.", Places.Of(name));
        if (given != resources.Count || resources.Any(resource => !resource.Is("Patient")))
        {
            var wrong = resources.TakeWhile(resource => resource.Is("Patient")).Count();
            fault = Rejection.Invalid("value-unknown",
                "A Patient and nothing else.", Places.Of(name) + (given > 1 ? $"[{wrong}]" : ""));
        }

        return [.. resources.Select((resource, i) =>
            (resource, Places.Of(name) + (given > 1 ? $"[{i}]" : "") + ".resource"))];
    }
}

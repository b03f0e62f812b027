using TrustCenter.Fhir;

namespace TrustCenter.Hosting;

/// <summary>What a gateway can do. Clients look for the operations' names, without the dollar sign.</summary>
public static class CapabilityStatements
{
    /// <summary>A gateway's statement.</summary>
    /// <param name="software">The gateway's name.</param>
    /// <param name="description">What is served, in a sentence.</param>
    /// <param name="address">The gateway's base.</param>
    /// <param name="operations">Operations of the system level: name and canonical of the definition.</param>
    /// <param name="resources">Resource types with their interactions.</param>
    public static FhirResource Of(
        string software, string description, string address, IEnumerable<(string Name, string Definition)> operations,
        params IEnumerable<(string Type, string[] Interactions)> resources)
    {
        var rest = new FhirElement("CapabilityStatement.rest") { { "mode", "server" } };
        foreach (var (type, interactions) in resources) rest.Add("resource", Resource(type, interactions));
        foreach (var (name, definition) in operations)
        {
            rest.Add("operation", new FhirElement("CapabilityStatement.rest.resource.operation")
            {
                { "name", name }, { "definition", definition },
            });
        }

        return new("CapabilityStatement")
        {
            { "status", "active" },
            { "date", "2026-11-22" },
            { "kind", "instance" },
            { "software", new FhirElement("CapabilityStatement.software") { { "name", software } } },
            {
                "implementation", new FhirElement("CapabilityStatement.implementation")
                {
                    { "description", description }, { "url", address },
                }
            },
            { "fhirVersion", "4.0.1" },
            { "format", "application/fhir+json" },
            { "format", "application/fhir+xml" },
            { "rest", rest },
        };
    }

    static FhirElement Resource(string type, string[] interactions)
    {
        var resource = new FhirElement("CapabilityStatement.rest.resource") { { "type", type } };
        foreach (var code in interactions)
        {
            resource.Add("interaction",
                new FhirElement("CapabilityStatement.rest.resource.interaction") { { "code", code } });
        }

        return resource;
    }
}

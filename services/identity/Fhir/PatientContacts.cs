using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Fhir;

namespace TrustCenter.Identities;

/// <summary>Addresses, telephone numbers and e-mail addresses of a Patient as contacts and back. Pure.</summary>
static class PatientContacts
{
    public static Rejection? TryRead(FhirResource patient, string at, out List<Contact> contacts)
    {
        contacts = [];
        var (phones, emails) = (new List<string>(), new List<string>());
        var index = 0;
        foreach (var telecom in patient.All("telecom"))
        {
            var place = $"{at}.telecom[{index++}]";
            if (telecom.Text("value") is not { } value)
                return Rejection.Unprocessable("required", "This is required.", $"{place}.value");
            switch (telecom.Text("system"))
            {
                case "phone" or "sms":
                    phones.Add(value);
                    break;
                case "email":
                    emails.Add(value);
                    break;
                default:
                    return PatientReading.Unsupported($"{place}.system");
            }
        }

        var addresses = patient.All("address").ToList();
        for (var i = 0; i < Math.Max(addresses.Count, Math.Max(phones.Count, emails.Count)); i++)
        {
            var address = i < addresses.Count ? addresses[i] : null;
            if (address?["text"] is not null && address["line"] is null && address["city"] is null)
                return PatientReading.Unsupported($"{at}.address[{i}].text");
            contacts.Add(new(
                address is null ? null : string.Join(", ", address.All("line").Select(line => line.Value)),
                null, address?.Text("postalCode"), address?.Text("city"), address?.Text("district"),
                address?.Text("state"), address?.Text("country"), null, phones.ElementAtOrDefault(i),
                emails.ElementAtOrDefault(i), Day(address?.Text("period.start")), Day(address?.Text("period.end"))));
        }

        return null;
    }

    public static void Write(FhirResource patient, IEnumerable<ContactView> contacts)
    {
        foreach (var (_, contact) in contacts)
        {
            Telecom(patient, "phone", contact.Phone);
            Telecom(patient, "email", contact.Email);
            var street = $"{contact.Street} {contact.HouseNumber}".Trim();
            var address = new FhirElement("Address")
            {
                { "line", street }, { "city", contact.City }, { "district", contact.District },
                { "state", contact.State }, { "postalCode", contact.Postcode }, { "country", contact.Country },
            };
            if (address.IsEmpty) continue;
            if ((contact.ValidFrom ?? contact.ValidTo) is not null)
            {
                address.Add("period", new FhirElement("Period")
                {
                    { "start", contact.ValidFrom }, { "end", contact.ValidTo },
                });
            }

            patient.Add("address", address);
        }
    }

    static void Telecom(FhirResource patient, string system, string? value)
    {
        if (value is not null)
            patient.Add("telecom", new FhirElement("ContactPoint") { { "system", system }, { "value", value } });
    }

    static string? Day(string? moment) => moment?[..Math.Min(moment.Length, 10)];
}

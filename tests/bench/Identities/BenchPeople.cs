using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>Invented people as the interface takes them.</summary>
static class BenchPeople
{
    static readonly Lazy<Germans> Germans = new(() => new(DataSets.Folder));

    public static PersonData Of(long number) => Germans.Value[number];

    public static Contact Contact(PersonData person) =>
        new(person.Street, person.HouseNumber, person.Postcode, person.City);

    public static IdentityData Identity(PersonData person) => new(
        person.FamilyName, person.GivenName, person.BirthDate, person.Sex, person.BirthName,
        Contacts: [Contact(person)]);

    public static byte[] Body(long number) => JsonSerializer.SerializeToUtf8Bytes(
        new RegisterIdentity(Sampled.Domain, "kis", Identity(Of(number))), JsonSerializerOptions.Web);
}

/// <summary>Somebody nobody has registered yet.</summary>
sealed class NewRegistrations : IRequests
{
    public HttpRequestMessage Next(string address, long number) =>
        RequestKinds.Post(address + "/api/identity/registrations", BenchPeople.Body(number));

    public int Items(long number, int status, ReadOnlySpan<byte> body) => status is 200 or 201 ? 1 : -1;
}

/// <summary>Somebody who is registered. One in some thousand looks like two, so that a clerk is asked.</summary>
sealed class KnownRegistrations(int people) : IRequests
{
    public HttpRequestMessage Next(string address, long number) => RequestKinds.Post(
        address + "/api/identity/registrations", BenchPeople.Body(RequestKinds.Somebody(number, people)));

    public int Items(long number, int status, ReadOnlySpan<byte> body) =>
        status == 201 || (status == 200 && body.IndexOf("\"perfect-match\""u8) > 0) ? 1 : -1;
}

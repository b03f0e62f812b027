namespace TrustCenter.Bench;

/// <summary>People nobody knows yet: each request makes a person, a consent and everything that belongs to
/// them.</summary>
sealed class Recordings(int people) : IRequests
{
    public HttpRequestMessage Next(string address, long number) =>
        RequestKinds.Post(address + "/api/consent/consents", Person.ConsentJson(people + number));

    public int Items(long number, int status, ReadOnlySpan<byte> body) =>
        status == 201 && body.IndexOf("contentHash"u8) > 0 ? 1 : -1;
}

sealed class BareInserts(int people) : IRequests
{
    public HttpRequestMessage Next(string address, long number) =>
        RequestKinds.Post(address + "/events", Person.ConsentJson(people + number));

    public int Items(long number, int status, ReadOnlySpan<byte> body) => status == 201 ? 1 : -1;
}

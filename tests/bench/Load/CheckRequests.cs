using System.Text;

namespace TrustCenter.Bench;

sealed class SingleChecks(int people) : IRequests
{
    public HttpRequestMessage Next(string address, long number) => RequestKinds.Post(
        address + "/api/consent/check", Encoding.UTF8.GetBytes(
            $"{{\"domain\":\"{Person.Domain}\",\"identifiers\":[{{\"type\":\"{Person.IdType}\",\"value\":\""
            + $"{Person.Id(RequestKinds.Somebody(number, people))}\"}}],\"policy\":\"{Person.Policy}\"}}"));

    // every single answer has to be the right one
    public int Items(long number, int status, ReadOnlySpan<byte> body)
    {
        var expected = Person.HasWithdrawn(RequestKinds.Somebody(number, people))
            ? "\"reason\":\"withdrawn\""u8 : "\"reason\":\"permitted\""u8;
        return status == 200 && body.IndexOf(expected) > 0 ? 1 : -1;
    }
}

sealed class BareSelects(int people) : IRequests
{
    public HttpRequestMessage Next(string address, long number) => new(
        HttpMethod.Get, $"{address}/documents/{Person.Subject(RequestKinds.Somebody(number, people))}");

    public int Items(long number, int status, ReadOnlySpan<byte> body) =>
        status == 200 && body.IndexOf("provisions"u8) > 0 ? 1 : -1;
}

/// <summary>Ten bodies with what they must be answered, made once, so that the generator's own work stays
/// small.</summary>
abstract class ManyPeople : IRequests
{
    readonly (byte[] Body, int Withdrawn)[] _requests;

    protected ManyPeople(int people, Func<int[], string> body) => _requests =
    [
        .. Enumerable.Range(0, 10).Select(part =>
        {
            var chosen = Enumerable.Range(part * RequestKinds.Bulk, RequestKinds.Bulk)
                .Select(number => RequestKinds.Somebody(number, people)).ToArray();
            return (Encoding.UTF8.GetBytes(body(chosen)), chosen.Count(number => Person.HasWithdrawn(number)));
        }),
    ];

    protected byte[] Body(long number) => _requests[number % _requests.Length].Body;

    protected int Withdrawn(long number) => _requests[number % _requests.Length].Withdrawn;

    public abstract HttpRequestMessage Next(string address, long number);

    public abstract int Items(long number, int status, ReadOnlySpan<byte> body);
}

sealed class BulkChecks(int people) : ManyPeople(people, static chosen =>
    $"{{\"domain\":\"{Person.Domain}\",\"policy\":\"{Person.Policy}\"}}\n" + string.Concat(chosen.Select(
        number => $"{{\"type\":\"{Person.IdType}\",\"value\":\"{Person.Id(number)}\"}}\n")))
{
    public override HttpRequestMessage Next(string address, long number) =>
        RequestKinds.Post(address + "/api/consent/checks", Body(number), "application/x-ndjson");

    public override int Items(long number, int status, ReadOnlySpan<byte> body) => status == 200
        && body.Count("\"reason\":\"withdrawn\""u8) == Withdrawn(number)
        && body.Count("\"reason\":\"permitted\""u8) == RequestKinds.Bulk - Withdrawn(number)
            ? RequestKinds.Bulk : -1;
}

sealed class BareReads(int people) : ManyPeople(people, static chosen =>
    $"[{string.Join(',', chosen.Select(number => $"\"{Person.Subject(number)}\""))}]")
{
    public override HttpRequestMessage Next(string address, long number) =>
        RequestKinds.Post(address + "/documents", Body(number));

    // whoever has withdrawn has two documents, and the sample may have recorded a further one
    public override int Items(long number, int status, ReadOnlySpan<byte> body) =>
        status == 200 && body.Count("\n"u8) >= RequestKinds.Bulk + Withdrawn(number) ? RequestKinds.Bulk : -1;
}

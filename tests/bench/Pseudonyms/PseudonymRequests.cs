using System.Text;

namespace TrustCenter.Bench;

/// <summary>Originals of the measurements, and where they are asked for.</summary>
static class Sampled
{
    public const string Domain = "MII";

    public static string Original(long number) => $"pid-{number:D12}";

    public static byte[] Body(long number) =>
        Encoding.UTF8.GetBytes($"{{\"domain\":\"{Domain}\",\"originals\":[\"{Original(number)}\"]}}");
}

/// <summary>One original nobody has asked for yet.</summary>
sealed class SingleCreates : IRequests
{
    public HttpRequestMessage Next(string address, long number) =>
        RequestKinds.Post(address + "/api/pseudonym/pseudonyms", Sampled.Body(number));

    public int Items(long number, int status, ReadOnlySpan<byte> body) =>
        status == 200 && body.IndexOf("\"created\":true"u8) > 0 ? 1 : -1;
}

/// <summary>One original that has its pseudonym.</summary>
sealed class SingleGets(int pairs) : IRequests
{
    public HttpRequestMessage Next(string address, long number) => RequestKinds.Post(
        address + "/api/pseudonym/pseudonyms/get", Sampled.Body(RequestKinds.Somebody(number, pairs)));

    public int Items(long number, int status, ReadOnlySpan<byte> body) =>
        status == 200 && body.IndexOf("\"number\":1"u8) > 0 ? 1 : -1;
}

/// <summary>A hundred originals in one request, half of them new.</summary>
sealed class HundredCreates : IRequests
{
    public HttpRequestMessage Next(string address, long number)
    {
        var body = new StringBuilder($"{{\"domain\":\"{Sampled.Domain}\",\"originals\":[");
        for (var i = 0; i < 100; i++)
            body.Append(i == 0 ? "" : ",").Append('"').Append(Sampled.Original(number * 50 + i)).Append('"');
        return RequestKinds.Post(
            address + "/api/pseudonym/pseudonyms", Encoding.UTF8.GetBytes(body.Append("]}").ToString()));
    }

    public int Items(long number, int status, ReadOnlySpan<byte> body) => status == 200 ? 100 : -1;
}

/// <summary>The same row, inserted by one statement.</summary>
sealed class BarePairInserts : IRequests
{
    public HttpRequestMessage Next(string address, long number) =>
        RequestKinds.Post(address + "/pairs", Sampled.Body(number));

    public int Items(long number, int status, ReadOnlySpan<byte> body) => status == 200 ? 1 : -1;
}

/// <summary>The same row, found by its lookup.</summary>
sealed class BarePairSelects(int pairs) : IRequests
{
    public HttpRequestMessage Next(string address, long number) =>
        RequestKinds.Post(address + "/pairs/get", Sampled.Body(RequestKinds.Somebody(number, pairs)));

    public int Items(long number, int status, ReadOnlySpan<byte> body) =>
        status == 200 && body.IndexOf("\"pseudonym\""u8) > 0 ? 1 : -1;
}

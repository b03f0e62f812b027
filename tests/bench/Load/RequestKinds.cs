using System.Net.Http.Headers;

namespace TrustCenter.Bench;

/// <summary>One kind of request.</summary>
public interface IRequests
{
    HttpRequestMessage Next(string address, long number);

    /// <summary>How many people the answer to a request is about; negative: it is not as it must be.</summary>
    int Items(long number, int status, ReadOnlySpan<byte> body);
}

/// <summary>The kinds by their names.</summary>
public static class RequestKinds
{
    public const string CreatePseudonym = "create-pseudonym";
    public const string GetPseudonym = "get-pseudonym";
    public const string CreateHundred = "create-hundred";
    public const string RegisterNew = "register-new";
    public const string RegisterKnown = "register-known";
    public const string BarePairInsert = "bare-pair-insert";
    public const string BarePairSelect = "bare-pair-select";
    public const string Check = "check";
    public const string BareSelect = "bare-select";
    public const string CheckMany = "check-many";
    public const string BareRows = "bare-rows";
    public const string Record = "record";
    public const string BareInsert = "bare-insert";

    /// <summary>People in one bulk request.</summary>
    public const int Bulk = 10_000;

    public static IRequests Find(LoadJob job) => job.Kind switch
    {
        Check => new SingleChecks(job.People),
        BareSelect => new BareSelects(job.People),
        CheckMany => new BulkChecks(job.People),
        BareRows => new BareReads(job.People),
        Record => new Recordings(job.People),
        BareInsert => new BareInserts(job.People),
        CreatePseudonym => new SingleCreates(),
        GetPseudonym => new SingleGets(job.People),
        CreateHundred => new HundredCreates(),
        RegisterNew => new NewRegistrations(),
        RegisterKnown => new KnownRegistrations(job.People),
        BarePairInsert => new BarePairInserts(),
        BarePairSelect => new BarePairSelects(job.People),
        _ => throw new ArgumentException($"There is no kind of request '{job.Kind}'."),
    };

    internal static HttpRequestMessage Post(string address, byte[] body, string contentType = "application/json") =>
        new(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } },
        };

    /// <summary>Somebody among the seeded people, each number another, far apart.</summary>
    internal static int Somebody(long number, int people) => (int)(number % people * 2_654_435_761 % people);
}

using System.Globalization;
using System.Text.Json;

namespace TrustCenter.Local;

/// <summary>What other commands need to know of the suite that runs on a data folder. Holds no secret.</summary>
/// <param name="Started">Start time of the process in clock ticks since boot: process ids are used again.</param>
public sealed record RunningSuite(string Url, int ProcessId, long Started, int? PostgresPort)
{
    static string FileIn(string data) => Path.Combine(data, "suite.json");

    /// <summary>The suite of this process.</summary>
    public static RunningSuite Here(string url, int? postgresPort) =>
        new(url, Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0, postgresPort);

    public void Write(string data)
    {
        var file = FileIn(data);
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(this));
        File.Move(file + ".new", file, overwrite: true);
    }

    public static void Forget(string data) => File.Delete(FileIn(data));

    /// <exception cref="PlainException">None runs.</exception>
    public static RunningSuite Read(string data) => Find(data)
        ?? throw new PlainException($"No suite is running on {data}. Start it with ./run (in another terminal).");

    public static RunningSuite? Find(string data)
    {
        try
        {
            var suite = JsonSerializer.Deserialize<RunningSuite>(File.ReadAllText(FileIn(data)));
            return suite is not null && StartOf(suite.ProcessId) == suite.Started ? suite : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public string ToShell() => $"""
        TRUSTCENTER_URL={Url}
        TRUSTCENTER_ISSUER={Url}
        TRUSTCENTER_TOKEN_URL={Url}/oauth/token
        TRUSTCENTER_CONSENT={Url}/api/consent
        TRUSTCENTER_GICS={Url}/ttp-fhir/fhir/gics
        TRUSTCENTER_GPAS={Url}/ttp-fhir/fhir/gpas
        TRUSTCENTER_EPIX={Url}/ttp-fhir/fhir/epix
        TRUSTCENTER_DISPATCHER={Url}/ttp-fhir/fhir/dispatcher
        TRUSTCENTER_PSEUDONYM={Url}/api/pseudonym
        TRUSTCENTER_IDENTITY={Url}/api/identity
        """;

    /// <summary>Field 22 of <c>/proc/PID/stat</c>, counted from the name's end: a name may hold anything.</summary>
    static long? StartOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

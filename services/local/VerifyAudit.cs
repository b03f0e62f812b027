using TrustCenter.Hosting;

namespace TrustCenter.Local;

/// <summary>
/// Says whether an exported piece of an audit trail is what a service signed. Keys are the running suite's, or those in
/// a file that was kept: where the suite itself is in doubt, only the latter prove anything.
/// </summary>
static class VerifyAudit
{
    /// <returns>Exit code: 0 genuine, 65 not.</returns>
    public static async Task<int> RunAsync(string file, string? keys, LocalSettings settings, CancellationToken ct)
    {
        if (!File.Exists(file)) throw new PlainException($"There is no file {file}.");
        var jwks = keys is null ? await FetchAsync(file, settings, ct) : await File.ReadAllTextAsync(keys, ct);
        using var export = File.OpenText(file);
        var verdict = await AuditExport.VerifyAsync(export, jwks, ct);
        if (!verdict.Genuine)
        {
            await Console.Error.WriteLineAsync($"NOT GENUINE: {verdict.What}");
            return 65; // EX_DATAERR
        }

        var manifest = verdict.Manifest!;
        Console.WriteLine($"""
            genuine   {manifest.Entries} entries of {manifest.Service}, none missing, none changed
            taken     {manifest.At:yyyy-MM-dd HH:mm:ss} UTC by {manifest.By}
            period    {manifest.Question.From:yyyy-MM-dd HH:mm} to {manifest.Question.Until:yyyy-MM-dd HH:mm} UTC
            chain     {manifest.Before.Position} to {manifest.After.Position}, {manifest.After.Hash}
            """);
        return 0;
    }

    /// <summary>Which service it says it is from only chooses the key; the signature decides.</summary>
    static async Task<string> FetchAsync(string file, LocalSettings settings, CancellationToken ct)
    {
        var last = "";
        await foreach (var line in File.ReadLinesAsync(file, ct)) last = line;
        var service = LocalKeys.Services.FirstOrDefault(name =>
            last.Contains($"\"service\":\"{name}\"", StringComparison.Ordinal)) ?? LocalKeys.Services[0];
        using var client = new HttpClient();
        return await client.GetStringAsync(
            new Uri($"{RunningSuite.Read(settings.Data).Url}/.well-known/audit/{service}/jwks.json"), ct);
    }
}

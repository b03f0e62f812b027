using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace TrustCenter.Testing;

/// <summary>What one of the foreign FHIR validators found.</summary>
/// <param name="File">The file, or <c>document-N.json</c> counted from 0.</param>
/// <param name="Tool">schema (Ajv over HL7's JSON schema), medplum (StructureDefinitions) or profile (MII).</param>
/// <param name="Expression">Where.</param>
/// <param name="Message">What.</param>
public sealed record FhirOracleProblem(string File, string Tool, string Expression, string Message);

/// <summary>
/// Judges FHIR R4 JSON with validators this project did not write (<c>tests/fhir/validator</c>, Node). Installs them
/// once. Fails, and doesn't skip, where Node is missing: a check that wasn't made is no pass.
/// </summary>
public static class FhirOracle
{
    static readonly SemaphoreSlim Gate = new(1, 1);
    static bool _installed;

    static string Root { get; } = FindRoot();

    static string Folder => Path.Combine(Root, "tests", "fhir", "validator");

    /// <summary>Judges files; no problem means valid.</summary>
    /// <param name="files">JSON files, one resource each.</param>
    /// <param name="profile">Whether every Consent must also keep the MII profile.</param>
    /// <param name="ct">Stops the validators.</param>
    public static async Task<IReadOnlyList<FhirOracleProblem>> ValidateAsync(
        IEnumerable<string> files, bool profile = false, CancellationToken ct = default)
    {
        await InstallAsync(ct);
        string[] arguments = profile ? ["validate.mjs", "--profile", "-"] : ["validate.mjs", "-"];
        var output = await RunAsync("node", arguments, string.Join('\n', files), ct);
        return JsonSerializer.Deserialize<FhirOracleProblem[]>(output, JsonSerializerOptions.Web) ?? [];
    }

    /// <summary>Judges documents as a service emitted them.</summary>
    public static async Task<IReadOnlyList<FhirOracleProblem>> ValidateAsync(
        IEnumerable<byte[]> documents, bool profile = false, CancellationToken ct = default)
    {
        var folder = Directory.CreateTempSubdirectory("fhir-oracle-");
        try
        {
            List<string> files = [];
            foreach (var document in documents)
            {
                files.Add(Path.Combine(folder.FullName, $"document-{files.Count}.json"));
                await File.WriteAllBytesAsync(files[^1], document, ct);
            }

            var problems = await ValidateAsync(files, profile, ct);
            return [.. problems.Select(p => p with { File = Path.GetFileName(p.File) })];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Judges documents of any kind by a JSON schema; one list of problems for each.</summary>
    public static async Task<string[][]> BySchemaAsync(
        string schema, IReadOnlyList<string> documents, CancellationToken ct = default)
    {
        await InstallAsync(ct);
        var input = $$"""{"schema":{{schema}},"documents":[{{string.Join(',', documents)}}]}""";
        return JsonSerializer.Deserialize<string[][]>(await RunAsync("node", ["schema.mjs"], input, ct)) ?? [];
    }

    static async Task InstallAsync(CancellationToken ct)
    {
        await Gate.WaitAsync(ct);
        try
        {
            if (_installed) return;
            Directory.CreateDirectory(Path.Combine(Root, "artifacts"));
            await using var others = await LockAsync(Path.Combine(Root, "artifacts", "fhir-oracle.lock"), ct);
            var stamp = Path.Combine(Folder, "node_modules", ".installed");
            var wanted = Convert.ToHexString(SHA256.HashData(
                await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"), ct)));
            if (!File.Exists(stamp) || await File.ReadAllTextAsync(stamp, ct) != wanted)
            {
                await RunAsync("npm", ["ci"], "", ct);
                await File.WriteAllTextAsync(stamp, wanted, ct);
            }

            _installed = true;
        }
        finally
        {
            Gate.Release();
        }
    }

    // Test projects run side by side as processes of their own.
    static async Task<FileStream> LockAsync(string path, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200, ct);
            }
        }
    }

    static async Task<string> RunAsync(string program, string[] arguments, string input, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.StandardInput.WriteAsync(input.AsMemory(), ct);
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException(
            $"The FHIR validators could not judge: '{program} {string.Join(' ', arguments)}' in {Folder} ended with "
            + $"{process.ExitCode}. {await errors}");
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException(
                $"'{start.FileName}' isn't installed. The FHIR validators need Node 20 or newer and npm.", e);
        }
    }

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TrustCenter.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests must run inside the repository.");
    }
}

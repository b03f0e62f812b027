using System.Text.Json;

namespace TrustCenter.Suite.Tests;

/// <summary>A request that wants something stored.</summary>
public sealed record Wanted(string Key, string Role, string Path, string Body, string Person, bool Withdraws);

/// <summary>What a client knows of one of its requests.</summary>
/// <param name="Document">Id of the document where it was acknowledged; null: nobody knows.</param>
/// <param name="Problem">Code of a refusal that leaves the outcome open; null: no answer came at all.</param>
public sealed record LedgerLine(Wanted Request, Guid? Document, string? Problem);

/// <summary>
/// What clients were told, line by line on disk before they go on: what the store is compared with may not depend on
/// anything that a crash takes along.
/// </summary>
public sealed class Ledger(string path) : IDisposable
{
    readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    readonly Lock _gate = new();

    public void Acknowledged(Wanted request, Guid document) => Write(new(request, document, null));

    public void Unknown(Wanted request, string? problem) => Write(new(request, null, problem));

    /// <summary>All lines, read back from the disk.</summary>
    public IReadOnlyList<LedgerLine> Read() =>
        [.. ReadLines().Select(line => JsonSerializer.Deserialize<LedgerLine>(line)!)];

    public void Dispose() => _file.Dispose();

    IEnumerable<string> ReadLines()
    {
        using var reader = new StreamReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line) yield return line;
    }

    void Write(LedgerLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n'];
        lock (_gate)
        {
            _file.Write(bytes);
            _file.Flush(flushToDisk: true);
        }
    }
}

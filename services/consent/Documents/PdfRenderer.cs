using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace TrustCenter.Consents;

/// <summary>How documents are set as PDF.</summary>
/// <param name="Python">Interpreter that has WeasyPrint; the distribution's by default.</param>
/// <param name="Timeout">A document that takes longer is given up.</param>
/// <param name="AtOnce">Documents set at the same time; each takes one core and some 70 MB.</param>
public sealed record PdfSettings(string Python = "/usr/bin/python3", TimeSpan? Timeout = null, int AtOnce = 2);

public enum PdfFault
{
    ProgramMissing,
    TimedOut,
    Failed,
}

/// <summary>The PDF can't be made now; the document itself is recorded and can be printed later.</summary>
public sealed class PdfException(PdfFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public PdfFault Fault { get; } = fault;
}

/// <summary>
/// Sets HTML as tagged PDF with WeasyPrint in a child process. What is printed never touches the disk, the child can
/// fetch nothing and outlives neither its time nor its caller.
/// </summary>
public sealed class PdfRenderer(PdfSettings settings, TimeProvider clock) : IDisposable
{
    static readonly string Script = DocumentAssets.Text("render.py");
    static readonly string FontSettings =
        Path.Combine(AppContext.BaseDirectory, "Documents", "fonts", "fonts.conf");

    static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim _turns = new(settings.AtOnce);

    public async Task<byte[]> RenderAsync(string html, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return await RunAsync(html, ct);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    async Task<byte[]> RunAsync(string html, CancellationToken ct)
    {
        var timeout = settings.Timeout ?? DefaultTimeout;
        using var late = new CancellationTokenSource(timeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        using var child = Start();
        try
        {
            var pdf = ReadAsync(child.StandardOutput.BaseStream, stop.Token);
            var complaint = child.StandardError.ReadToEndAsync(stop.Token);
            await WriteAsync(child, html, stop.Token);
            await child.WaitForExitAsync(stop.Token);
            return child.ExitCode switch
            {
                0 => await pdf,
                3 => throw Missing(null),
                var code => throw new PdfException(PdfFault.Failed,
                    $"WeasyPrint ended with {code}: {LastLine(await complaint)}"),
            };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new PdfException(PdfFault.TimedOut, $"The document was not set within {timeout.TotalSeconds:0} s.");
        }
        finally
        {
            if (!child.HasExited) child.Kill(entireProcessTree: true);
        }
    }

    Process Start()
    {
        var start = new ProcessStartInfo(settings.Python, ["-I", "-c", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        // The child knows nothing of our environment: settings and secrets may be in it.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["FONTCONFIG_FILE"] = FontSettings;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw Missing(missing);
        }
    }

    static async Task WriteAsync(Process child, string html, CancellationToken ct)
    {
        try
        {
            await child.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(html), ct);
            child.StandardInput.Close();
        }
        catch (IOException)
        {
            // The child ended before it had read everything; its exit code says why.
        }
    }

    static async Task<byte[]> ReadAsync(Stream output, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await output.CopyToAsync(bytes, ct);
        return bytes.ToArray();
    }

    PdfException Missing(Exception? inner) => new(PdfFault.ProgramMissing,
        $"WeasyPrint is missing for {settings.Python}. Install the package weasyprint (apt-get install weasyprint).",
        inner);

    static string LastLine(string text) => text.TrimEnd().Split('\n')[^1];
}

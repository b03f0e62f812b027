using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace TrustCenter.Consents.Tests;

public sealed partial class PdfRendererTests
{
    static readonly Lazy<Task<byte[]>> Sample = new(() => RenderAsync(ConsentHtml.Render(SampleDocument.Consent())));

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Łukasz Żółć")]
    [InlineData("Ελένη Παπαδοπούλου")]
    [InlineData("Đorđe Şahin")]
    [InlineData("عمر عبد الله")]
    [InlineData("Nicht gefragt")]
    [InlineData("Seite 1 von 2")]
    [InlineData("019cb3cd-4460-73d3-a170-cf0cdab12907")]
    public async Task Text_can_be_copied_out_of_it(string expected)
    {
        var text = Encoding.UTF8.GetString(await PipeAsync("pdftotext", ["-", "-"], await SampleAsync()));

        Assert.Contains(expected, WithoutDirectionMarks().Replace(text, ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_fonts_are_embedded_with_their_Unicode_mapping()
    {
        var table = Encoding.UTF8.GetString(await FromFileAsync("pdffonts", [], await SampleAsync()));
        var fonts = table.TrimEnd().Split('\n')[2..];

        Assert.True(fonts.Length >= 3, table); // regular, bold, Arabic
        Assert.All(fonts, font => Assert.Matches(@" yes +yes +yes +\d+ +\d+$", font.TrimEnd()));
        Assert.All(fonts, font => Assert.Contains("Noto-Sans", font, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_tagged_declares_PDF_UA_and_says_language_and_title()
    {
        var pdf = await SampleAsync();
        var info = Encoding.UTF8.GetString(await FromFileAsync("pdfinfo", [], pdf));
        var raw = Encoding.Latin1.GetString(pdf);

        Assert.Matches(@"Tagged: +yes", info);
        Assert.Matches(@"Page size: .*\(A4\)", info);
        Assert.Contains("Patienteneinwilligung MII – Einwilligung", info, StringComparison.Ordinal);
        Assert.Matches(@"pdfuaid:part(=""1""|>1<)", raw);
        Assert.Contains("/Lang (de)", raw, StringComparison.Ordinal);
        Assert.Contains("/DisplayDocTitle true", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headings_tables_lists_and_figures_are_tags_and_page_furniture_is_none()
    {
        var tree = Encoding.UTF8.GetString(
            await FromFileAsync("pdfinfo", ["-struct-text"], await SampleAsync()));

        foreach (var tag in new[] { "H1", "H2", "H3", "Table", "THead", "TH", "TD", "L ", "LI", "Figure" })
            Assert.Contains($" {tag}", tree, StringComparison.Ordinal);
        Assert.Contains("\"Unterschriften\"", tree, StringComparison.Ordinal);
        Assert.DoesNotContain("Seite 1", tree, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_say_what_they_show_and_header_cells_what_they_head()
    {
        var raw = Encoding.Latin1.GetString(await SampleAsync());
        var alternative = Convert.ToHexStringLower(Encoding.BigEndianUnicode.GetBytes("Unterschrift von Łukasz Żółć"));

        Assert.Contains(alternative, raw, StringComparison.Ordinal);
        Assert.Equal(2, Count(raw, "/Alt "));
        Assert.Equal(2, Count(raw, "/Scope /Column"));
        Assert.True(Count(raw, "/Scope /Row") >= 10);
    }

    [Fact]
    public async Task The_QR_code_on_every_page_is_the_documents_id()
    {
        Need("zbarimg");
        Need("pdftoppm");
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["d.pdf"], await SampleAsync(), Ct);
        await PipeAsync("pdftoppm", ["-r", "150", "-gray", folder["d.pdf"], folder["page"]], []);
        var pages = Directory.GetFiles(folder[""], "page*");

        Assert.Equal(2, pages.Length);
        foreach (var page in pages)
        {
            var read = Encoding.UTF8.GetString(await PipeAsync("zbarimg", ["-q", "--raw", page], []));
            Assert.Equal(SampleDocument.Consent().Id.ToString(), read.Trim());
        }
    }

    [Fact]
    public async Task The_signatures_are_in_it_as_images()
    {
        var list = Encoding.UTF8.GetString(await FromFileAsync("pdfimages", ["-list"], await SampleAsync()));

        Assert.Equal(2, list.Split('\n').Count(line => SignatureImage().IsMatch(line)));
    }

    [Fact]
    public async Task Nothing_is_fetched_while_it_is_set()
    {
        Need("python3");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://{listener.LocalEndpoint}/";
        var html = $"""
            <html lang="de"><head><title>t</title><link rel="stylesheet" href="{address}a.css">
            <link rel="attachment" href="file:///etc/hostname"></head>
            <body><p>Text <img src="{address}b.png" alt="Bild">
            <img src="file:///etc/hostname" alt="Datei"></p></body></html>
            """;
        byte[] pdf;
        try
        {
            pdf = await RenderAsync(html);
        }
        catch (PdfException refused)
        {
            Assert.Equal(PdfFault.Failed, refused.Fault);
            pdf = [];
        }

        Assert.False(listener.Pending());
        Assert.DoesNotContain("EmbeddedFile", Encoding.Latin1.GetString(pdf), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_program_is_said_plainly()
    {
        using var renderer = new PdfRenderer(new("/nowhere/python3"), TimeProvider.System);
        var fault = await Assert.ThrowsAsync<PdfException>(() => renderer.RenderAsync("<p>x", Ct));

        Assert.Equal(PdfFault.ProgramMissing, fault.Fault);
        Assert.Contains("apt-get install weasyprint", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_takes_too_long_is_killed()
    {
        await SampleAsync();
        using var renderer = new PdfRenderer(new(Timeout: TimeSpan.FromMilliseconds(150)), TimeProvider.System);
        var watch = Stopwatch.StartNew();
        var fault = await Assert.ThrowsAsync<PdfException>(
            () => renderer.RenderAsync(ConsentHtml.Render(SampleDocument.Consent()), Ct));

        Assert.Equal(PdfFault.TimedOut, fault.Fault);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_caller_who_gives_up_ends_it()
    {
        await SampleAsync();
        using var renderer = new PdfRenderer(new(), TimeProvider.System);
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => renderer.RenderAsync(ConsentHtml.Render(SampleDocument.Consent()), impatient.Token));
    }

    static Task<byte[]> SampleAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/weasyprint"), "WeasyPrint is not installed (./test installs it).");
        return Sample.Value;
    }

    static async Task<byte[]> RenderAsync(string html)
    {
        using var renderer = new PdfRenderer(new(), TimeProvider.System);
        return await renderer.RenderAsync(html, CancellationToken.None);
    }

    static async Task<byte[]> FromFileAsync(string program, string[] arguments, byte[] pdf)
    {
        Need(program);
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["d.pdf"], pdf, Ct);
        return await PipeAsync(program, [.. arguments, folder["d.pdf"]], []);
    }

    static async Task<byte[]> PipeAsync(string program, string[] arguments, byte[] input)
    {
        Need(program);
        using var child = Process.Start(new ProcessStartInfo($"/usr/bin/{program}", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var output = new MemoryStream();
        var reading = child.StandardOutput.BaseStream.CopyToAsync(output, Ct);
        var complaint = child.StandardError.ReadToEndAsync(Ct);
        await child.StandardInput.BaseStream.WriteAsync(input, Ct);
        child.StandardInput.Close();
        await reading;
        await child.WaitForExitAsync(Ct);
        Assert.True(child.ExitCode == 0, $"{program}: {await complaint}");
        return output.ToArray();
    }

    static void Need(string program) =>
        Assert.SkipUnless(File.Exists($"/usr/bin/{program}"), $"{program} is not installed (./test installs it).");

    static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex(@"^ +\d+ +\d+ image +240 +80 ")]
    private static partial Regex SignatureImage();

    [GeneratedRegex("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")]
    private static partial Regex WithoutDirectionMarks();
}

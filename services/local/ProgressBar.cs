using System.Globalization;

namespace TrustCenter.Local;

/// <summary>A bar on standard error; where that is no terminal, a line now and then.</summary>
sealed class ProgressBar(string verb, long whole, string unit) : IDisposable
{
    const int Width = 30;
    readonly bool _terminal = !Console.IsErrorRedirected;
    int _shown = -1;

    public void Show(long done) => Show(done, null, null);

    public void Show(long done, double? perSecond, long? secondsLeft)
    {
        var share = whole <= 0 ? 1 : Math.Min(1, (double)done / whole);
        var step = (int)(share * (_terminal ? 1000 : 10));
        if (step == _shown && perSecond is null) return;
        if (!_terminal && step == _shown) return;
        _shown = step;
        var text = string.Create(CultureInfo.InvariantCulture, $"{share,7:P1}  {done} of {whole} {unit} {verb}");
        if (perSecond is { } rate) text += string.Create(CultureInfo.InvariantCulture, $", {rate:0}/s");
        if (secondsLeft is { } seconds) text += $", {TimeSpan.FromSeconds(seconds):c} left";
        var filled = (int)(share * Width);
        var bar = new string('█', filled) + new string('·', Width - filled);
        if (_terminal) Console.Error.Write($"\r[{bar}] {text}\e[K");
        else Console.Error.WriteLine(text);
    }

    public void Dispose()
    {
        if (_terminal && _shown >= 0) Console.Error.WriteLine();
    }
}

/// <summary>Tells how much was read of a stream.</summary>
sealed class CountedStream(Stream inner, Action<long> read) : Stream
{
    long _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => _count;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Told(inner.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => Told(inner.Read(buffer));

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Told(await inner.ReadAsync(buffer, cancellationToken));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    int Told(int length)
    {
        read(_count += length);
        return length;
    }
}

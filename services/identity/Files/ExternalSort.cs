using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TrustCenter.Identities;

/// <summary>Sorts more than fits into memory: runs that were sorted in memory lie in sealed files and are merged as
/// they are read, in several rounds where there are many.</summary>
/// <param name="files">Where the runs lie.</param>
/// <param name="name">What their names begin with.</param>
/// <param name="memory">Bytes it may take.</param>
sealed class ExternalSort<T>(SealedFiles files, string name, long memory) : IDisposable
    where T : unmanaged, IComparable<T>
{
    const int Portion = 4096;
    const int First = 1024;

    readonly int _most = (int)Math.Clamp(memory / Unsafe.SizeOf<T>(), First, Array.MaxLength / 2);
    readonly int _fanIn = (int)Math.Clamp(memory / (4L * SealedPortions.Length + Portion * Unsafe.SizeOf<T>()), 2, 128);
    readonly List<string> _runs = [];
    T[] _gathered = new T[First];
    int _count;
    int _named;

    public void Add(in T value)
    {
        if (_count == _gathered.Length)
        {
            if (_count >= _most) Spill();
            else Array.Resize(ref _gathered, (int)Math.Min(2L * _count, _most));
        }

        _gathered[_count++] = value;
    }

    /// <summary>Everything in ascending order, once.</summary>
    public IEnumerable<T> Sorted()
    {
        if (_runs.Count == 0)
        {
            _gathered.AsSpan(0, _count).Sort();
            for (var i = 0; i < _count; i++) yield return _gathered[i];
            yield break;
        }

        if (_count > 0) Spill();
        _gathered = [];
        while (_runs.Count > _fanIn)
        {
            var some = _runs[.._fanIn];
            _runs.RemoveRange(0, _fanIn);
            _runs.Add(Write(Merge(some)));
            some.ForEach(files.Delete);
        }

        foreach (var value in Merge(_runs)) yield return value;
    }

    public void Dispose()
    {
        _runs.ForEach(files.Delete);
        _runs.Clear();
        _gathered = [];
    }

    void Spill()
    {
        _gathered.AsSpan(0, _count).Sort();
        _runs.Add(Write(_gathered.Take(_count)));
        _count = 0;
    }

    string Write(IEnumerable<T> values)
    {
        var run = $"{name}.{_named++}";
        using var writer = files.Create(run);
        var (portion, count) = (new T[Portion], 0);
        foreach (var value in values)
        {
            portion[count++] = value;
            if (count < Portion) continue;
            writer.Write(MemoryMarshal.AsBytes(portion.AsSpan()));
            count = 0;
        }

        writer.Write(MemoryMarshal.AsBytes(portion.AsSpan(0, count)));
        writer.Complete();
        return run;
    }

    IEnumerable<T> Merge(List<string> runs)
    {
        var readers = runs.ConvertAll(run => Read(run).GetEnumerator());
        try
        {
            var next = new PriorityQueue<IEnumerator<T>, T>(readers.Count);
            foreach (var reader in readers)
                if (reader.MoveNext()) next.Enqueue(reader, reader.Current);
            while (next.TryPeek(out var reader, out var value))
            {
                yield return value;
                if (reader.MoveNext()) next.DequeueEnqueue(reader, reader.Current);
                else next.Dequeue();
            }
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    IEnumerable<T> Read(string run)
    {
        using var stream = files.Open(run);
        var portion = new T[Portion];
        while (true)
        {
            var read = stream.ReadAtLeast(
                MemoryMarshal.AsBytes(portion.AsSpan()), Portion * Unsafe.SizeOf<T>(), throwOnEndOfStream: false);
            for (var i = 0; i < read / Unsafe.SizeOf<T>(); i++) yield return portion[i];
            if (read < Portion * Unsafe.SizeOf<T>()) yield break;
        }
    }
}

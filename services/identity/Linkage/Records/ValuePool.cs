using System.Collections.Concurrent;

namespace TrustCenter.Identities.Linkage;

/// <summary>Gives every distinct value a small number, so that equal values are equal numbers and a person is a row of
/// numbers. 0 is the missing value. Values may be added while others read.</summary>
/// <param name="mark">Eight bytes about a value, kept apart so that looking at them touches little memory.</param>
sealed class ValuePool<T>(Func<T, ulong> mark)
    where T : class
{
    const int ChunkBits = 12;
    readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    readonly Lock _adding = new();
    T?[][] _chunks = [new T?[1 << ChunkBits]];
    ulong[][] _marks = [new ulong[1 << ChunkBits]];
    int _count = 1;

    /// <summary>Distinct values, the missing one included.</summary>
    public int Count => Volatile.Read(ref _count);

    public T this[int number] => _chunks[number >> ChunkBits][number & ((1 << ChunkBits) - 1)]!;

    public ulong MarkOf(int number) => _marks[number >> ChunkBits][number & ((1 << ChunkBits) - 1)];

    public int Intern(string key, Func<T> make)
    {
        if (key.Length == 0) return 0;
        if (_numbers.TryGetValue(key, out var known)) return known;
        var value = make();
        lock (_adding)
        {
            if (_numbers.TryGetValue(key, out known)) return known;
            var number = _count;
            var chunk = number >> ChunkBits;
            if (chunk == _chunks.Length)
            {
                _chunks = [.. _chunks, new T?[1 << ChunkBits]];
                _marks = [.. _marks, new ulong[1 << ChunkBits]];
            }

            _chunks[chunk][number & ((1 << ChunkBits) - 1)] = value;
            _marks[chunk][number & ((1 << ChunkBits) - 1)] = mark(value);
            Volatile.Write(ref _count, number + 1);
            _numbers[key] = number;
            return number;
        }
    }
}

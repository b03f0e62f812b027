using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TrustCenter.Identities.Linkage;

/// <summary>Gives every distinct value a small number, so that equal values are equal numbers and a person is a row of
/// numbers. 0 is the missing value. Values may be added while others read.</summary>
/// <param name="keyOf">What tells one value from another.</param>
/// <param name="mark">What is known of a value at once, kept apart so that looking at it touches little memory.</param>
sealed class ValuePool<T, TMark>(Func<T, string> keyOf, Func<T, TMark> mark)
    where T : class
    where TMark : struct
{
    const int ChunkBits = 12;
    readonly Lock _adding = new();
    T?[][] _chunks = [new T?[1 << ChunkBits]];
    TMark[][] _marks = [new TMark[1 << ChunkBits]];
    int[] _places = new int[1024];
    int _count = 1;

    /// <summary>Distinct values, the missing one included.</summary>
    public int Count => Volatile.Read(ref _count);

    public T this[int number] => _chunks[number >> ChunkBits][number & ((1 << ChunkBits) - 1)]!;

    // Never beyond a chunk: the outer access is checked, every chunk has as many places as its number of bits can name,
    // chunks are only ever added, and a number is handed out after the arrays that hold its chunk.
    public ref TMark MarkOf(int number) => ref Unsafe.Add(
        ref MemoryMarshal.GetArrayDataReference(_marks[number >> ChunkBits]), number & ((1 << ChunkBits) - 1));

    public int Intern(string key, Func<T> make)
    {
        if (key.Length == 0) return 0;
        if (Find(Volatile.Read(ref _places), key) is > 0 and var known) return known;
        var value = make();
        lock (_adding)
        {
            if (Find(_places, key) is > 0 and var meanwhile) return meanwhile;
            var number = _count;
            var chunk = number >> ChunkBits;
            if (chunk == _chunks.Length)
            {
                Volatile.Write(ref _chunks, [.. _chunks, new T?[1 << ChunkBits]]);
                Volatile.Write(ref _marks, [.. _marks, new TMark[1 << ChunkBits]]);
            }

            _chunks[chunk][number & ((1 << ChunkBits) - 1)] = value;
            _marks[chunk][number & ((1 << ChunkBits) - 1)] = mark(value);
            Volatile.Write(ref _count, number + 1);
            if (4 * number > 3 * _places.Length) Volatile.Write(ref _places, Wider());
            Place(_places, key, number);
            return number;
        }
    }

    int Find(int[] places, string key)
    {
        for (var at = Start(places, key); ; at = (at + 1) & (places.Length - 1))
        {
            var number = Volatile.Read(ref places[at]);
            if (number == 0 || keyOf(this[number]) == key) return number;
        }
    }

    int[] Wider()
    {
        var places = new int[2 * _places.Length];
        foreach (var number in _places)
            if (number > 0) Place(places, keyOf(this[number]), number);
        return places;
    }

    static void Place(int[] places, string key, int number)
    {
        var at = Start(places, key);
        while (places[at] != 0) at = (at + 1) & (places.Length - 1);
        Volatile.Write(ref places[at], number);
    }

    static int Start(int[] places, string key) =>
        key.GetHashCode(StringComparison.Ordinal) & (places.Length - 1);
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrustCenter.Identities.Linkage;

/// <summary>Which way filters that lie one after another are compared.</summary>
public enum RowKernel
{
    /// <summary>One word after another with the processor's counting instruction: the reference.</summary>
    Scalar,

    /// <summary>32 bytes at once, counted by a table of nibbles (AVX2; Muła, Kurz and Lemire 2018).</summary>
    Avx2,

    /// <summary>64 bytes at once, the same way (AVX-512BW).</summary>
    Avx512,
}

/// <summary>Compares filters pair by pair.</summary>
public static class RowKernels
{
    /// <summary>Whether this processor has what a kernel needs.</summary>
    public static bool Has(RowKernel kernel) => kernel switch
    {
        RowKernel.Avx512 => Avx512BW.IsSupported,
        RowKernel.Avx2 => Avx2.IsSupported,
        _ => true,
    };

    /// <summary>All pairs of some filters of the one table with all of the other.</summary>
    public static void Join(
        RowKernel kernel, FilterTable left, Range rows, FilterTable right, FilterMeasure measure,
        List<FilterPair> found)
    {
        var (first, count) = rows.GetOffsetAndLength(left.Count);
        for (var i = first; i < first + count; i++) Search(kernel, left[i], i, right, measure, found);
    }

    /// <summary>All pairs of one filter with a table.</summary>
    public static void Search(
        RowKernel kernel, ReadOnlySpan<ulong> filter, int row, FilterTable table, FilterMeasure measure,
        List<FilterPair> found)
    {
        if (kernel == RowKernel.Avx512) Search<Count512>(filter, row, table, measure, found);
        else if (kernel == RowKernel.Avx2) Search<Count256>(filter, row, table, measure, found);
        else Search<CountWords>(filter, row, table, measure, found);
    }

    static void Search<TCount>(
        ReadOnlySpan<ulong> filter, int row, FilterTable table, FilterMeasure measure, List<FilterPair> found)
        where TCount : struct, IShared
    {
        var ones = FilterBits.Count(filter);
        var fewest = measure.FewestFor(ones);
        ref var query = ref MemoryMarshal.GetReference(filter);
        for (var i = 0; i < table.Count; i++)
        {
            var shared = TCount.Of(ref query, ref MemoryMarshal.GetReference(table[i]), filter.Length);
            var others = table.Ones(i);
            if (shared >= fewest.Of(others)) found.Add(new(row, i, shared, measure.Score(shared, ones, others)));
        }
    }

    interface IShared
    {
        static abstract int Of(ref ulong a, ref ulong b, int words);
    }

    readonly struct CountWords : IShared
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Of(ref ulong a, ref ulong b, int words)
        {
            var (even, odd, i) = (0, 0, 0);
            for (; i + 4 <= words; i += 4)
            {
                even += BitOperations.PopCount(Unsafe.Add(ref a, i) & Unsafe.Add(ref b, i));
                odd += BitOperations.PopCount(Unsafe.Add(ref a, i + 1) & Unsafe.Add(ref b, i + 1));
                even += BitOperations.PopCount(Unsafe.Add(ref a, i + 2) & Unsafe.Add(ref b, i + 2));
                odd += BitOperations.PopCount(Unsafe.Add(ref a, i + 3) & Unsafe.Add(ref b, i + 3));
            }

            for (; i < words; i++) even += BitOperations.PopCount(Unsafe.Add(ref a, i) & Unsafe.Add(ref b, i));
            return even + odd;
        }
    }

    readonly struct Count256 : IShared
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Of(ref ulong a, ref ulong b, int words)
        {
            var table = Vector256.Create(
                (byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
            var low = Vector256.Create((byte)15);
            var sum = Vector256<byte>.Zero;
            var i = 0;
            for (; i + 4 <= words; i += 4)
            {
                var both = (Vector256.LoadUnsafe(ref a, (nuint)i) & Vector256.LoadUnsafe(ref b, (nuint)i)).AsByte();
                sum += Avx2.Shuffle(table, both & low);
                sum += Avx2.Shuffle(table, (both.AsUInt16() >> 4).AsByte() & low);
            }

            // 2,048 bits are eight rounds of at most eight for each byte: no byte overflows.
            var sums = Avx2.SumAbsoluteDifferences(sum, Vector256<byte>.Zero).AsUInt64();
            var count = (int)Vector256.Sum(sums);
            for (; i < words; i++) count += BitOperations.PopCount(Unsafe.Add(ref a, i) & Unsafe.Add(ref b, i));
            return count;
        }
    }

    readonly struct Count512 : IShared
    {
        /// <summary>Bits of the nibbles 0 to 7 and 8 to 15.</summary>
        const ulong Low = 0x0302020102010100, High = 0x0403030203020201;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Of(ref ulong a, ref ulong b, int words)
        {
            var table = Vector512.Create(Low, High, Low, High, Low, High, Low, High).AsByte();
            var (low, sum) = (Vector512.Create((byte)15), Vector512<byte>.Zero);
            var i = 0;
            for (; i + 8 <= words; i += 8)
            {
                var both = (Vector512.LoadUnsafe(ref a, (nuint)i) & Vector512.LoadUnsafe(ref b, (nuint)i)).AsByte();
                sum += Avx512BW.Shuffle(table, both & low);
                sum += Avx512BW.Shuffle(table, (both.AsUInt16() >> 4).AsByte() & low);
            }

            var sums = Avx512BW.SumAbsoluteDifferences(sum, Vector512<byte>.Zero).AsUInt64();
            var count = (int)Vector256.Sum(sums.GetLower() + sums.GetUpper());
            for (; i < words; i++) count += BitOperations.PopCount(Unsafe.Add(ref a, i) & Unsafe.Add(ref b, i));
            return count;
        }
    }
}

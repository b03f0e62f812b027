using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrustCenter.Identities.Linkage;

/// <summary>How many lanes the bit-sliced kernel counts at once.</summary>
public enum LaneWidth
{
    /// <summary>64, on any processor.</summary>
    Word,

    /// <summary>256 (AVX2).</summary>
    Avx2,

    /// <summary>512 (AVX-512).</summary>
    Avx512,
}

/// <summary>Compares a filter with bit-sliced blocks.</summary>
public static class SlicedKernel
{
    /// <summary>What is best here.</summary>
    public static LaneWidth Best { get; } =
        Has(LaneWidth.Avx512) ? LaneWidth.Avx512 : Has(LaneWidth.Avx2) ? LaneWidth.Avx2 : LaneWidth.Word;

    /// <summary>Whether this processor has it.</summary>
    public static bool Has(LaneWidth width) => width switch
    {
        LaneWidth.Avx512 => Avx512F.IsSupported,
        LaneWidth.Avx2 => Avx2.IsSupported,
        _ => true,
    };

    /// <summary>Room for the counters of any width.</summary>
    internal const int PlaneWords = MissCounter.Planes * SlicedBlocks.RowWords;

    /// <summary>The lanes of a block that share enough bits with a filter.</summary>
    /// <param name="width">Lanes at once.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="block">Which of them.</param>
    /// <param name="query">The filter.</param>
    /// <param name="fewest">What is enough.</param>
    /// <param name="found">Gets what is found.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Search(
        LaneWidth width, SlicedBlocks blocks, int block, in SlicedQuery query, FewestShared fewest,
        List<FoundLane> found)
    {
        if (width == LaneWidth.Avx512) Search<Vector512<ulong>, Lanes512>(blocks, block, query, fewest, found);
        else if (width == LaneWidth.Avx2) Search<Vector256<ulong>, Lanes256>(blocks, block, query, fewest, found);
        else Search<ulong, Lanes64>(blocks, block, query, fewest, found);
    }

    static void Search<T, TLanes>(
        SlicedBlocks blocks, int block, in SlicedQuery query, FewestShared fewest, List<FoundLane> found)
        where T : struct
        where TLanes : struct, ILanes<T>
    {
        var (least, most) = (blocks.Least(block), blocks.Most(block));
        if (most < fewest.Low || least > fewest.High) return;
        var allowed = query.Ones - fewest.Of(Math.Max(least, fewest.Low));
        Unsafe.SkipInit(out Counters counters);
        Span<ulong> planes = counters;
        for (var word = 0; word < SlicedBlocks.RowWords; word += TLanes.Words)
        {
            ref var rows = ref Unsafe.Add(ref blocks.Block(block), word);
            if (MissCounter.Run<T, TLanes>(ref rows, query.Offsets, allowed, planes))
                Collect(blocks, block, word, TLanes.Words, query.Ones, allowed, fewest, planes, found);
        }
    }

    static void Collect(
        SlicedBlocks blocks, int block, int first, int words, int ones, int allowed, FewestShared fewest,
        ReadOnlySpan<ulong> planes, List<FoundLane> found)
    {
        for (var word = 0; word < words; word++)
        {
            for (var alive = ~planes[(MissCounter.Planes - 1) * words + word]; alive != 0; alive &= alive - 1)
            {
                var at = word << 6 | BitOperations.TrailingZeroCount(alive);
                var lane = block * SlicedBlocks.Lanes + first * 64 + at;
                if (lane >= blocks.Count) return;
                var shared = ones - MissCounter.Misses(planes, words, at, allowed);
                if (shared >= fewest.Of(blocks.Ones(lane))) found.Add(new(lane, shared));
            }
        }
    }

    [InlineArray(PlaneWords)]
    struct Counters
    {
        ulong _first;
    }
}

/// <summary>A lane that shares enough bits.</summary>
readonly record struct FoundLane(int Lane, int Shared);

/// <summary>A filter ready to be compared with blocks of one order of rows.</summary>
/// <param name="ones">Bits set.</param>
/// <param name="offsets">Where its rows lie.</param>
readonly ref struct SlicedQuery(int ones, ReadOnlySpan<int> offsets)
{
    public int Ones { get; } = ones;

    public ReadOnlySpan<int> Offsets { get; } = offsets;
}

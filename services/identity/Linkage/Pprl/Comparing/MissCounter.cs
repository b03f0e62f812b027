using System.Runtime.CompilerServices;

namespace TrustCenter.Identities.Linkage;

/// <summary>Counts, for every lane of a block at once, how many of a query's bits the lane's filter lacks. The counters
/// stand upright: plane i holds bit i of every lane's counter. They begin so high that the top plane is set as soon as
/// a lane lacks more than it may; when it is set in all lanes, none can become a pair and the block is left. Rows are
/// added by carry-save adders (Harley and Seal), 32 at a time. Nothing is lost: what remains is counted to the end.
/// </summary>
static class MissCounter
{
    /// <summary>Bits of a counter.</summary>
    public const int Planes = 12;

    /// <summary>Where the top plane begins to be set.</summary>
    public const int Limit = 1 << (Planes - 1);

    /// <summary>Rows that are added at a time.</summary>
    public const int Group = 32;

    /// <summary>Counts one block.</summary>
    /// <param name="block">The block's first row, from the first lane of the register on.</param>
    /// <param name="offsets">Where the query's rows lie in the block, in bytes, filled up with an empty row to a
    /// multiple of <see cref="Group"/>.</param>
    /// <param name="allowed">How many bits a lane may lack.</param>
    /// <param name="planes">Gets the counters, <see cref="Planes"/> times <see cref="ILanes{T}.Words"/>.</param>
    /// <returns>Whether there is a lane that lacks no more.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Run<T, TLanes>(ref ulong block, ReadOnlySpan<int> offsets, int allowed, Span<ulong> planes)
        where T : struct
        where TLanes : struct, ILanes<T>
    {
        var start = Limit - 1 - allowed;
        var (p0, p1, p2) = (Bit<T, TLanes>(start, 0), Bit<T, TLanes>(start, 1), Bit<T, TLanes>(start, 2));
        var (p3, p4, p5) = (Bit<T, TLanes>(start, 3), Bit<T, TLanes>(start, 4), Bit<T, TLanes>(start, 5));
        var (p6, p7, p8) = (Bit<T, TLanes>(start, 6), Bit<T, TLanes>(start, 7), Bit<T, TLanes>(start, 8));
        var (p9, p10, p11) = (Bit<T, TLanes>(start, 9), Bit<T, TLanes>(start, 10), Bit<T, TLanes>(start, 11));
        ref var offset = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(offsets);
        for (var i = 0; i < offsets.Length; i += Group)
        {
            var a = Eight<T, TLanes>(ref block, ref Unsafe.Add(ref offset, i), ref p0, ref p1, ref p2);
            var b = Eight<T, TLanes>(ref block, ref Unsafe.Add(ref offset, i + 8), ref p0, ref p1, ref p2);
            var ab = Add<T, TLanes>(ref p3, a, b);
            var c = Eight<T, TLanes>(ref block, ref Unsafe.Add(ref offset, i + 16), ref p0, ref p1, ref p2);
            var d = Eight<T, TLanes>(ref block, ref Unsafe.Add(ref offset, i + 24), ref p0, ref p1, ref p2);
            var cd = Add<T, TLanes>(ref p3, c, d);
            var carry = Add<T, TLanes>(ref p4, ab, cd);
            carry = Half<T, TLanes>(ref p5, carry);
            carry = Half<T, TLanes>(ref p6, carry);
            carry = Half<T, TLanes>(ref p7, carry);
            carry = Half<T, TLanes>(ref p8, carry);
            carry = Half<T, TLanes>(ref p9, carry);
            carry = Half<T, TLanes>(ref p10, carry);
            p11 = TLanes.Xor(p11, carry);
            if (TLanes.AllSet(p11)) return false;
        }

        Store<T, TLanes>(planes, 0, p0, p1, p2, p3);
        Store<T, TLanes>(planes, 4, p4, p5, p6, p7);
        Store<T, TLanes>(planes, 8, p8, p9, p10, p11);
        return true;
    }

    /// <summary>What a lane lacks, from the counters.</summary>
    public static int Misses(ReadOnlySpan<ulong> planes, int words, int lane, int allowed)
    {
        var count = 0;
        for (var plane = 0; plane < Planes; plane++)
            count |= (int)(planes[plane * words + (lane >> 6)] >> lane & 1) << plane;
        return count - (Limit - 1 - allowed);
    }

    static T Bit<T, TLanes>(int number, int bit)
        where T : struct
        where TLanes : struct, ILanes<T> => TLanes.Same((number >> bit & 1) == 1 ? ulong.MaxValue : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Eight<T, TLanes>(ref ulong block, ref int offset, ref T ones, ref T twos, ref T fours)
        where T : struct
        where TLanes : struct, ILanes<T>
    {
        var a = Add<T, TLanes>(ref ones, Row<T, TLanes>(ref block, offset),
            Row<T, TLanes>(ref block, Unsafe.Add(ref offset, 1)));
        var b = Add<T, TLanes>(ref ones, Row<T, TLanes>(ref block, Unsafe.Add(ref offset, 2)),
            Row<T, TLanes>(ref block, Unsafe.Add(ref offset, 3)));
        var ab = Add<T, TLanes>(ref twos, a, b);
        var c = Add<T, TLanes>(ref ones, Row<T, TLanes>(ref block, Unsafe.Add(ref offset, 4)),
            Row<T, TLanes>(ref block, Unsafe.Add(ref offset, 5)));
        var d = Add<T, TLanes>(ref ones, Row<T, TLanes>(ref block, Unsafe.Add(ref offset, 6)),
            Row<T, TLanes>(ref block, Unsafe.Add(ref offset, 7)));
        var cd = Add<T, TLanes>(ref twos, c, d);
        return Add<T, TLanes>(ref fours, ab, cd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Row<T, TLanes>(ref ulong block, int offset)
        where T : struct
        where TLanes : struct, ILanes<T> => TLanes.Load(ref Unsafe.AddByteOffset(ref block, (nint)offset));

    /// <summary>Adds two bits to a plane and gives what is carried to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Add<T, TLanes>(ref T plane, T a, T b)
        where T : struct
        where TLanes : struct, ILanes<T>
    {
        var carry = TLanes.Carry(plane, a, b);
        plane = TLanes.Sum(plane, a, b);
        return carry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Half<T, TLanes>(ref T plane, T a)
        where T : struct
        where TLanes : struct, ILanes<T>
    {
        var carry = TLanes.And(plane, a);
        plane = TLanes.Xor(plane, a);
        return carry;
    }

    static void Store<T, TLanes>(Span<ulong> planes, int first, T a, T b, T c, T d)
        where T : struct
        where TLanes : struct, ILanes<T>
    {
        TLanes.Store(a, ref planes[first * TLanes.Words]);
        TLanes.Store(b, ref planes[(first + 1) * TLanes.Words]);
        TLanes.Store(c, ref planes[(first + 2) * TLanes.Words]);
        TLanes.Store(d, ref planes[(first + 3) * TLanes.Words]);
    }
}

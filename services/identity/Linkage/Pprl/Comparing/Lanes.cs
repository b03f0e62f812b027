using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrustCenter.Identities.Linkage;

/// <summary>What the bit-sliced kernel does with a register of lanes, one filter to a bit.</summary>
interface ILanes<T>
    where T : struct
{
    /// <summary>Words of 64 lanes.</summary>
    static abstract int Words { get; }

    static abstract T Load(ref ulong row);

    static abstract void Store(T lanes, ref ulong at);

    static abstract T Same(ulong bits);

    /// <summary>The lower bit of the sum of three.</summary>
    static abstract T Sum(T a, T b, T c);

    /// <summary>The upper bit of the sum of three.</summary>
    static abstract T Carry(T a, T b, T c);

    static abstract T And(T a, T b);

    static abstract T Xor(T a, T b);

    static abstract bool AllSet(T lanes);
}

/// <summary>512 lanes; sum and carry are one instruction each.</summary>
readonly struct Lanes512 : ILanes<Vector512<ulong>>
{
    const byte ParityOfThree = 0x96;
    const byte MajorityOfThree = 0xE8;

    public static int Words => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Load(ref ulong row) => Vector512.LoadUnsafe(ref row);

    public static void Store(Vector512<ulong> lanes, ref ulong at) => lanes.StoreUnsafe(ref at);

    public static Vector512<ulong> Same(ulong bits) => Vector512.Create(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Sum(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) =>
        Avx512F.TernaryLogic(a, b, c, ParityOfThree);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Carry(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) =>
        Avx512F.TernaryLogic(a, b, c, MajorityOfThree);

    public static Vector512<ulong> And(Vector512<ulong> a, Vector512<ulong> b) => a & b;

    public static Vector512<ulong> Xor(Vector512<ulong> a, Vector512<ulong> b) => a ^ b;

    public static bool AllSet(Vector512<ulong> lanes) => lanes == Vector512<ulong>.AllBitsSet;
}

/// <summary>256 lanes.</summary>
readonly struct Lanes256 : ILanes<Vector256<ulong>>
{
    public static int Words => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Load(ref ulong row) => Vector256.LoadUnsafe(ref row);

    public static void Store(Vector256<ulong> lanes, ref ulong at) => lanes.StoreUnsafe(ref at);

    public static Vector256<ulong> Same(ulong bits) => Vector256.Create(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Sum(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c) => a ^ b ^ c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Carry(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c) =>
        (a & b) | ((a ^ b) & c);

    public static Vector256<ulong> And(Vector256<ulong> a, Vector256<ulong> b) => a & b;

    public static Vector256<ulong> Xor(Vector256<ulong> a, Vector256<ulong> b) => a ^ b;

    public static bool AllSet(Vector256<ulong> lanes) => lanes == Vector256<ulong>.AllBitsSet;
}

/// <summary>64 lanes, on any processor.</summary>
readonly struct Lanes64 : ILanes<ulong>
{
    public static int Words => 1;

    public static ulong Load(ref ulong row) => row;

    public static void Store(ulong lanes, ref ulong at) => at = lanes;

    public static ulong Same(ulong bits) => bits;

    public static ulong Sum(ulong a, ulong b, ulong c) => a ^ b ^ c;

    public static ulong Carry(ulong a, ulong b, ulong c) => (a & b) | ((a ^ b) & c);

    public static ulong And(ulong a, ulong b) => a & b;

    public static ulong Xor(ulong a, ulong b) => a ^ b;

    public static bool AllSet(ulong lanes) => lanes == ulong.MaxValue;
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace TrustCenter.Identities.Linkage;

/// <summary>Has the processor bring values near that are needed soon, so that it need not wait for them then.</summary>
static class Nearby
{
    /// <summary>One that lies across the border of two lines needs both.</summary>
    public static unsafe void Fetch<T>(ref readonly T value) where T : struct
    {
        if (!Sse.IsSupported) return;
        var at = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in value));
        Sse.Prefetch0(at);
        if (Unsafe.SizeOf<T>() > sizeof(ulong)) Sse.Prefetch0(at + Unsafe.SizeOf<T>() - 1);
    }
}

namespace TrustCenter.Identities.Linkage;

/// <summary>Puts the masks of a record's fields into one filter. Where hardening begins with diffusion, every mask
/// brings along what becomes of it, so that only bits that several fields set have to be looked at.</summary>
sealed class MaskSum(int words, Diffusion? diffusion)
{
    readonly ulong[] _any = new ulong[words];
    readonly ulong[] _odd = new ulong[words];
    readonly ulong[] _diffused = new ulong[words];

    public void Clear()
    {
        Array.Clear(_any);
        if (diffusion is null) return;
        Array.Clear(_odd);
        Array.Clear(_diffused);
    }

    /// <param name="mask">Of <see cref="FieldMasks.Of"/>.</param>
    public void Add(ReadOnlySpan<ulong> mask)
    {
        if (mask.IsEmpty) return;
        WordLogic.Or(mask[..words], _any);
        if (diffusion is null) return;
        WordLogic.Xor(mask[..words], _odd);
        WordLogic.Xor(mask[words..], _diffused);
    }

    /// <summary>The filter; diffused if hardening begins so.</summary>
    public ReadOnlySpan<ulong> Finish()
    {
        if (diffusion is null) return _any;
        // What is set twice has cancelled itself out, but is set.
        for (var i = 0; i < words; i++) _odd[i] ^= _any[i];
        diffusion.Add(_odd, _diffused);
        return _diffused;
    }
}

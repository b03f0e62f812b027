namespace TrustCenter.Codes;

/// <summary>A systematic code: check symbols that follow from a message, all as values of an alphabet.</summary>
interface ICheckCode
{
    /// <summary>Symbols that only a check symbol may be, after those of the alphabet ("X" of MOD 11-2).</summary>
    string Supplement => "";

    /// <summary>How many errors the code corrects by itself.</summary>
    int CorrectedErrors => 0;

    /// <summary>Whether every single wrong symbol is detected, so that one illegible symbol can be filled in.</summary>
    bool DetectsSingle => true;

    /// <summary>Whether the transposition of two neighbours is never taken for a single wrong symbol.</summary>
    bool TellsTranspositions => false;

    int CheckLength(int messageLength);

    void Compute(ReadOnlySpan<byte> message, Span<byte> check);
}

/// <summary>No check symbols.</summary>
sealed class NoCode : ICheckCode
{
    public bool DetectsSingle => false;

    public int CheckLength(int messageLength) => 0;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> check) { }
}

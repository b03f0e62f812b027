using System.Buffers.Binary;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Which record a question is about, and of which two people: closed up with the key of the result.</summary>
sealed class TaskSeal(DataKey key) : IDisposable
{
    readonly Sealer _sealer = key.Sealer();

    public byte[] SealTask(Guid task, UInt128 record)
    {
        var plain = new byte[RecordIds.Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(plain, record);
        return _sealer.Seal(plain, task.ToByteArray());
    }

    public string OpenTask(Guid task, byte[] content) =>
        RecordIds.Write(BinaryPrimitives.ReadUInt128BigEndian(_sealer.Open(content, task.ToByteArray())));

    public byte[] SealQuestion(Guid question, long left, long right)
    {
        var plain = new byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(plain, left);
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(sizeof(long)), right);
        return _sealer.Seal(plain, question.ToByteArray());
    }

    public (long Left, long Right) OpenQuestion(Guid question, byte[] content)
    {
        var plain = _sealer.Open(content, question.ToByteArray());
        return (BinaryPrimitives.ReadInt64BigEndian(plain),
            BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(sizeof(long))));
    }

    public void Dispose() => _sealer.Dispose();
}

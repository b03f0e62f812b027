namespace TrustCenter.Consents;

/// <summary>
/// Every decision of a bulk check in one audit entry: 17 bytes each, base64. An auditor reads them back with
/// <see cref="Read"/>; nobody is left out and the log stays small.
/// </summary>
public sealed record PackedDecisions(int People, int Permits, int Denies, string Position, string Decisions)
{
    const int Size = 17;

    public static PackedDecisions Of(
        IReadOnlyList<CheckResult> results, IReadOnlyList<CheckedPerson> people, string position)
    {
        var bytes = new byte[results.Count * Size];
        var (permits, denies) = (0, 0);
        for (var i = 0; i < results.Count; i++)
        {
            var slot = bytes.AsSpan(i * Size, Size);
            var permission = results[i].Answer.Permission;
            if (results[i].Subject is { } subject) subject.TryWriteBytes(slot, bigEndian: true, out _);
            else people[i].Lookups[0].AsSpan(0, 16).CopyTo(slot);
            slot[16] = (byte)((int)permission | (results[i].Subject is null ? 0x80 : 0));
            if (permission == Permission.Permit) permits++;
            if (permission == Permission.Deny) denies++;
        }

        return new(results.Count, permits, denies, position, Convert.ToBase64String(bytes));
    }

    /// <summary>The subject (null: nobody known had the identifier) and what was answered, in the order
    /// asked.</summary>
    public IEnumerable<(Guid? Subject, Permission Answer)> Read()
    {
        var bytes = Convert.FromBase64String(Decisions);
        for (var at = 0; at < bytes.Length; at += Size)
        {
            var unknown = (bytes[at + 16] & 0x80) != 0;
            yield return (unknown
                ? null : new Guid(bytes.AsSpan(at, 16), bigEndian: true), (Permission)(bytes[at + 16] & 0x7F));
        }
    }
}

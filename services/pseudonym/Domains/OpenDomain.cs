using System.Buffers.Binary;
using System.Text;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>One key of a domain, unwrapped.</summary>
public sealed record DomainKey(short Version, DataKey Key);

/// <summary>
/// A domain ready for work: settings read, keys unwrapped. Good as long as the row has the same version, which every
/// read and write of pairs checks.
/// </summary>
public sealed class OpenDomain
{
    readonly DomainKey[] _data;
    readonly DomainKey[] _lookup;
    readonly Lazy<KeyedPseudonyms> _permutation;

    public OpenDomain(DomainRow row, PseudonymFormat format, DomainKey[] data, DomainKey[] lookup, DataKey permutation)
    {
        (Row, Format, _data, _lookup) = (row, format, data, lookup);
        IsOfCases = row.Settings.Properties?.ContainsKey(CaseScheme.SchemeProperty) == true;
        Tie = Tie.Of(row.Settings);
        _permutation = new(() => KeyedPseudonyms.Create(
            format, permutation.Derive("trustcenter ff1", 32), row.Stream.ToByteArray(bigEndian: true)));
    }

    public DomainRow Row { get; }

    public int Id => Row.Id;

    public string Name => Row.Name;

    public PseudonymDomainSettings Settings => Row.Settings;

    public PseudonymFormat Format { get; }

    /// <summary>What has to be permitted for its pseudonyms to be made and handed out; null: nothing.</summary>
    public Tie? Tie { get; }

    /// <summary>The domain's pseudonyms in an order of its own, for domains that count.</summary>
    public KeyedPseudonyms Permutation => _permutation.Value;

    public DomainFill Fill { get; init; } = new();

    /// <summary>Its pseudonyms are case numbers of a scheme.</summary>
    public bool IsOfCases { get; }

    /// <summary>How many lookups an original has: one, and two while the key of the lookups is changed.</summary>
    public int Lookups => _lookup.Length;

    public DomainKey WritesData => _data[0];

    /// <summary>Keys that only read: they go when nothing is under them any more.</summary>
    public IEnumerable<(string Use, short Version)> OldKeys =>
        _data.Skip(1).Select(key => (DomainKeys.Data, key.Version))
            .Concat(_lookup.Skip(1).Select(key => (DomainKeys.Lookup, key.Version)));

    public short LookupVersion => _lookup[0].Version;

    /// <summary>The original's keyed hash under the newest key (0) or an older one. 128 bits of HMAC-SHA-256 over the
    /// text in Unicode's composed form: the same text written in two ways is one original.</summary>
    public Guid Lookup(string original, int key = 0)
    {
        var text = Ascii.IsValid(original) ? original : original.Normalize();
        Span<byte> hash = stackalloc byte[32];
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = most <= 1024 ? stackalloc byte[most] : new byte[most];
        _lookup[key].Key.Hash(bytes[..Encoding.UTF8.GetBytes(text, bytes)], hash);
        return new(hash[..16], bigEndian: true);
    }

    /// <summary>Opens what was sealed under any key the domain still has.</summary>
    public string Open(byte[] content, short version, string pseudonym)
    {
        var known = Array.Find(_data, key => key.Version == version)
            ?? throw new VaultException("The key of this content is gone.");
        using var sealer = known.Key.Sealer();
        return Encoding.UTF8.GetString(sealer.Open(content, Bound(pseudonym)));
    }

    /// <summary>Seals originals one after the other with the newest key; for one thread.</summary>
    public OriginalSealer Sealer() => new(this, WritesData.Key.Sealer());

    /// <summary>Binds a sealed original to its domain and pseudonym: moved elsewhere it does not open.</summary>
    internal byte[] Bound(string pseudonym)
    {
        var bound = new byte[20 + Encoding.UTF8.GetByteCount(pseudonym)];
        Row.Stream.TryWriteBytes(bound, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bound.AsSpan(16), 1);
        Encoding.UTF8.GetBytes(pseudonym, bound.AsSpan(20));
        return bound;
    }
}

/// <summary>Seals originals under a domain's newest key.</summary>
public sealed class OriginalSealer(OpenDomain domain, Sealer sealer) : IDisposable
{
    public byte[] Seal(string original, string pseudonym) =>
        sealer.Seal(Encoding.UTF8.GetBytes(original), domain.Bound(pseudonym));

    public void Dispose() => sealer.Dispose();
}

/// <summary>A row of <c>pseudonym.domains</c>.</summary>
public sealed record DomainRow(
    int Id, Guid Stream, string Name, PseudonymDomainSettings Settings, bool Closed, long Version);

/// <summary>About how many pseudonyms a domain has; kept up by this process, read anew now and then.</summary>
public sealed class DomainFill
{
    long _used;
    long _readAt;

    public long Used => Interlocked.Read(ref _used);

    public bool IsOld(DateTimeOffset now) => now.UtcTicks - Interlocked.Read(ref _readAt) > TimeSpan.TicksPerMinute;

    public void Add(long made) => Interlocked.Add(ref _used, made);

    public void Read(long used, DateTimeOffset now)
    {
        Interlocked.Exchange(ref _used, used);
        Interlocked.Exchange(ref _readAt, now.UtcTicks);
    }
}

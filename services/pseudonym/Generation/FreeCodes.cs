using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;
using Npgsql;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Which pseudonyms of small domains are still free: a bit each, read once from the pairs. A free one is drawn evenly
/// from all free ones, so a domain fills to the last one without trying. Bits may lag behind what other processes did;
/// the constraint notices, and the bits learn.
/// </summary>
sealed class FreeCodes
{
    /// <summary>Largest domain that is kept: 2 MiB of bits.</summary>
    public const int Largest = 1 << 24;

    const int MostDomains = 32;

    readonly ConcurrentDictionary<int, Bits> _domains = new();

    public static bool Covers(OpenDomain domain) => domain.Format.Capacity <= Largest;

    /// <summary>That many different free ones, or null where there aren't so many. The domain's choosing lock is
    /// held.</summary>
    public async Task<string[]?> ChooseAsync(
        OpenDomain domain, int count, PairTransaction transaction, CancellationToken ct)
    {
        var known = _domains.TryGetValue(domain.Id, out var bits) && bits.IsOf(domain) && bits.Free >= count;
        if (!known) bits = await ReadAsync(domain, transaction, ct);
        return bits!.Free < count ? null : Array.ConvertAll(bits.Draw(count), index => domain.Format.Encode(index));
    }

    /// <summary>These are used now.</summary>
    public void Take(OpenDomain domain, IEnumerable<string> codes)
    {
        if (!_domains.TryGetValue(domain.Id, out var bits)) return;
        foreach (var code in codes)
            bits.Set((int)domain.Format.IndexOf(code));
    }

    async Task<Bits> ReadAsync(OpenDomain domain, PairTransaction transaction, CancellationToken ct)
    {
        var bits = new Bits(domain.Format);
        await using var command = new NpgsqlCommand(
            "select pseudonym from pseudonym.pairs where domain = $1", transaction.Connection, transaction.Transaction);
        command.Parameters.Add(new() { Value = domain.Id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) bits.Set((int)domain.Format.IndexOf(reader.GetString(0)));

        if (_domains.Count >= MostDomains) _domains.Clear();
        return _domains[domain.Id] = bits;
    }

    sealed class Bits
    {
        readonly PseudonymFormatSettings _format;
        readonly ulong[] _used;
        int _free;

        public Bits(PseudonymFormat format)
        {
            _format = format.Settings;
            _free = (int)format.Capacity;
            _used = new ulong[(_free + 63) / 64];
            for (var beyond = _free; beyond < _used.Length * 64; beyond++) _used[beyond >> 6] |= 1UL << (beyond & 63);
        }

        public int Free => _free;

        public bool IsOf(OpenDomain domain) => domain.Format.Settings == _format;

        public void Set(int index)
        {
            var bit = 1UL << (index & 63);
            if ((_used[index >> 6] & bit) != 0) return;
            _used[index >> 6] |= bit;
            _free--;
        }

        /// <summary>Different places among the free ones, each as likely as any other, in random order.</summary>
        public BigInteger[] Draw(int count)
        {
            var places = new HashSet<int>(count);
            if (count > _free / 2)
            {
                var all = new int[_free];
                for (var i = 0; i < all.Length; i++) all[i] = i;
                RandomNumberGenerator.Shuffle<int>(all);
                places.UnionWith(all.AsSpan(0, count).ToArray());
            }

            while (places.Count < count) places.Add(RandomNumberGenerator.GetInt32(_free));
            var sorted = places.Order().ToArray();
            var found = new BigInteger[count];
            var (passed, at) = (0, 0);
            for (var word = 0; at < count; word++)
            {
                var free = ~_used[word];
                var here = BitOperations.PopCount(free);
                for (; at < count && sorted[at] < passed + here; at++)
                    found[at] = word * 64 + Select(free, sorted[at] - passed);
                passed += here;
            }

            RandomNumberGenerator.Shuffle<BigInteger>(found);
            return found;
        }

        /// <summary>Where the n-th set bit stands.</summary>
        static int Select(ulong bits, int n)
        {
            for (; n > 0; n--) bits &= bits - 1;
            return BitOperations.TrailingZeroCount(bits);
        }
    }
}

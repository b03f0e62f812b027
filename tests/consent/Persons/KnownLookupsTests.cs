using System.Security.Cryptography;

namespace TrustCenter.Consents.Tests;

public sealed class KnownLookupsTests
{
    [Fact]
    public void Whoever_was_added_is_known_and_hardly_anybody_else()
    {
        const int many = 100_000;
        var known = new KnownLookups(many);
        var added = Lookups(many);
        foreach (var lookup in added) known.Add(lookup);
        Assert.All(added, lookup => Assert.True(known.MayContain(lookup)));
        Assert.InRange(Lookups(many).Count(lookup => known.MayContain(lookup)), 0, many / 1000);
    }

    [Fact]
    public void An_empty_one_knows_nobody()
    {
        var known = new KnownLookups(0);
        Assert.DoesNotContain(Lookups(1000), lookup => known.MayContain(lookup));
    }

    [Fact]
    public void What_many_add_at_once_is_all_there()
    {
        var known = new KnownLookups(0);
        var added = Lookups(50_000);
        Parallel.ForEach(added, lookup => known.Add(lookup));
        Assert.All(added, lookup => Assert.True(known.MayContain(lookup)));
    }

    static byte[][] Lookups(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetBytes(32))];
}

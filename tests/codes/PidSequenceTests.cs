using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Codes.Tests;

public sealed class PidSequenceTests
{
    static readonly PseudonymFormat Format = PseudonymFormat.Create(FormatPresets.Readable);

    [Fact]
    public void A_counter_comes_back_from_its_PID_under_any_keys() => Prop.ForAll(
        Gen.Choose(1, (1 << 30) - 1).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (counter, key) =>
        {
            var sequence = new PidSequence(key, key / 3, 977);
            var pid = sequence.At(counter);
            Assert.True(Format.Validate(pid).IsValid);
            Assert.Equal(counter, sequence.CounterOf(pid));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_bits_change_the_PID_and_not_the_counter()
    {
        var sequence = new PidSequence(1, 2, 3, randomBits: 12);
        var pids = Enumerable.Range(0, 200).Select(_ => sequence.At(77)).ToHashSet();

        Assert.InRange(pids.Count, 150, 200);
        Assert.All(pids, pid => Assert.Equal(77, sequence.CounterOf(pid)));
        Assert.Equal((1 << 18) - 1, sequence.Last);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.At(1 << 18));
    }

    [Fact]
    public void Counters_get_different_PIDs()
    {
        var sequence = new PidSequence(11, 22, 33);
        Assert.Equal(20_000, Enumerable.Range(1, 20_000).Select(sequence.At).ToHashSet().Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.At(0));
        Assert.Throws<ArgumentException>(() => sequence.CounterOf("OOOOOOOO"));
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class HardeningTests
{
    static ulong[] Harden(ulong[] filter, params HardeningStep[] steps)
    {
        var hardened = new ulong[PprlSamples.Record.With([.. steps]).Hardened(filter.Length * 64) / 64];
        new Hardener(PprlSamples.Record.With([.. steps]), filter.Length * 64, PprlSamples.Secret, "test")
            .Harden(filter, hardened);
        return hardened;
    }

    static bool Bit(ulong[] filter, int bit) => (filter[bit >> 6] >> bit & 1) == 1;

    static void ForAnyFilter(Func<ulong[], bool> holds) =>
        Prop.ForAll<ulong[]>(drawn => holds([.. drawn.Concat(new ulong[16]).Take(16)])).QuickCheckThrowOnFailure();

    [Fact]
    public void Balanced_filters_are_half_full_and_their_Dice_is_one_less_the_Hamming_share() =>
        ForAnyFilter(filter =>
        {
            var other = filter.Select((word, i) => i % 3 == 0 ? word * 7 : word).ToArray();
            var (a, b) = (Harden(filter, new HardeningStep(Hardening.Balance)),
                Harden(other, new HardeningStep(Hardening.Balance)));
            var differing = filter.Zip(other).Sum(pair => FilterBits.Count([pair.First ^ pair.Second]));
            return FilterBits.Count(a) == 1024 && a.Length == 32
                && Math.Abs(PprlSamples.Dice(a, b) - (1 - differing / 1024.0)) < 1e-12;
        });

    [Fact]
    public void Folding_lays_halves_on_each_other_and_twice_is_once_by_two() =>
        ForAnyFilter(filter =>
        {
            var once = Harden(filter, new HardeningStep(Hardening.Fold, 1));
            return Enumerable.Range(0, 512).All(i => Bit(once, i) == (Bit(filter, i) ^ Bit(filter, i + 512)))
                && Harden(once, new HardeningStep(Hardening.Fold, 1))
                    .SequenceEqual(Harden(filter, new HardeningStep(Hardening.Fold, 2)));
        });

    [Fact]
    public void Rule_90_gives_each_bit_the_difference_of_its_neighbours_around_the_end() =>
        ForAnyFilter(filter =>
        {
            var ruled = Harden(filter, new HardeningStep(Hardening.Rule90));
            return Enumerable.Range(0, 1024).All(i =>
                Bit(ruled, i) == (Bit(filter, (i + 1023) % 1024) ^ Bit(filter, (i + 1) % 1024)));
        });

    [Fact]
    public void Diffusion_is_linear_and_turns_about_as_many_bits_for_each_bit_as_it_says()
    {
        var step = new HardeningStep(Hardening.Diffuse, 5);
        ForAnyFilter(filter =>
        {
            var other = filter.Reverse().ToArray();
            var sum = filter.Zip(other, (a, b) => a ^ b).ToArray();
            return Harden(sum, step).SequenceEqual(Harden(filter, step).Zip(Harden(other, step), (a, b) => a ^ b));
        });
        var turned = Enumerable.Range(0, 1024).Sum(bit =>
        {
            var one = new ulong[16];
            one[bit >> 6] = 1UL << bit;
            return FilterBits.Count(Harden(one, step));
        });
        Assert.Equal(5 * 1024, turned);
    }

    [Fact]
    public void Blip_turns_half_as_many_bits_as_it_replaces_and_the_same_ones_again()
    {
        var step = new HardeningStep(Hardening.Blip, 200);
        var people = new People(5);
        var encoder = new FilterEncoder(PprlSamples.Record, PprlSamples.Secret);
        var (turned, count) = (0, 200);
        for (var i = 0; i < count; i++)
        {
            var filter = encoder.Encode(people.Next());
            var noisy = Harden(filter, step);
            Assert.Equal(noisy, Harden(filter, step));
            turned += filter.Zip(noisy).Sum(pair => FilterBits.Count([pair.First ^ pair.Second]));
        }

        Assert.InRange(turned / (1024.0 * count), 0.095, 0.105);
    }

    [Fact]
    public void A_permutation_keeps_what_two_filters_share() =>
        ForAnyFilter(filter =>
        {
            var other = filter.Select(word => word * 5).ToArray();
            var step = new HardeningStep(Hardening.Permute);
            return FilterBits.Shared(Harden(filter, step), Harden(other, step)) == FilterBits.Shared(filter, other);
        });
}

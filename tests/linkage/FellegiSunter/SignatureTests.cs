using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class SignatureTests
{
    /// <summary>What is passed over because its signature differs would have been different.</summary>
    [Fact]
    public void Signatures_pass_over_no_pair_that_agrees() =>
        Prop.ForAll(Names(), Names(), (left, right) =>
        {
            var (a, b) = (Signature(left), Signature(right));
            var longest = Math.Max(left.Length, right.Length);
            var near = EditDistance.Alignment(left, right) <= NameSignature.Allowed(longest)
                || ColognePhonetics.Encode(left) == ColognePhonetics.Encode(right)
                || left.StartsWith(right, StringComparison.Ordinal);
            return !near || !NameSignature.Differ(a, b);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_levels_of_a_pair_do_not_depend_on_its_order() =>
        Prop.ForAll(Names(), Names(), (left, right) =>
        {
            var vocabulary = new Vocabulary();
            var a = vocabulary.Intern(Person(left, right));
            var b = vocabulary.Intern(Person(right, left + "A"));
            return PairLevels.Of(vocabulary, a, b).Pattern == PairLevels.Of(vocabulary, b, a).Pattern;
        }).QuickCheckThrowOnFailure();

    static NormalisedPerson Person(string given, string family) =>
        NormalisedPerson.Of(new() { GivenName = given, FamilyName = family });

    static NameSignature Signature(string name) => NameSignature.Of(name, ColognePhonetics.Encode(name), false);

    static Arbitrary<string> Names() => Gen.Elements('A', 'E', 'N', 'R', 'L', 'S', 'T', 'M', 'I').NonEmptyListOf()
        .Select(letters => string.Concat(letters.Take(12))).ToArbitrary();
}

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class FieldLinkageTests
{
    [Fact]
    public void Records_of_filters_are_linked_as_their_persons_are_without_any_truth()
    {
        var people = new People(17);
        var pairs = Enumerable.Range(0, 1500).Select(_ => people.Pair()).ToArray();
        var (profile, count) = (StandardProfiles.Separate("tests"), pairs.Length);
        var encoder = new FilterEncoder(profile, PprlSamples.Secret);
        // The second half of the second site are people whom the first does not have.
        PersonData[] persons =
        [
            .. pairs.Select(pair => pair.Left),
            .. pairs.Take(count / 2).Select(pair => pair.Right),
            .. Enumerable.Range(0, count / 2).Select(_ => people.Next()),
        ];
        var records = new FieldRecords(profile, encoder.Slots, [.. persons.SelectMany(encoder.Encode)]);
        var linkage = new FieldLinkage(records, (a, b) => a < count != b < count, (double)count * count);
        var found = OneToOne.Optimal(linkage.Pairs());
        var right = found.Count(pair => pair.Right - pair.Left == count && pair.Left < count / 2);

        Assert.InRange(right / (double)found.Count, 0.99, 1);
        Assert.InRange(right / (count / 2.0), 0.97, 1);
    }

    [Fact]
    public void A_record_filter_cannot_be_weighed_field_by_field()
    {
        var encoder = new FilterEncoder(PprlSamples.Record, PprlSamples.Secret);
        Assert.Throws<FormatException>(() => new FieldRecords(PprlSamples.Record, encoder.Slots, new ulong[16]));
    }
}

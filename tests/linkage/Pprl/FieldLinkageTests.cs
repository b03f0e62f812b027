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
    public void Pieces_done_apart_give_what_is_found_at_once()
    {
        var people = new People(23);
        var pairs = Enumerable.Range(0, 300).Select(_ => people.Pair()).ToArray();
        var (profile, count) = (StandardProfiles.Separate("tests"), pairs.Length);
        var encoder = new FilterEncoder(profile, PprlSamples.Secret);
        var records = new FieldRecords(profile, encoder.Slots,
            [.. pairs.Select(pair => pair.Left).Concat(pairs.Select(pair => pair.Right)).SelectMany(encoder.Encode)]);
        bool Counts(int a, int b) => a < count != b < count;
        var meeting = new FieldMeeting(records, Counts);
        var whole = new FieldLinkage(records, Counts, (double)count * count);
        var pieces = new FieldLinkage(records, Counts, (double)count * count,
            Enumerable.Range(0, FieldMeeting.Passes).SelectMany(pass => Enumerable.Range(0, 5)
                .Select(part => meeting.Compare(pass, part, 5))).Reverse());

        Assert.Equal(whole.Candidates, pieces.Candidates);
        Assert.Equal(whole.Pairs(), pieces.Pairs());
        var best = whole.Pairs().MaxBy(pair => pair.Score);
        var evidence = pieces.Explain(best.Left, best.Right);
        Assert.Equal(best.Score, evidence.Sum(field => field.Contribution), 1e-6);
        Assert.Contains(evidence, field => field is { Field: "familyName" or "family", Contribution: > 5 });
        Assert.Empty(pieces.Explain(0, 1));
        var levels = whole.Levels(whole.Candidates);
        Assert.All(levels, field => Assert.Equal(whole.Candidates.Count(), field.Sum()));
    }

    [Fact]
    public void A_record_filter_cannot_be_weighed_field_by_field()
    {
        var encoder = new FilterEncoder(PprlSamples.Record, PprlSamples.Secret);
        Assert.Throws<FormatException>(() => new FieldRecords(PprlSamples.Record, encoder.Slots, new ulong[16]));
    }
}

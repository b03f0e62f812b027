namespace TrustCenter.Identities.Linkage;

/// <summary>The ratio of an E-PIX, value for value: what speaks for a match over what speaks against it, each field on
/// one side or the other of its threshold. Nothing against it is 1000; short of that the most is 999.</summary>
public sealed class EpixWeighting
{
    /// <summary>The ratio of a pair with nothing against it.</summary>
    public const double Perfect = 1000;

    readonly EpixConfiguration _configuration;
    readonly EpixPreprocessing?[] _preprocessing;

    /// <summary>Prepares the weighting.</summary>
    public EpixWeighting(EpixConfiguration configuration)
    {
        _configuration = configuration;
        _preprocessing = [.. configuration.Fields.Select(field =>
            configuration.Preprocessing.FirstOrDefault(steps => steps.Field == field.Name))];
    }

    /// <summary>The ratio of two persons.</summary>
    public double Score(PersonData left, PersonData right) => Score(Prepare(left), Prepare(right), null);

    internal EpixValues[] Prepare(PersonData person) => [.. _configuration.Fields.Select((field, index) =>
        EpixValues.Of(field, index == 0, EpixValues.Preprocess(
            _preprocessing[index], FieldText.OfEpix(person, field.Name))))];

    internal Outcome OutcomeOf(EpixValues[] left, EpixValues[] right, double ratio) =>
        ratio < _configuration.Possible || !Compared(left, right) ? Outcome.NonMatch
        : ratio < _configuration.Automatic ? Outcome.Possible : Outcome.Match;

    /// <summary>Whether blocking lets the pair through.</summary>
    internal bool Compared(EpixValues[] left, EpixValues[] right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            var field = _configuration.Fields[i];
            if (field.BlockingThreshold <= 0) continue;
            var most = 0.0;
            foreach (var a in left[i].Texts)
                foreach (var b in right[i].Texts) most = Math.Max(most, EpixBlocking.Bound(a, b, field.CountsDigits));
            if (most < field.BlockingThreshold) return false;
        }

        return true;
    }

    internal double Score(EpixValues[] left, EpixValues[] right, List<FieldEvidence>? evidence)
    {
        var (supporting, opposing) = (0.0, 0.0);
        var fields = _configuration.Fields;
        for (var i = 0; i < fields.Length; i++)
        {
            var similarity = Similarity(fields[i], left[i], right[i]);
            var agrees = similarity >= fields[i].MatchingThreshold && similarity > 0;
            if (agrees) supporting += fields[i].Weight * similarity;
            else opposing += fields[i].Weight * (1 - similarity);
            evidence?.Add(new(fields[i].Name, agrees ? "agrees" : "disagrees",
                agrees ? fields[i].Weight * similarity : -fields[i].Weight * (1 - similarity),
                FormattableString.Invariant($"similarity {similarity:0.###}, weight {fields[i].Weight:0.##}")));
        }

        if (fields.Length == 1) opposing = 1;
        return opposing > 0 ? Math.Min(supporting / opposing, Perfect - 1) : Perfect;
    }

    static double Similarity(EpixField field, EpixValues left, EpixValues right)
    {
        if (!left.Several && !right.Several) return Compare(field.Algorithm, left.Texts[0], right.Texts[0]);
        var best = 0.0;
        for (var i = 0; i < left.Texts.Length; i++)
        {
            for (var j = 0; j < right.Texts.Length; j++)
            {
                var similarity = Compare(field.Algorithm, left.Texts[i], right.Texts[j]);
                var (leftShort, rightShort) = (i < left.Incomplete, j < right.Incomplete);
                if (leftShort && rightShort) similarity -= field.Values!.BothShort;
                else if (leftShort || rightShort) similarity -= field.Values!.OneShort;
                else if (i < left.Texts.Length - 1 || j < right.Texts.Length - 1)
                    similarity -= field.Values!.NotPerfect;
                best = Math.Max(best, similarity);
            }
        }

        return best;
    }

    static double Compare(string algorithm, string left, string right) => algorithm switch
    {
        "Levenshtein" => EditDistance.Similarity(
            EditDistance.Levenshtein(left, right), left.Length, right.Length),
        "ColognePhonetic" => ColognePhonetics.Encode(left) == ColognePhonetics.Encode(right) ? 1 : 0,
        "SorensenDice" => NGrams.Dice(left, right),
        "JaccardSimilarity" => NGrams.Jaccard(left, right),
        _ => left == right ? 1 : 0,
    };
}

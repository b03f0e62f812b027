using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>The weights of the Mainzelliste's EpiLink matcher, value for value: the mean of the fields' similarities,
/// weighted, over the fields that both sides have. Groups are compared in every order and the best counts.</summary>
/// <remarks>Kept as they are there: components of names are paired greedily, a field at its place in a hash map of Java
/// decides which empty ones are left out, and a group without anything to compare makes the weight minus infinity.
/// </remarks>
public sealed class EpiLinkWeighting
{
    readonly MainzellisteConfiguration _configuration;
    readonly Dictionary<string, MainzellisteField> _fields;
    readonly string[][] _groups;
    readonly MainzellisteField[] _single;

    /// <summary>Prepares the weighting.</summary>
    public EpiLinkWeighting(MainzellisteConfiguration configuration)
    {
        _configuration = configuration;
        _fields = configuration.Fields.ToDictionary(field => field.Name);
        _groups = [.. configuration.Groups.Select(group => group.OrderBy(JavaBucket).ToArray())];
        var grouped = configuration.Groups.SelectMany(group => group).ToHashSet();
        _single = [.. configuration.Fields.Where(field => !grouped.Contains(field.Name))];
    }

    /// <summary>The person's fields after the transformers, by name.</summary>
    internal Dictionary<string, MainzellisteValue> Prepare(PersonData person) => _fields.Values.ToDictionary(
        field => field.Name, field => MainzellisteValue.Of(field, FieldText.OfMainzelliste(person, field.Name)));

    internal Outcome OutcomeOf(double weight) => weight >= _configuration.MatchFrom ? Outcome.Match
        : weight > _configuration.NonMatchTo ? Outcome.Possible : Outcome.NonMatch;

    /// <summary>The weight of two persons, from 0 to 1.</summary>
    public double Score(PersonData left, PersonData right) => Score(Prepare(left), Prepare(right), null);

    internal double Score(
        Dictionary<string, MainzellisteValue> left, Dictionary<string, MainzellisteValue> right,
        List<FieldEvidence>? evidence)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var group in _groups)
        {
            var (groupSum, groupWeights) = Best(group, left, right);
            sum += groupSum;
            weights += groupWeights;
            evidence?.Add(new(string.Join('/', group), "best order", groupSum,
                FormattableString.Invariant($"{groupSum / groupWeights:0.###} of weight {groupWeights:0.##}")));
        }

        foreach (var field in _single)
        {
            var (a, b) = (left[field.Name], right[field.Name]);
            if (a.IsEmpty || b.IsEmpty) continue;
            var similarity = Compare(field, a, b);
            sum += similarity * field.Weight;
            weights += field.Weight;
            evidence?.Add(new(field.Name, similarity == 1 ? "same" : similarity == 0 ? "different" : "similar",
                similarity * field.Weight,
                FormattableString.Invariant($"{similarity:0.###} of weight {field.Weight:0.##}")));
        }

        return sum / weights;
    }

    (double Sum, double Weights) Best(
        string[] group, Dictionary<string, MainzellisteValue> left, Dictionary<string, MainzellisteValue> right)
    {
        var (ofLeft, ofRight) = WithoutEmptyPairs(group, left, right);
        var (best, bestWeights, bestRatio) = (double.NegativeInfinity, 0.0, 0.0);
        foreach (var order in Orders(ofRight))
        {
            var (sum, weights) = (0.0, 0.0);
            for (var i = 0; i < order.Count; i++)
            {
                var (a, b) = (left[ofLeft[i]], right[order[i]]);
                if (a.IsEmpty || b.IsEmpty) continue;
                var weight = 0.5 * (_fields[ofLeft[i]].Weight + _fields[order[i]].Weight);
                sum += Compare(_fields[ofLeft[i]], a, b) * weight;
                weights += weight;
            }

            var ratio = sum / weights;
            if (ratio >= bestRatio) (best, bestWeights, bestRatio) = (sum, weights, ratio);
        }

        return (best, bestWeights);
    }

    static (List<string> Left, List<string> Right) WithoutEmptyPairs(
        string[] group, Dictionary<string, MainzellisteValue> left, Dictionary<string, MainzellisteValue> right)
    {
        List<string> ofLeft = [.. group], ofRight = [.. group];
        var at = 0;
        foreach (var name in group)
        {
            if (at >= group.Length) break;
            if (!right[name].IsEmpty) continue;
            while (at < group.Length)
            {
                var other = group[at++];
                if (!left[other].IsEmpty) continue;
                ofRight.Remove(name);
                ofLeft.Remove(other);
                break;
            }
        }

        return (ofLeft, ofRight);
    }

    static IEnumerable<ImmutableList<string>> Orders(List<string> names)
    {
        if (names.Count == 1) yield return [names[0]];
        if (names.Count < 2) yield break;
        for (var i = 0; i < names.Count; i++)
            foreach (var rest in Orders([.. names.Where((_, index) => index != i)]))
                yield return rest.Insert(0, names[i]);
    }

    static double Compare(MainzellisteField field, MainzellisteValue a, MainzellisteValue b)
    {
        if (!a.Compound || !b.Compound) return Single(field, a.Components[0], b.Components[0]);
        var (fewer, more) = (Known(a), Known(b));
        if (fewer.Count > more.Count) (fewer, more) = (more, fewer);
        var (sum, count) = (0.0, fewer.Count);
        foreach (var component in fewer)
        {
            var (best, at) = (0.0, -1);
            for (var i = 0; i < more.Count; i++)
                if (Single(field, component, more[i]) is var similarity && similarity > best)
                    (best, at) = (similarity, i);
            if (at < 0) continue;
            sum += best;
            more.RemoveAt(at);
        }

        return sum / count;
    }

    static double Single(MainzellisteField field, string a, string b) =>
        a.Length == 0 || b.Length == 0 ? 0
        : field.Comparator == "NGramComparator" ? NGrams.Dice(a, b, 2, GramPadding.One)
        : a == b ? 1 : 0;

    static List<string> Known(MainzellisteValue value) => [.. value.Components.Where(text => text.Length > 0)];

    /// <summary>Where a text stands in a HashMap of sixteen places: the order in which Java goes through it.</summary>
    static int JavaBucket(string text)
    {
        var hash = 0;
        foreach (var letter in text) hash = unchecked(hash * 31 + letter);
        return (hash ^ hash >>> 16) & 15;
    }
}

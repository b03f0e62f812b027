using System.Collections.Immutable;
using System.Globalization;

namespace TrustCenter.Identities.Linkage;

/// <summary>The blocking keys of a person: texts that a store can index, after hashing them with a key of its own, as
/// they say much about the person.</summary>
public static class BlockingKeys
{
    const int Beginning = 3;

    /// <summary>All keys, each once, each beginning with its pass's name.</summary>
    /// <param name="person">The person.</param>
    /// <param name="plan">The passes.</param>
    /// <param name="identifiers">Which of the further fields are identifiers, by their place.</param>
    public static IReadOnlyCollection<string> Of(
        NormalisedPerson person, BlockingPlan plan, params ImmutableArray<int> identifiers)
    {
        var values = new Values(person, identifiers);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pass in plan.Passes)
        {
            List<string> texts = [pass.Name];
            foreach (var part in pass.Parts)
                texts = [.. texts.SelectMany(text => values.Of(part).Select(value => $"{text}|{value}"))];
            keys.UnionWith(texts);
        }

        return keys;
    }

    sealed class Values(NormalisedPerson person, ImmutableArray<int> identifiers)
    {
        readonly string[] _given = Names(person.Given);
        readonly string[] _family = [.. Names(person.Family).Union(Names(person.Birth))];

        public IEnumerable<string> Of(BlockingPart part) => part switch
        {
            BlockingPart.BirthDate => Date(date => date is { Month: > 0, Day: > 0 }, date => [Text(date.Packed)]),
            BlockingPart.BirthYear => Date(date => date.Year > 0, date => [Text(date.Year)]),
            BlockingPart.BirthDay => Date(date => date is { Month: > 0, Day: > 0 },
                date => [Text(Math.Min(date.Month, date.Day) * 100 + Math.Max(date.Month, date.Day))]),
            BlockingPart.FamilySound => Sounds(_family),
            BlockingPart.GivenSound => Sounds(_given),
            BlockingPart.AnySound => Sounds(_family.Concat(_given)),
            BlockingPart.AnyBeginning => Beginnings(_family.Concat(_given)),
            BlockingPart.AnyEnding => Endings(_family.Concat(_given)),
            BlockingPart.BothSounds => Both(Sounds(_given), Sounds(_family)),
            BlockingPart.BothBeginnings => Both(Beginnings(_given), Beginnings(_family)),
            BlockingPart.Postcode => Known(person.Postcode),
            BlockingPart.StreetAndNumber => person.HouseNumber is "" ? [] : Known(person.Street)
                .Select(street => $"{street} {person.HouseNumber}"),
            BlockingPart.Phone => Known(person.Phone),
            _ => identifiers.Where(index => person.More[index].Length > 0)
                .Select(index => $"{index} {person.More[index]}"),
        };

        string[] Date(Predicate<BirthDate> usable, Func<BirthDate, string[]> keys) =>
            usable(person.BirthDate) ? keys(person.BirthDate) : [];

        static IEnumerable<string> Both(IEnumerable<string> given, IEnumerable<string> family) =>
            given.SelectMany(one => family.Select(other =>
                string.CompareOrdinal(one, other) < 0 ? $"{one} {other}" : $"{other} {one}"));

        static IEnumerable<string> Sounds(IEnumerable<string> names) =>
            names.Select(name => ColognePhonetics.Encode(name)).Where(sound => sound.Length > 0).Distinct();

        static IEnumerable<string> Beginnings(IEnumerable<string> names) =>
            names.Where(name => name.Length >= Beginning).Select(name => name[..Beginning]).Distinct();

        static IEnumerable<string> Endings(IEnumerable<string> names) =>
            names.Where(name => name.Length >= Beginning).Select(name => name[^Beginning..]).Distinct();

        static IEnumerable<string> Known(string text) => text.Length > 0 ? [text] : [];

        static string[] Names(PersonName name) => name.IsMissing ? [] : name.Parts.Length == 1
            ? [LatinText.WithoutUmlauts(name.Parts[0])]
            : [.. name.Parts.Where(part => part.Length > 1).Append(name.Text)
                .Select(LatinText.WithoutUmlauts).Distinct()];

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}

namespace TrustCenter.Identities.Linkage;

/// <summary>Says of most pairs, from names and equal numbers alone, that they cannot reach a threshold whatever else
/// agrees: the most that the fields not looked at may add is added. One person is held against many.</summary>
sealed class PairScreen
{
    readonly Vocabulary _vocabulary;
    readonly LevelBits _bits;
    readonly ComparablePerson _person;
    readonly NameSignature _givenSignature;
    readonly NameSignature _familySignature;
    readonly float[] _given;
    readonly float[] _family;
    readonly float _bestFamily;
    readonly float _bestNames;
    readonly float _least;
    readonly bool _nameChange;

    /// <param name="weighting">Gives what levels add.</param>
    /// <param name="vocabulary">The values' numbers.</param>
    /// <param name="person">Who is held against others.</param>
    /// <param name="possible">What has to be reached.</param>
    /// <param name="nameChange">Whether a change of name is shown below that, too.</param>
    public PairScreen(
        FellegiSunter weighting, Vocabulary vocabulary, in ComparablePerson person, double possible, bool nameChange)
    {
        (_vocabulary, _bits, _person, _nameChange) = (vocabulary, weighting.MostBits, person, nameChange);
        _givenSignature = vocabulary.SignatureOf(person.Given);
        _familySignature = vocabulary.SignatureOf(person.Family);
        _given = weighting.MostBitsOf(Fields.Given, person.Given);
        _family = weighting.MostBitsOf(Fields.Family, person.Family);
        _bestFamily = _family.AsSpan()[0];
        foreach (var bits in _family) _bestFamily = Math.Max(_bestFamily, bits);
        var bestGiven = _given[0];
        foreach (var bits in _given) bestGiven = Math.Max(bestGiven, bits);
        _bestNames = bestGiven + _bestFamily;
        // a bit less than the threshold, for what is rounded
        _least = (float)(possible - weighting.PriorBits - 0.01);
    }

    /// <summary>False where the pair is certainly not near.</summary>
    public bool MayBeNear(in IndexedPerson other, ReadOnlySpan<int> more) => MayBeNear(
        other, more, _vocabulary.SignatureOf(other.Given), _vocabulary.SignatureOf(other.Family));

    /// <summary>The same, where the signatures of the other's names are at hand.</summary>
    public bool MayBeNear(
        in IndexedPerson other, ReadOnlySpan<int> more, NameSignature otherGiven, NameSignature otherFamily)
    {
        var date = (int)FieldComparison.Date(_person.BirthDate, other.BirthDate);
        var equal = (_person.Postcode == other.Postcode || _person.Postcode == 0 ? 1 : 0)
            | (_person.City == other.City || _person.City == 0 ? 2 : 0)
            | (_person.Street == other.Street || _person.Street == 0 ? 4 : 0)
            | (_person.HouseNumber == other.HouseNumber || _person.HouseNumber == 0 ? 8 : 0);
        var left = _least - _bits[Fields.BirthDate, date] - _bits.Home[equal]
            - _bits[Fields.Sex, (int)FieldComparison.Sex(_person.Sex, other.Sex)];
        if (_person.Birth != 0 && other.Birth != 0) left -= _bits.BestBirth;
        if (_person.Phone != 0 && other.Phone != 0) left -= Math.Max(0, Text(Fields.Phone, _person.Phone, other.Phone));
        for (var i = 0; i < more.Length; i++) left -= Text(Fields.Further + i, _person.More[i], more[i]);

        // most pairs end here, their names not looked at
        var sameDate = _nameChange && date == (int)DateLevel.Same;
        if (left > _bestNames && !sameDate) return MayCross(otherGiven, otherFamily);
        var given = NameComparison.Level(
            _vocabulary, _person.Given, other.Given, _givenSignature, otherGiven, given: true);
        if (given == NameLevel.Different && left > _given[(int)given] + _bestFamily)
            return MayCross(otherGiven, otherFamily);
        var family = NameComparison.Level(
            _vocabulary, _person.Family, other.Family, _familySignature, otherFamily, given: false);
        if (left <= _given[(int)given] + _family[(int)family]) return true;
        if (given == NameLevel.Different && family == NameLevel.Different && MayCross(otherGiven, otherFamily))
            return true;
        if (family == NameLevel.Different && (_person.Birth != 0 || other.Birth != 0)
            && left <= _given[(int)given] + _family[(int)NameLevel.Linked]) return true;
        return sameDate && given is NameLevel.Same or NameLevel.Variant or NameLevel.Close;
    }

    float Text(int field, int own, int other) => _bits[field, (int)FieldComparison.Text(_vocabulary, own, other)];

    /// <summary>Names that stand in each other's place are looked at closely.</summary>
    bool MayCross(NameSignature otherGiven, NameSignature otherFamily) =>
        !NameSignature.Differ(_givenSignature, otherFamily) && !NameSignature.Differ(_familySignature, otherGiven);
}

/// <summary>What levels add to a score at most, as powers of two.</summary>
sealed class LevelBits
{
    readonly float[] _bits;

    public LevelBits(float[] bits)
    {
        _bits = bits;
        BestBirth = Of(Fields.Birth).Max();
        Home = [.. Enumerable.Range(0, 16).Select(equal => MostOfPlace(equal) + MostOfStreet(equal))];
    }

    /// <summary>Of a level of a field; 0 where it is missing.</summary>
    public float this[int field, int level] => _bits[field * Fields.MostLevels + level];

    public float BestBirth { get; }

    /// <summary>Of place and street together, by what is equal or not known: postcode 1, city 2, street 4, number 8.
    /// </summary>
    public float[] Home { get; }

    public float[] Of(int field) => _bits[(field * Fields.MostLevels)..((field + 1) * Fields.MostLevels)];

    float MostOfPlace(int equal) => (equal & 3) switch
    {
        0 => Best(Fields.Place, (int)PlaceLevel.Similar),
        2 => Best(Fields.Place, (int)PlaceLevel.Close),
        _ => Best(Fields.Place, (int)PlaceLevel.Same),
    };

    float MostOfStreet(int equal) => (equal & 12) switch
    {
        0 => Best(Fields.Street, (int)StreetLevel.SimilarStreet),
        4 => Best(Fields.Street, (int)StreetLevel.SameStreet),
        8 => Best(Fields.Street, (int)StreetLevel.Close),
        _ => Best(Fields.Street, (int)StreetLevel.Same),
    };

    /// <summary>The most that this level or one behind it adds, or that nothing is known.</summary>
    float Best(int field, int from) => Math.Max(0, Of(field)[from..].Max());
}

using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>Links persons as a configuration says: prepares them, decides on pairs and explains its decisions. Any
/// number of threads may use one.</summary>
public sealed class PersonLinkage
{
    readonly string[] _further;
    readonly ImmutableArray<int> _identifiers;
    readonly FellegiSunter? _fellegiSunter;
    readonly EpiLinkWeighting? _epiLink;
    readonly EpixWeighting? _epix;
    readonly RuleBook _rules;

    /// <summary>Prepares a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="vocabulary">That of another linkage of the same further fields, whose comparable persons are to be
    /// used again, as when a new configuration is tried out; or null.</param>
    /// <exception cref="FormatException">The configuration cannot be used; the message says why.</exception>
    public PersonLinkage(LinkageConfiguration configuration, Vocabulary? vocabulary = null)
    {
        if (configuration.Fault() is { } fault) throw new FormatException(fault);
        Configuration = configuration;
        Vocabulary = vocabulary ?? new();
        _further = [.. configuration.Further];
        if (configuration.FellegiSunter is { } parameters) _fellegiSunter = new(Vocabulary, parameters);
        if (configuration.Mainzelliste is { } text) _epiLink = new(MainzellisteConfiguration.Read(text));
        if (configuration.Epix is { } xml) _epix = new(EpixConfiguration.Read(xml));
        _identifiers = [.. configuration.Identifiers.Select(name => Array.IndexOf(_further, name))];
        var identifiers = _identifiers.Aggregate(0u, (bits, at) => bits | 1u << (Fields.Further + at));
        _rules = new(configuration.Rules, identifiers, Vocabulary);
    }

    /// <summary>What this linkage was made of.</summary>
    public LinkageConfiguration Configuration { get; }

    /// <summary>The values of the persons prepared here, and how often the counted ones occur.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Normalises a person and computes its blocking keys. Names do not count as occurring before
    /// <see cref="Vocabulary.Count"/> is told.</summary>
    /// <exception cref="FormatException">An E-PIX would refuse the person.</exception>
    public PreparedPerson Prepare(PersonData person)
    {
        var normalised = NormalisedPerson.Of(person, _further);
        return new(normalised, BlockingKeys.Of(normalised, Configuration.Blocking, _identifiers))
        {
            Comparable = Vocabulary.Intern(normalised),
            Mainzelliste = _epiLink?.Prepare(person),
            Epix = _epix?.Prepare(person),
        };
    }

    /// <summary>Only what an index keeps of a person, whatever the weighting.</summary>
    public ComparablePerson Comparable(PersonData person) =>
        Vocabulary.Intern(NormalisedPerson.Of(person, _further));

    /// <summary>Says how many persons there are by now, where the weighting goes by that.</summary>
    public void Among(long persons) => _fellegiSunter?.Among(persons);

    /// <summary>Decides on a pair.</summary>
    public PairDecision Decide(PreparedPerson a, PreparedPerson b)
    {
        if (_fellegiSunter is not null) return Decide(a.Comparable, b.Comparable);
        if (_epiLink is not null)
        {
            var weight = _epiLink.Score(a.Mainzelliste!, b.Mainzelliste!, null);
            return new(weight, _epiLink.OutcomeOf(weight));
        }

        var ratio = _epix!.Score(a.Epix!, b.Epix!, null);
        return new(ratio, _epix.OutcomeOf(a.Epix!, b.Epix!, ratio));
    }

    /// <summary>Decides on a pair of persons kept in their smallest form. Allocates nothing.</summary>
    /// <exception cref="InvalidOperationException">The weighting is not Fellegi-Sunter's.</exception>
    public PairDecision Decide(in ComparablePerson a, in ComparablePerson b) => Decide(a, b, b.More.AsSpan());

    /// <summary>Tells pairs that are certainly not near from others.</summary>
    internal PairScreen Screen(in ComparablePerson person) => new(
        Weighting, Vocabulary, person, Configuration.Thresholds.Possible, Configuration.Rules.NameChange);

    /// <exception cref="InvalidOperationException">The weighting is not Fellegi-Sunter's.</exception>
    internal FellegiSunter Weighting =>
        _fellegiSunter ?? throw new InvalidOperationException("Another weighting is configured.");

    internal PairDecision Decide(in ComparablePerson a, in ComparablePerson b, ReadOnlySpan<int> moreOfB)
    {
        var levels = PairLevels.Of(Vocabulary, a, b, moreOfB);
        return Decide(levels, Weighting.Score(levels));
    }

    internal PairDecision Decide(in PairLevels levels, double score) =>
        new(score, _rules.Apply(levels, Configuration.Thresholds.Of(score)));

    /// <summary>Decides on a pair and keeps what explains the decision.</summary>
    internal PairFinding Judge(in PairLevels levels, double score)
    {
        var before = Configuration.Thresholds.Of(score);
        var outcome = _rules.Apply(levels, before);
        var rules = outcome == before ? (byte)0 : _rules.Bits(levels, before);
        return new(0, 0, score, levels.Pattern, outcome, rules, levels.Swapped);
    }

    /// <summary>Names of the rules that hold for a pair, whether or not they change what the thresholds say.</summary>
    public ImmutableArray<string> RulesFor(PreparedPerson a, PreparedPerson b)
    {
        if (_fellegiSunter is null) return [];
        var levels = PairLevels.Of(Vocabulary, a.Comparable, b.Comparable);
        return [.. _rules.Changes(levels, Outcome.Match), .. _rules.Changes(levels, Outcome.NonMatch)];
    }

    /// <summary>What a person has in a field that the evidence names, as written; null where it is no field of theirs
    /// or not known.</summary>
    public string? ValueOf(PersonData person, string field)
    {
        var value = _epiLink is not null ? FieldText.OfMainzelliste(person, field)
            : _epix is not null ? FieldText.OfEpix(person, field) : FieldText.OfUsual(person, field);
        return string.IsNullOrWhiteSpace(value) ? null : value;
    }

    /// <summary>Decides on a pair and says why.</summary>
    public PairExplanation Explain(PreparedPerson a, PreparedPerson b)
    {
        var decision = Decide(a, b);
        if (_fellegiSunter is not null)
        {
            var levels = PairLevels.Of(Vocabulary, a.Comparable, b.Comparable);
            var before = Configuration.Thresholds.Of(decision.Score);
            return new(
                decision,
                FellegiSunterExplanation.Of(_fellegiSunter, Configuration.FellegiSunter!, levels, decision.Score),
                _rules.Changes(levels, before));
        }

        var evidence = new List<FieldEvidence>();
        if (_epiLink is not null) _epiLink.Score(a.Mainzelliste!, b.Mainzelliste!, evidence);
        else _epix!.Score(a.Epix!, b.Epix!, evidence);
        ImmutableArray<string> rules = _epix is null || _epix.Compared(a.Epix!, b.Epix!) ? [] : ["blocking"];
        return new(decision, [.. evidence], rules);
    }
}
